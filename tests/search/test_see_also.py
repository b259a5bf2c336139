"""A page ends with links to pages like it, and never waits for them."""

from __future__ import annotations

import pytest

from content.core.models import Delivery
from content.information.models import ArticlePage, ServicePage
from eservices.catalogue import services
from eservices.procedures.models import ProcedurePage
from search.engines import EngineUnavailable
from search.related import Related
from search.sources import sources
from tests.content.information import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(city_engine):
    """Two pages about rooms, one about something else, one procedure."""
    for slug, title in (("salle", "Salle de réunion"), ("reunion", "Réunion en salle")):
        factories.article(title, slug=slug)
    other = factories.body(factories.paragraph("Ramassage."))
    factories.article("Encombrants", slug="encombrants", body=other)
    service = factories.ServiceFactory()
    factories.service_page("S’inscrire sur la liste électorale", slug="elections", service=service)
    homes = {language: factories.home(language) for language in ("fr", "en")}
    services.install(key="electoral_roll", parent_pages_by_language=homes, service=service)
    city_engine.rebuild(sources.all_documents())
    return city_engine


def foot(response) -> str:
    return response.content.decode().partition('id="see-also"')[2].partition("</section>")[0]


def test_a_page_links_to_what_is_like_it(client, city) -> None:
    response = client.get("/fr/salle/")

    assert 'href="/fr/reunion/"' in foot(response)
    assert "/fr/salle/" not in foot(response)
    assert "encombrants" not in foot(response)


def test_a_page_is_purged_with_what_it_links_to(client, city) -> None:
    linked = ArticlePage.objects.get(slug="reunion")

    tags = client.get("/fr/salle/").headers["Cache-Tag"].split()

    assert f"page:{linked.pk}" in tags


def test_what_was_withdrawn_is_gone_before_the_index_knows(client, city) -> None:
    ArticlePage.objects.get(slug="reunion").unpublish()

    assert foot(client.get("/fr/salle/")) == ""


def test_what_the_page_lists_already_is_not_linked_again(client, city, monkeypatch) -> None:
    def page() -> str:
        return client.get("/fr/elections/").content.decode()

    assert page().count('href="/fr/liste-electorale/"') == 1

    monkeypatch.setattr(ServicePage, "linked_addresses", lambda page: set())
    assert page().count('href="/fr/liste-electorale/"') == 2


@pytest.mark.parametrize("path", ["/fr/salle/", "/fr/elections/", "/fr/liste-electorale/"])
def test_links_cost_few_statements(client, city, path, django_assert_max_num_queries) -> None:
    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_while_the_engine_is_away_nothing_is_shown(client, city) -> None:
    (city.root / "current").unlink()

    response = client.get("/fr/salle/")

    assert (response.status_code, foot(response)) == (200, "")


def test_an_engine_that_lets_a_page_wait_is_left_alone_for_a_minute(settings) -> None:
    moments = iter([0.0, 3.0, 3.0, 30.0, 64.0, 64.1])
    asked = []

    class Slow:
        def related(self, *_arguments):
            asked.append(1)
            raise EngineUnavailable

    related = Related(clock=lambda: next(moments))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.related.get_engine", Slow)
        for _page in range(3):
            assert related.like(("page", "1"), "fr", without=()) == ()

    assert len(asked) == 2


def test_a_procedure_that_moves_is_indexed_anew(city) -> None:
    page = ProcedurePage.objects.get(slug="liste-electorale")
    Delivery.objects.all().delete()

    page.move(factories.section("Démarches", slug="demarches"), "last-child")

    assert Delivery.objects.filter(key=f"procedure:{page.procedure.uuid}").exists()
