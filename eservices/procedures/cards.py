"""Procedures as a service page and the home page list them, with their live state."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from content.core.cards import Card
from content.core.home import HomeSection
from content.core.models import Service
from content.core.serving import address_of
from eservices.procedures.models import ProcedurePage

#: More are in their section and in the search.
MOST_ON_HOME = 8


def _card(page: ProcedurePage, language: str) -> Card:
    is_open = page.procedure is not None and page.procedure.current_version_id is not None
    return Card(
        title=page.title,
        url=address_of(page),
        kind="procedure",
        language=page.locale.language_code,
        summary=page.summary,
        state="" if is_open else _("Not available online just now"),
        facts=tuple(fact for fact in (page.cost, page.delay) if fact),
        tags=(f"page:{page.pk}", "list:procedures"),
    )


class ProcedureCards:
    """The live procedures of a service, in the language asked, else in the source language."""

    kind = "procedure"

    def for_service(self, service: Service, language: str) -> list[Card]:
        pages = (
            ProcedurePage.objects.live()
            .filter(service=service)
            .select_related("locale", "procedure")
            .defer("steps", "body")
            .order_by("title")
        )
        return [_card(page, language) for page in _in_language(pages, language)]


class TopProcedures:
    """The home page's plain links to procedures: the first in the order that editors gave."""

    key = "procedures"

    def section(self, language: str) -> HomeSection | None:
        pages = (
            ProcedurePage.objects.live()
            .select_related("locale", "procedure")
            .defer("steps", "body")
            .order_by("path")
        )
        found = _in_language(pages, language)[:MOST_ON_HOME]
        if not found:
            return None
        cards = tuple(replace(_card(page, language), summary="", facts=()) for page in found)
        return HomeSection(self.key, _("Procedures"), cards, tags=("list:procedures",))


def _in_language(pages: object, language: str) -> list[ProcedurePage]:
    """Return one page a procedure: that of the language, else of any other."""
    chosen: dict[object, ProcedurePage] = {}
    for page in pages:  # type: ignore[attr-defined]
        key = page.procedure_id
        if key not in chosen or page.locale.language_code == language:
            chosen[key] = page
    return list(chosen.values())
