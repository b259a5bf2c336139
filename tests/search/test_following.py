"""What changes a document without being saved as its page: a register, a parent, who may read."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from content.core import worker
from content.core.models import Delivery
from content.information.models import SectionPage
from content.places import services
from eservices.catalogue import services as catalogue
from eservices.procedures.models import ProcedurePage
from search import indexing
from search.query import Query
from search.sources import sources
from tests.content.council.factories import make_session
from tests.content.information import factories
from tests.content.places.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> SectionPage:
    return factories.section("Démarches", slug="demarches")


@pytest.fixture
def procedure(section: SectionPage) -> ProcedurePage:
    parents = {"fr": section, "en": factories.home("en")}
    catalogue.install(
        key="electoral_roll", parent_pages_by_language=parents, service=factories.ServiceFactory()
    )
    return ProcedurePage.objects.get(slug="liste-electorale")


def asked_of(engine, text: str) -> dict[str, str]:
    """Return the addresses of what is found once the worker has run, by title."""
    worker.drain()
    hits = engine.search(Query(text, "fr")).hits
    return {hit.document.title: hit.document.url for hit in hits}


def test_a_procedure_follows_the_section_that_it_stands_in(city_engine, section, procedure) -> None:
    indexing.rebuild()

    section.slug = "services"
    section.save_revision().publish()

    assert list(asked_of(city_engine, "électorale").values()) == ["/fr/services/liste-electorale/"]


def test_what_only_some_may_read_leaves_search_and_what_all_may_comes_back(
    client, city_engine, section
) -> None:
    factories.article("Patinoire", slug="patinoire", parent=section)
    indexing.rebuild()
    assert "Patinoire" in client.get("/fr/recherche/?q=patinoire").content.decode()

    PageViewRestriction.objects.create(page=section, restriction_type="login")

    page = client.get("/fr/recherche/?q=patinoire").content.decode()
    assert 'class="results"' not in page
    assert asked_of(city_engine, "patinoire") == {}
    section.get_view_restrictions().get().delete()
    assert asked_of(city_engine, "patinoire") == {"Patinoire": "/fr/demarches/patinoire/"}


def test_a_place_follows_the_name_of_its_kind(city_engine) -> None:
    place = make_place()
    indexing.rebuild()
    kind = place.kind

    services.save_place_kind(
        key=kind.key, position=1, texts={"fr": {"name": "Ludothèque", "plural": "Ludothèques"}}
    )

    assert list(asked_of(city_engine, "ludothèque")) == [place.text("fr").name]
    assert Delivery.objects.filter(kind=indexing.KIND, key="place:*").count() == 1


def test_a_procedure_that_nobody_can_begin_is_found_with_its_state(procedure) -> None:
    procedure.procedure.current_version = None
    procedure.procedure.save()

    states = {row.language: row.state for row in sources.get("procedure").documents()}

    assert states == {
        "fr": "Pas disponible en ligne pour le moment",
        "en": "Not available online just now",
    }


def test_what_stands_in_for_search_names_what_search_would(procedure) -> None:
    make_session()
    for kind in ("procedure", "session"):
        source = sources.get(kind)
        for language in ("fr", "en"):
            found = [row for row in source.documents() if row.language == language]
            listed = [(link.title, link.url, link.language) for link in source.listing(language)]
            assert listed == [(row.title, row.url, row.text_language) for row in found]


def test_a_place_that_opens_soon_says_so() -> None:
    place = make_place(status="announced")

    states = [row.state for row in sources.get("place").documents([str(place.uuid)])]

    assert states == ["Ouverture prochaine", "Opening soon"]


def test_the_editor_s_settings_of_a_block_are_no_words_of_the_page(section) -> None:
    body = factories.body({"type": "heading", "value": {"text": "Horaires", "level": "2"}})
    page = factories.article("Patinoire", slug="patinoire", body=body, parent=section)

    assert [row.body for row in sources.get("page").documents([str(page.pk)])] == ["Horaires"]
