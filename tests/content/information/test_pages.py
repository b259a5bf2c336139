"""What residents get: one address, the same for everybody, in few statements."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from content.information.models import Alert, AlertText
from tests.content.information import factories

pytestmark = pytest.mark.django_db
#: A page of ours costs at most so many statements when no cache helps.
MOST = 12


def statements(client: Client, url: str, django_assert_max_num_queries: DjangoAssertNumQueries):
    client.get(url)  # roots, content types, menu and alerts are kept in the process
    with django_assert_max_num_queries(MOST):
        return client.get(url)


def test_home_costs_few_statements_whatever_it_lists(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        factories.article(f"Nouvelle {number}", slug=f"n{number}")

    response = statements(client, "/fr/", django_assert_max_num_queries)

    assert response.status_code == 200
    assert response.content.decode().count("Nouvelle ") == 3


def test_service_page_costs_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.service_page(slug="etat-civil")

    response = statements(client, "/fr/etat-civil/", django_assert_max_num_queries)

    assert "01 99 00 00 00" in response.content.decode()


def test_section_costs_few_statements_whatever_it_lists(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parent = factories.section("Vivre", slug="vivre")
    for number in range(6):
        factories.article(f"Page {number}", slug=f"p{number}", parent=parent)

    response = statements(client, "/fr/vivre/", django_assert_max_num_queries)

    assert "Page 5" in response.content.decode()


def test_a_public_page_is_the_same_for_everybody(client: Client) -> None:
    page = factories.article(slug="nouvelle")

    response = client.get("/fr/nouvelle/", headers={"cookie": "_pk_id=1"})

    assert "public" in response.headers["Cache-Control"]
    assert f"page:{page.pk}" in response.headers["Cache-Tag"].split()
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
    assert "userbar" not in response.content.decode()


def test_a_draft_a_stranger_and_a_missing_page_get_the_same_answer(client: Client) -> None:
    factories.article(slug="nouvelle").unpublish()

    assert client.get("/fr/nouvelle/").status_code == 404
    assert client.get("/fr/rien/").status_code == 404
    assert client.get("/en/nouvelle/").status_code == 404


def test_alerts_stand_on_every_page_the_gravest_first(client: Client) -> None:
    factories.article(slug="nouvelle")
    for level, title in (("information", "Fête"), ("danger", "Crue")):
        AlertText.objects.create(
            subject=Alert.objects.create(level=level), language="fr", title=title
        )

    html = client.get("/fr/nouvelle/").content.decode()

    assert 0 < html.index("Crue") < html.index("Fête")


def test_an_alert_purges_every_page() -> None:
    from content.core.models import Purge

    Alert.objects.create(level="danger")

    assert {"chrome:fr", "chrome:en"} <= set(Purge.objects.values_list("tag", flat=True))
