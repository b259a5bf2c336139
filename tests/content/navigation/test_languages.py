"""A page that is not translated says so, and nothing pretends."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from eservices.accounts.models import User
from tests.content.council.factories import make_session
from tests.content.information import factories
from tests.content.places.factories import make_place

pytestmark = pytest.mark.django_db


def test_the_switch_leads_to_a_notice_where_there_is_no_translation(client: Client) -> None:
    page = factories.article("Marché", slug="marche")
    notice = f"/en/not-translated/{page.translation_key}/"
    assert f'href="{notice}" lang="en" hreflang="en"' in client.get("/fr/marche/").content.decode()

    response = client.get(notice)
    html = response.content.decode()

    assert response.status_code == 200
    assert '<html lang="en"' in html
    assert '<a href="/fr/marche/" lang="fr" hreflang="fr">Marché</a>' in html
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert f"page:{page.pk}" in response.headers["Cache-Tag"].split()


def test_the_notice_leads_to_the_translation_once_there_is_one(client: Client) -> None:
    page = factories.article("Marché", slug="marche")
    factories.article(
        "Market", slug="market", parent=factories.home("en"), translation_key=page.translation_key
    )

    response = client.get(f"/en/not-translated/{page.translation_key}/")

    assert (response.status_code, response["Location"]) == (302, "/en/market/")


def test_the_notice_tells_nothing_of_a_draft(client: Client) -> None:
    page = factories.article("Secret", slug="secret")
    page.unpublish()
    assert client.get(f"/en/not-translated/{page.translation_key}/").status_code == 404


def test_the_checker_is_in_previews_and_knows_more_than_wagtails(client: Client) -> None:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    page = factories.article("Marché", slug="marche")
    assert "wagtail-userbar" not in client.get("/fr/marche/").content.decode()

    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    html = preview.content.decode()
    assert "wagtail-userbar" in html
    assert "RGAAv4" in html
    assert "public" not in preview.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/fr/lieux/?open=1", "/en/places/?open=1"),
        ("/fr/conseil/", "/en/council/"),
        ("/fr/suivi/", "/en/tracking/"),
        ("/fr/compte/login/", "/en/account/login/"),
        # Words of its own stand in the address: nobody knows them in the other language.
        ("/fr/rien-de-tel/", "/en/"),
    ],
)
def test_the_switch_keeps_the_place_on_pages_of_the_system(
    client: Client, here: str, there: str
) -> None:
    assert f'href="{there}" lang="en" hreflang="en"' in client.get(here).content.decode()


def test_the_switch_leads_to_the_same_place_and_the_same_session(client: Client) -> None:
    make_place("mairie")
    make_session()
    for here, there in (
        ("/fr/lieux/mairie/", "/en/places/mairie-en/"),
        ("/fr/conseil/2026-11-17/", "/en/council/2026-11-17/"),
    ):
        html = client.get(here).content.decode()
        assert f'href="{there}" lang="en" hreflang="en"' in html
