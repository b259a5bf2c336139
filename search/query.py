"""What is asked, what is answered: the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from search.documents import Document, Passage
from search.understanding import Part, Rules, understood

PAGE_SIZE = 10
#: Nobody reads further; engines make deep pages dear.
MAX_DEPTH = 500


class Match(StrEnum):
    """How the answer was found; a weaker way is tried only when a stronger finds nothing."""

    EXACT = "exact"
    TYPO = "typo"
    ANY_WORD = "any_word"
    NONE = "none"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Query:
    """One question. An empty filter lets everything through.

    ``rules`` are the city's synonyms; where there are none the words of the text stand for
    themselves. ``after`` is the key of the last document that was seen: the answer goes on
    behind it, whatever was written or removed before it; ``offset`` is used where that
    document is gone.
    """

    text: str
    language: str
    rules: Rules = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    #: Only these documents (what is open now), or all.
    keys: frozenset[str] | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = PAGE_SIZE
    after: str = ""
    with_facets: bool = True

    def understood(self, text: str = "") -> tuple[Part, ...]:
        """Return the parts of the question, or of ``text`` asked instead of it."""
        return understood(text or self.text, self.language, self.rules)

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the values chosen in each facet."""
        return {
            "kind": self.kinds,
            "districts": self.districts,
            "theme": self.themes,
            "speaker": self.speakers,
            "year": self.years,
        }


#: What is counted beside every answer.
FACETS = ("kind", "districts", "theme", "speaker", "year")
#: Values of a facet at most; the districts alone are twenty.
FACET_SIZE = 50


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
    #: The question without its slips, when that is what was answered.
    correction: str = ""
    #: How many documents have the words asked for, whatever the filters.
    matched: int = 0
    #: Where few have all the words and others follow: how many have them all.
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    title: str
    url: str
    kind: str
    key: str = ""
    #: Of the title: French, where a translation is missing.
    language: str = ""
