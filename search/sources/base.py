"""What a kind of document owes to search; a new kind is one module and one test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from wagtail.blocks import StreamValue

from search.documents import Document


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the A to Z that stands in when the engine is away."""

    title: str
    url: str
    language: str


def texts_of(body: StreamValue) -> list[str]:
    """Return what the blocks of a page's body say, one text a part."""
    return list(body.stream_block.get_searchable_content(body))


def joined(*texts: str) -> str:
    """Return texts that stand apart on their page, so that an excerpt keeps them apart."""
    return "\n".join(filter(None, texts))


class Source(Protocol):
    """Turns the public rows of one kind into documents."""

    kind: str

    @property
    def label(self) -> str:
        """The heading of its results, plural, in the active language."""

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Yield the documents of ``ids`` (``None``: of all), in every language of the site.

        What is not public yields nothing, and so leaves the index.
        """

    def listing(self, language: str) -> list[Link]:
        """Return links to what matters most of this kind, read from the database."""


class SourceRegistry:
    """The kinds in the order of the results page."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def register(self, source: Source) -> None:
        if source.kind in self._sources:
            raise ValueError(f"a source of {source.kind!r} is registered already")
        self._sources[source.kind] = source

    def get(self, kind: str) -> Source | None:
        return self._sources.get(kind)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def all_documents(self) -> Iterator[Document]:
        for source in self:
            yield from source.documents()
