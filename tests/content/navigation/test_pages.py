"""Pages that every site owes, and the pieces around every page."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from content.navigation.models import (
    AccessibilityAudit,
    AccessibilityPlans,
    Conformity,
    DataProtection,
    LegalNotice,
    current_conformity,
)
from tests.content.information import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        *("/fr/plan-du-site/", "/fr/aide/", "/fr/accessibilite/", "/fr/donnees-personnelles/"),
        *("/en/site-map/", "/en/help/", "/en/accessibility/", "/en/personal-data/"),
        *("/fr/mentions-legales/", "/en/legal-notice/"),
    ],
)
def test_system_pages_answer_in_both_languages_and_are_public(client: Client, address: str) -> None:
    factories.home()

    response = client.get(address)

    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert f'<html lang="{address[1:3]}"' in response.content.decode()


def test_the_site_map_lists_every_live_page(client: Client) -> None:
    parent = factories.section("Vivre", slug="vivre")
    factories.article("Nouvelle", slug="nouvelle", parent=parent)

    html = client.get("/fr/plan-du-site/").content.decode()

    assert 'href="/fr/vivre/"' in html
    assert 'href="/fr/vivre/nouvelle/"' in html


def test_the_page_on_personal_data_leads_to_the_officer_that_the_city_named(client: Client) -> None:
    factories.home()
    assert "mailto:" not in client.get("/fr/donnees-personnelles/").content.decode()
    DataProtection.objects.create(name="Déléguée", email="donnees@ville.invalid")

    response = client.get("/fr/donnees-personnelles/")

    assert "mailto:donnees@ville.invalid" in response.content.decode()
    assert "privacy" in response.headers["Cache-Tag"].split()


def test_the_legal_notice_names_who_answers_for_the_site(client: Client) -> None:
    factories.home()
    LegalNotice.objects.create(publisher="Ville", director="La maire", host="Hébergeur\n01 99")

    html = client.get("/fr/aide/").content.decode()
    notice = client.get("/fr/mentions-legales/").content.decode()

    assert 'href="/fr/mentions-legales/"' in html
    assert "La maire" in notice
    assert "Hébergeur<br>01 99" in notice


def test_the_accessibility_statement_leads_to_the_plans_in_its_language(client: Client) -> None:
    plan = factories.article("Schéma pluriannuel", slug="schema")
    AccessibilityPlans.objects.create(multi_year_plan=plan, email="acces@ville.invalid")
    french = client.get("/fr/accessibilite/")
    assert '<a href="/fr/schema/">Schéma pluriannuel</a>' in french.content.decode()
    assert "mailto:acces@ville.invalid" in french.content.decode()
    assert f"page:{plan.pk}" in french.headers["Cache-Tag"].split()
    assert 'lang="fr"><a href="/fr/schema/">' in client.get("/en/accessibility/").content.decode()

    factories.article(
        "Plan", slug="plan", parent=factories.home("en"), translation_key=plan.translation_key
    )
    assert '<a href="/en/plan/">Plan</a>' in client.get("/en/accessibility/").content.decode()


def test_an_audit_that_lapsed_is_told_as_such(client: Client) -> None:
    factories.home()
    AccessibilityAudit.objects.create(
        audited_on=date(2020, 1, 1), criteria_met=99, criteria_applicable=100, auditor="X"
    )
    html = client.get("/en/accessibility/").content.decode()
    assert "not compliant" in html
    assert "no longer counts" in html


def test_the_menu_holds_the_sections_that_editors_chose(client: Client) -> None:
    factories.section("Vivre", slug="vivre", show_in_menus=True)
    factories.section("Cachée", slug="cachee")

    html = client.get("/fr/aide/").content.decode()

    assert 'href="/fr/vivre/"' in html
    assert "Cachée" not in html


def test_the_breadcrumb_leads_home_and_marks_where_one_is(client: Client) -> None:
    parent = factories.section("Vivre", slug="vivre")
    factories.article("Nouvelle", slug="nouvelle", parent=parent)

    html = client.get("/fr/vivre/nouvelle/").content.decode()

    assert '<a href="/fr/">Accueil</a>' in html
    assert '<span aria-current="page">Nouvelle</span>' in html


def test_the_language_switch_leads_to_the_real_translation(client: Client) -> None:
    french = factories.article("Nouvelle", slug="nouvelle")
    english = factories.article(
        "News", slug="news", parent=factories.home("en"), translation_key=french.translation_key
    )

    html = client.get("/fr/nouvelle/").content.decode()

    assert f'href="/en/{english.slug}/" lang="en"' in html


def test_without_an_audit_the_site_calls_itself_not_compliant(client: Client) -> None:
    assert current_conformity() == (Conformity.NONE, None)
    assert "non conforme" in client.get("/fr/accessibilite/").content.decode()


def test_every_page_says_the_level_of_the_last_audit(client: Client) -> None:
    AccessibilityAudit.objects.create(criteria_met=80, criteria_applicable=100, auditor="X")

    assert "partiellement conforme" in client.get("/fr/aide/").content.decode()


@pytest.mark.parametrize(
    ("met", "audited_on", "level"),
    [
        (100, date(2026, 1, 15), Conformity.FULL),
        (80, date(2026, 1, 15), Conformity.PARTIAL),
        (49, date(2026, 1, 15), Conformity.NONE),
        (100, date(2022, 1, 15), Conformity.NONE),
    ],
)
def test_the_level_comes_from_the_audit_and_lapses_after_three_years(
    met: int, audited_on: date, level: Conformity
) -> None:
    audit = AccessibilityAudit(
        audited_on=audited_on, criteria_met=met, criteria_applicable=100, auditor="X"
    )

    assert audit.conformity(date(2026, 11, 23)) == level


def test_an_audit_cannot_meet_more_than_applies() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessibilityAudit.objects.create(criteria_met=5, criteria_applicable=4, auditor="X")
