"""Procedures with their state: one document a language, the source's words where one lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from content.core.serving import address_of
from eservices.procedures.models import ProcedurePage
from search.documents import Document
from search.sources.base import Link, joined, texts_of

#: Most people come to do something.
WEIGHT = 1.6


class ProcedureSource:
    kind = "procedure"

    @property
    def label(self) -> str:
        return _("Procedures")

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        pages = _public_pages().prefetch_related("audience")
        if ids is not None:
            pages = pages.filter(procedure__uuid__in=list(ids))
        by_procedure = _by_procedure(pages)
        for language, _name in settings.LANGUAGES:
            for identity, languages in by_procedure.items():
                page = _in_language(languages, language)
                if page is not None:
                    yield self._document(identity, language, page)

    def _document(self, identity: str, language: str, page: ProcedurePage) -> Document:
        is_open = page.procedure is not None and page.procedure.current_version_id is not None
        with translation.override(language):
            state = "" if is_open else _("Not available online just now")
        return Document(
            kind=self.kind,
            id=identity,
            language=language,
            text_language=page.locale.language_code,
            title=page.title,
            url=address_of(page),
            summary=page.summary,
            body=joined(page.who, page.prepare, *texts_of(page.body)),
            keywords=page.search_description,
            # Shown as facts: found by, never shown twice.
            background=joined(page.cost, page.delay),
            state=state,
            theme=page.theme,
            facts=tuple(fact for fact in (page.cost, page.delay) if fact),
            weight=WEIGHT,
        )

    def listing(self, language: str) -> list[Link]:
        by_procedure = _by_procedure(_public_pages().defer("steps", "body"))
        pages = (_in_language(languages, language) for languages in by_procedure.values())
        return [
            Link(page.title, address_of(page), page.locale.language_code) for page in pages if page
        ]


def _public_pages() -> QuerySet[ProcedurePage]:
    pages: QuerySet[ProcedurePage] = ProcedurePage.objects.live().public()
    return (
        pages.filter(procedure__isnull=False)
        .select_related("locale", "procedure")
        .order_by("path")
        .defer("steps")
    )


def _by_procedure(pages: Iterable[ProcedurePage]) -> dict[str, dict[str, ProcedurePage]]:
    """Return the pages of each procedure by language."""
    found: dict[str, dict[str, ProcedurePage]] = {}
    for page in pages:
        if page.procedure is not None:
            languages = found.setdefault(str(page.procedure.uuid), {})
            languages[page.locale.language_code] = page
    return found


def _in_language(languages: dict[str, ProcedurePage], language: str) -> ProcedurePage | None:
    return languages.get(language) or languages.get(settings.LANGUAGE_CODE)
