"""The three ways to an answer, in one place for all engines.

Exact words first. Only when they find nothing are words that nobody wrote replaced by
near ones; only when that finds nothing does any of the words do. An engine gives two
things: what it finds for a form of the question, and what near words it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from search import words
from search.query import Match, Part, Query, Results

#: Near words tried for one that is unknown.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Form:
    """A question as an engine is to ask it: all parts, or any."""

    parts: tuple[Part, ...]
    match: Match

    @property
    def wants_all(self) -> bool:
        return self.match != Match.ANY_WORD


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the index that lies near one that was asked for; both folded."""

    word: str
    count: int


#: Nothing (not an empty answer) where no document has the words, whatever the filters.
Find = Callable[[Form], Results | None]
#: For each unknown word among those given, the near ones; known words are left out.
FindNear = Callable[[Sequence[str]], dict[str, list[Near]]]


def answer(query: Query, find: Find, find_near: FindNear) -> Results:
    """Return the first way's results that hold anything."""
    parts = query.understood()
    if not parts:
        return Results()
    results = find(Form(parts, Match.EXACT))
    if results is not None:
        return results
    near = find_near([word for part in parts for word in words.cut(part.text)])
    corrected = tuple(_corrected(part, near) for part in parts)
    if any(near.values()) and corrected != parts:
        results = find(Form(corrected, Match.TYPO))
        if results is not None:
            return replace(results, correction=_correction(query.text, near, results))
    if len(parts) > 1 or len(words.cut(parts[0].text)) > 1:
        each = [
            replace(part, text=word, alternatives=part.alternatives if not number else ())
            for part in corrected
            for number, word in enumerate(words.cut(part.text))
        ]
        results = find(Form(tuple(each), Match.ANY_WORD))
        if results is not None:
            return results
    return Results()


def _corrected(part: Part, near: dict[str, list[Near]]) -> Part:
    text, alternatives = part.text, list(part.alternatives)
    for word in words.cut(part.text):
        found = ranked(words.fold(word), near.get(word, ()))
        if found:
            text = text.replace(word, found[0])
            alternatives += found[1:]
    return Part(text, tuple(alternatives))


def ranked(word: str, near: Sequence[Near]) -> list[str]:
    """Return the nearest words, the most frequent first among equals."""
    scored = [(words.slips(word, each.word), -each.count, each.word) for each in near]
    allowed = words.allowed_slips(word)
    return [name for slips, _count, name in sorted(scored) if 0 < slips <= allowed][:NEAR]


def _correction(text: str, near: dict[str, list[Near]], results: Results) -> str:
    """Return the question as it was probably meant, with the accents the city writes."""
    written: dict[str, str] = {}
    for hit in results.hits:
        fragments = [fragment.text for fragment in hit.excerpt]
        for word in words.cut(" ".join([hit.document.title, hit.document.summary, *fragments])):
            written.setdefault(words.fold(word), word.lower())
    for word in words.cut(text):
        found = ranked(words.fold(word), near.get(word, ()))
        if found:
            best = next((name for name in found if name in written), found[0])
            text = text.replace(word, written.get(best, best))
    return text
