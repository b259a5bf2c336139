"""What the sitemap lists: Wagtail's pages here, other public addresses by their owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wagtail.models import Page

from content.core.serving import address_of


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One thing to find: its address in each language that it really exists in."""

    addresses: dict[str, str]
    changed: datetime | None = None


#: Gives each thing's addresses by language: ``{"fr": "/fr/lieux/a/", "en": "/en/places/a/"}``.
Source = Callable[[], Iterable[dict[str, str]]]


class SitemapRegistry:
    """Named sources; registering a name twice raises."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def register(self, name: str, source: Source) -> None:
        if name in self._sources:
            raise ValueError(f"a sitemap source named {name!r} is registered already")
        self._sources[name] = source

    def entries(self) -> Iterator[SitemapEntry]:
        yield from pages()
        for source in self._sources.values():
            yield from (SitemapEntry(addresses) for addresses in source() if addresses)


def pages() -> Iterator[SitemapEntry]:
    """Yield live pages that everybody may read, translations together.

    An alias repeats another page's text, so it is no translation and is left out.
    """
    addresses: dict[UUID, dict[str, str]] = defaultdict(dict)
    changed: dict[UUID, datetime] = {}
    found = Page.objects.live().public().filter(depth__gt=1, alias_of__isnull=True)
    for page in found.select_related("locale").order_by("path"):
        if address := address_of(page):
            addresses[page.translation_key][page.locale.language_code] = address
            if page.last_published_at:
                changed[page.translation_key] = max(
                    page.last_published_at,
                    changed.get(page.translation_key, page.last_published_at),
                )
    for key, languages in addresses.items():
        yield SitemapEntry(languages, changed.get(key))


sitemaps = SitemapRegistry()
