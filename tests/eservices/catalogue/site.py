"""A site in two languages, as small as can be."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page

from content.core.models import Department, Service
from eservices.catalogue import services
from eservices.procedures.models import Procedure, ProcedurePage


def french_parent() -> dict[str, Page]:
    """Return the parent page of a site that speaks French alone, which is built sooner."""
    french = Page(title="Démarches", slug="section", locale=locale("fr"))
    Page.objects.get(depth=1).add_child(instance=french)
    return {"fr": french}


def parents() -> dict[str, Page]:
    """Return one parent page a language, translations of each other."""
    french = french_parent()["fr"]
    english = Page(
        title="Services",
        slug="section-en",
        locale=locale("en"),
        translation_key=french.translation_key,
    )
    Page.objects.get(depth=1).add_child(instance=english)
    return {"fr": french, "en": english}


def site_of(request: pytest.FixtureRequest) -> dict[str, Page]:
    """Return the parent pages that a test needs: both languages where it is so marked."""
    return parents() if request.node.get_closest_marker("bilingual") else french_parent()


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def service() -> Service:
    department, _ = Department.objects.get_or_create(key="citizens")
    return Service.objects.get_or_create(key="civil-status", defaults={"department": department})[0]


def civil_status(request: pytest.FixtureRequest) -> Procedure:
    """Install the certificates of civil status, in the languages that the test needs."""
    return services.install(
        key="civil_status_certificate", parent_pages_by_language=site_of(request), service=service()
    )


def french_page(procedure: Procedure) -> ProcedurePage:
    return ProcedurePage.objects.get(procedure=procedure, locale__language_code="fr")
