"""Pages of the site: sections, services, articles. Procedures have a source of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from content.core.serving import address_of
from content.information.models import ArticlePage, HomePage, SectionPage, ServicePage
from search.documents import Document
from search.sources.base import Link, joined, texts_of

TYPES: tuple[type[Page], ...] = (SectionPage, ServicePage, ArticlePage)
BATCH = 200
WEIGHT = 1.3


class PageSource:
    kind = "page"

    @property
    def label(self) -> str:
        return _("Pages and news")

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        for model in TYPES:
            pages = model.objects.live().public().select_related("locale")
            if ids is not None:
                pages = pages.filter(pk__in=list(ids))
            for page in pages.prefetch_related("audience").iterator(chunk_size=BATCH):
                document = self._document(page)
                if document.url:
                    yield document

    def _document(self, page: Page) -> Document:
        language = page.locale.language_code
        return Document(
            kind=self.kind,
            id=str(page.pk),
            language=language,
            text_language=language,
            title=page.title,
            url=address_of(page),
            summary=page.summary,
            body=joined(*_texts(page)),
            theme=page.theme,
            districts=tuple(str(district.number) for district in page.audience.all()),
            date=getattr(page, "date", None),
            weight=WEIGHT,
        )

    def listing(self, language: str) -> list[Link]:
        pages = (
            Page.objects.live()
            .public()
            .type(*TYPES)
            .not_type(HomePage)
            .filter(locale__language_code=language)
            .order_by("title")[:100]
        )
        return [Link(page.title, address_of(page), language) for page in pages]


def _texts(page: Page) -> Iterator[str]:
    for name in ("who", "prepare", "cost", "delay"):
        if getattr(page, name, ""):
            yield getattr(page, name)
    body = getattr(page, "body", None)
    if body:
        yield from texts_of(body)
