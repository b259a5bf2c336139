"""What is asked, what is answered: the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from search.documents import Document, Passage

MAX_WORDS = 12
PAGE_SIZE = 10


class Match(StrEnum):
    """How the answer was found; a weaker way is tried only when a stronger finds nothing."""

    EXACT = "exact"
    TYPO = "typo"
    ANY_WORD = "any_word"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Empty ``kinds`` or ``districts`` mean all of them."""

    text: str
    language: str
    kinds: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    offset: int = 0
    limit: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of an excerpt; ``marked`` when it is a word that was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    document: Document
    score: float
    excerpt: tuple[Fragment, ...] = ()
    #: The passage that answers best, with its own address (the second of the recording).
    passage: Passage | None = None

    @property
    def url(self) -> str:
        return self.passage.url if self.passage else self.document.url


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    hits: tuple[Hit, ...] = ()
    total: int = 0
    match: Match = Match.NONE
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    title: str
    url: str
    kind: str
