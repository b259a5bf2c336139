"""The slug of a procedure in each language, for addresses of journeys.

Journeys are found by the draft's uuid alone; the slug only makes the address readable
and survives the unpublishing of the page. It is kept in process for a minute; before
a redirect it is read anew, so that two processes never send a browser to and fro.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.urls import reverse

from eservices.procedures.models import ProcedurePage, ProcedureVersion

_KEPT_SECONDS = 60
#: Stands in an address when the procedure has no page at all any more.
NO_SLUG = "-"
_slugs: dict[tuple[int, str], tuple[str, float]] = {}


def slug_of(procedure_id: int, language: str, *, fresh: bool = False) -> str:
    """Return the slug of the procedure's page in ``language``, else in any language."""
    key = (procedure_id, language)
    slug, until = _slugs.get(key, ("", 0.0))
    if not slug or fresh or until < time.monotonic():
        slug = _read_slug(procedure_id, language)
        if len(_slugs) > 5000:
            _slugs.clear()
        _slugs[key] = (slug, time.monotonic() + _KEPT_SECONDS)
    return slug


def _read_slug(procedure_id: int, language: str) -> str:
    pages = dict(
        ProcedurePage.objects.filter(procedure_id=procedure_id).values_list(
            "locale__language_code", "slug"
        )
    )
    for code in (language, settings.LANGUAGE_CODE, *pages):
        if code in pages:
            return str(pages[code])
    return NO_SLUG


def startable(slug: str, language: str) -> ProcedureVersion | None:
    """Return the version that a new draft at this address gets; none when unpublished.

    A page of the asked language comes first; the source language's slug opens the
    start under another language too, for a procedure that is not translated yet.
    """
    pages = list(
        ProcedurePage.objects.live()
        .filter(slug=slug, procedure__current_version__isnull=False)
        .select_related("locale", "procedure__current_version")
        .defer("steps", "body", "procedure__current_version__definition")
    )
    pages.sort(key=lambda page: page.locale.language_code != language)
    return pages[0].procedure.current_version if pages else None


def printable(slug: str, language: str, number: int) -> ProcedureVersion | None:
    """Return version ``number`` of the procedure at this address; none when unpublished."""
    current = startable(slug, language)
    if current is None or current.number == number:
        return current
    versions = ProcedureVersion.objects.filter(procedure_id=current.procedure_id, number=number)
    return versions.select_related("procedure").defer("definition").first()


def paper_url(version: ProcedureVersion, slug: str) -> str:
    """Return the address of a version as a blank form, in the active language."""
    return reverse("procedures:paper", kwargs={"slug": slug, "number": version.number})
