"""The three ways to an answer, in one place for all engines.

Exact words first. Only when they find nothing are words that nobody wrote replaced by
near ones, and the question so mended is understood anew, with the city's synonyms; only
when that finds nothing does any of the words do. An engine gives two things: what it finds
for a form of the question, and what near words it knows. Where few have all the words, those
that have some follow them: the one page that a resident needs may say one thing otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from search import words
from search.query import Match, Query, Results
from search.understanding import Part, key_of, known_words

#: Near words tried for one that is unknown.
NEAR = 3
#: Answers with all the words, below which those with some of them follow.
FEW = 8


@dataclass(frozen=True, slots=True)
class Form:
    """A question as an engine is to ask it: all parts, or any."""

    parts: tuple[Part, ...]
    match: Match
    #: What has half of the parts follows what has all.
    with_some: bool = False

    @property
    def least(self) -> int:
        """How many of the parts an answer has."""
        if self.with_some:
            return max(1, len(self.parts) // 2)
        return 1 if self.match == Match.ANY_WORD else len(self.parts)


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
    results = _all_and_some(parts, Match.EXACT, find)
    if results is not None:
        return results
    near = _near_words(query, parts, find_near)
    if near:
        parts = _corrected(query, near)
        results = _all_and_some(parts, Match.TYPO, find)
        if results is not None:
            return replace(results, correction=_correction(query.text, near, results))
    if len(parts) > 1 or len(words.cut(parts[0].text)) > 1:
        each = [
            replace(part, text=word, alternatives=part.alternatives if not number else ())
            for part in parts
            for number, word in enumerate(words.cut(part.text))
            # Alone, a letter or a figure says nothing.
            if len(word) > 1
        ]
        results = find(Form(tuple(each), Match.ANY_WORD)) if each else None
        if results is not None:
            return results
    return Results()


def _all_and_some(parts: tuple[Part, ...], match: Match, find: Find) -> Results | None:
    """Return what has all parts and, where that is little whatever the filters, what has some."""
    results = find(Form(parts, match))
    if results is None or results.matched >= FEW or len(parts) < 2:
        return results
    wider = find(Form(parts, match, with_some=True))
    if wider is None or wider.matched == results.matched:
        return results
    return replace(wider, whole=results.total)


def _near_words(
    query: Query, parts: Sequence[Part], find_near: FindNear
) -> dict[str, tuple[str, ...]]:
    """Return what each unknown word may have been meant as, the likeliest first.

    A word of the city's synonyms is known, and may be what was meant, though no document
    has it.
    """
    known = known_words(query.rules)
    asked = [word for part in parts for word in words.cut(part.text)]
    unknown = find_near([word for word in asked if key_of([word])[0] not in known])
    named = [Near(word, 1) for word in known]
    found = {word: ranked(words.fold(word), [*near, *named]) for word, near in unknown.items()}
    return {word: names for word, names in found.items() if names}


def _corrected(query: Query, near: dict[str, tuple[str, ...]]) -> tuple[Part, ...]:
    """Return the parts of the question without its slips; next to a word, those as near."""
    text = words.replaced(query.text, {word: names[0] for word, names in near.items()})
    others = {names[0]: names[1:] for names in near.values()}
    return tuple(
        replace(part, alternatives=(*part.alternatives, *others.get(part.text, ())))
        for part in query.understood(text)
    )


def ranked(word: str, near: Sequence[Near]) -> tuple[str, ...]:
    """Return the nearest words, the most frequent first among equals."""
    scored = [(words.slips(word, each.word), -each.count, each.word) for each in near]
    allowed = words.allowed_slips(word)
    nearest = [name for slips, _count, name in sorted(scored) if 0 < slips <= allowed]
    return tuple(dict.fromkeys(nearest))[:NEAR]


def _correction(text: str, near: dict[str, tuple[str, ...]], results: Results) -> str:
    """Return the question as it was probably meant, with the accents the city writes."""
    written: dict[str, str] = {}
    for hit in results.hits:
        fragments = [fragment.text for fragment in hit.excerpt]
        for word in words.cut(" ".join([hit.document.title, hit.document.summary, *fragments])):
            written.setdefault(words.fold(word), word.lower())
    meant = {}
    for word, names in near.items():
        best = next((name for name in names if name in written), names[0])
        meant[word] = written.get(best, best)
    return words.replaced(text, meant)
