"""What home and sections list, in what order and for how long."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from content.core.home import HomeSection, sections
from content.core.models import Department
from tests.content.information import factories

pytestmark = pytest.mark.django_db


def test_a_section_lists_pages_in_their_order_then_news_the_newest_first(client: Client) -> None:
    parent = factories.section("Vivre", slug="vivre")
    factories.article("Vieille", slug="vieille", parent=parent, date=date(2026, 1, 1))
    factories.article("Récente", slug="recente", parent=parent, date=date(2026, 11, 1))
    factories.section("Logement", slug="logement", parent=parent)

    html = client.get("/fr/vivre/").content.decode()

    assert html.index("Logement") < html.index("Récente") < html.index("Vieille")


def test_what_most_people_come_for_stands_first_in_the_language_of_the_page(client: Client) -> None:
    page = factories.article("Carte", slug="carte")
    factories.article(
        "Map", slug="map", parent=factories.home("en"), translation_key=page.translation_key
    )
    for home, slug in (("fr", "vivre"), ("en", "living")):
        factories.section(slug, slug=slug, parent=factories.home(home), top_tasks=[("page", page)])

    assert '<a href="/fr/carte/">Carte</a>' in client.get("/fr/vivre/").content.decode()
    assert '<a href="/en/map/">Map</a>' in client.get("/en/living/").content.decode()


def test_home_is_kept_no_longer_than_its_lines_stay_true(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closing:
        key = "disturbances"

        def section(self, language: str) -> HomeSection:
            return HomeSection("disturbances", "Fermé", (), seconds=42)

    monkeypatch.setitem(sections._providers, "disturbances", Closing())
    factories.home()

    assert "s-maxage=42" in client.get("/fr/").headers["Cache-Control"]


def test_a_contact_in_a_body_is_purged_with_the_registers(client: Client) -> None:
    Department.objects.get_or_create(key="direction")
    service = factories.ServiceFactory()
    contact = {
        "type": "contact",
        "value": {"service": service.pk, "show_phone": True, "show_email": False},
    }
    factories.article(slug="contact", body=factories.body(contact))

    response = client.get("/fr/contact/")

    assert "01 99 00 00 00" in response.content.decode()
    assert "registers" in response.headers["Cache-Tag"].split()
