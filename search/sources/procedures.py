"""Procedures with their state: one document a language, the source's words where one lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
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
        pages = (
            ProcedurePage.objects.live()
            .public()
            .filter(procedure__isnull=False)
            .select_related("locale", "procedure")
            .prefetch_related("audience")
            .order_by("path")
            .defer("steps")
        )
        if ids is not None:
            pages = pages.filter(procedure__uuid__in=list(ids))
        by_procedure: dict[str, dict[str, ProcedurePage]] = {}
        for page in pages:
            languages = by_procedure.setdefault(str(page.procedure.uuid), {})
            languages[page.locale.language_code] = page
        for identity, languages in by_procedure.items():
            for language, _name in settings.LANGUAGES:
                page = languages.get(language) or languages.get(settings.LANGUAGE_CODE)
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
        return [
            Link(document.title, document.url, document.text_language)
            for document in self.documents()
            if document.language == language
        ]
