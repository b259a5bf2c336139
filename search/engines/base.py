"""What every engine does, and the contract that `tests/search/engines` holds them to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.documents import Document
from search.query import Hit, Query, Results, Suggestion

#: A word in the title says more than a word in the text.
BOOSTS = {"title": 6.0, "keywords": 4.0, "summary": 2.0, "body": 1.0, "background": 0.5}
#: Another name for what was asked counts a little less than the word itself.
ALTERNATIVE = 0.8
#: What has all the words stands before what has some of them.
WHOLE = 10.0
#: What a field that matches less adds to the one that matches best.
TIE_BREAKER = 0.2
EXCERPT_CHARACTERS = 220
#: Share of the score that a document has for its own words; what has less is not like it.
ALIKE = 0.1


class EngineUnavailable(Exception):
    """The engine cannot answer now: the page says so and offers other ways."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document as the index holds it: enough to compare it with the database."""

    key: str
    language: str
    digest: str


def suggestions(rows: Iterable[Document], limit: int) -> list[Suggestion]:
    """Return one suggestion a title, in the order of ``rows``."""
    unique: dict[str, Suggestion] = {}
    for row in rows:
        language = row.text_language or row.language
        unique.setdefault(row.title, Suggestion(row.title, row.url, row.kind, row.key, language))
    return list(unique.values())[:limit]


def alike(hits: Iterable[Hit], key: str, limit: int) -> tuple[Hit, ...]:
    """Return the hits that are like the document ``key``, which is one of them."""
    hits = tuple(hits)
    own = max((hit.score for hit in hits if hit.document.key == key), default=0.0)
    others = (hit for hit in hits if hit.document.key != key and own)
    return tuple(hit for hit in others if hit.score >= ALIKE * own)[:limit]


class Engine(Protocol):
    """Every method raises `EngineUnavailable` when the engine cannot be reached or read."""

    #: As `/readyz` and the desk call it.
    name: str

    def write(self, *, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        """Replace documents. ``deletes`` are keys (``page:12``), removed in all languages first."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a whole new index beside the old one, swap them, return the number of documents.

        What is written meanwhile goes to the old index: the caller writes it again.
        """

    def search(self, query: Query) -> Results:
        """Answer with hits, total, facets, trying exact words, then slips, then any word."""

    def suggest(self, text: str, language: str, limit: int = 6) -> list[Suggestion]:
        """Return titles that begin with, or hold words that begin with, what was typed."""

    def related(
        self, key: str, language: str, limit: int = 4, kinds: Sequence[str] = ()
    ) -> tuple[Hit, ...]:
        """Return the documents most like one, without it; nothing when it is not there.

        Words that all share make nothing alike (`ALIKE`). ``kinds`` leaves the others out.
        """

    def unknown(self, asked: Sequence[str], language: str) -> set[str]:
        """Return those of some words that no document has in any form."""

    def held(self) -> Iterator[Held]:
        """Yield what the index holds, to compare it with the database."""

    def check(self) -> None:
        """Return when the engine can answer."""
