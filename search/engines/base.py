"""What every engine does, and the contract that `tests/search/engines` holds them to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from search.documents import Document
from search.query import Query, Results, Suggestion


class EngineUnavailable(Exception):
    """The engine cannot answer now: the page says so and offers other ways."""


class Engine(Protocol):
    """Every method raises `EngineUnavailable` when the engine cannot be reached or read."""

    def write(self, *, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        """Replace documents. ``deletes`` are keys (``page:12``), removed in all languages first."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a whole new index beside the old one, swap them, return the number of documents."""

    def search(self, query: Query) -> Results:
        """Answer with hits, total, facets, trying exact words, then typos, then any word."""

    def suggest(self, text: str, language: str, limit: int = 6) -> list[Suggestion]:
        """Return titles that begin with, or hold words that begin with, what was typed."""

    def keys(self) -> set[str]:
        """Return the keys of all documents, to compare the index with the database."""

    def check(self) -> None:
        """Return when the engine can answer."""
