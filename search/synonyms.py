"""Understand a question: which of its words stand for what the city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from content.core.fragments import fragments
from search import words
from search.models import Synonym
from search.query import Part

#: Folded words of an expression, and what counts as the same thing.
Rules = dict[tuple[str, ...], tuple[str, ...]]
#: Words of the longest expression that is looked for in a question.
LONGEST = 5


def compiled(synonyms: Iterable[Synonym]) -> Rules:
    """Return the rules of some rows; an expression of several rows has all their meanings."""
    rules: Rules = {}
    for synonym in synonyms:
        for expression, meanings in synonym.rules:
            key = _folded(words.meant(expression, synonym.language))
            if key:
                rules[key] = tuple(dict.fromkeys((*rules.get(key, ()), *meanings)))
    return rules


def rules_of(language: str) -> Rules:
    """Return the rules of a language, kept in the process until a row changes."""
    return fragments.get(
        ("synonyms", language), lambda: compiled(Synonym.objects.filter(language=language))
    )


def understood(text: str, language: str, rules: Rules) -> tuple[Part, ...]:
    """Return the parts of a question: the longest known expressions, and single words."""
    meant = words.meant(text, language)
    joined = {
        words.fold(written.replace("-", "")): written for written in words.compound_words(text)
    }
    parts, position = [], 0
    while position < len(meant):
        length, meanings = _longest(meant[position:], rules)
        expression = " ".join(meant[position : position + length])
        other = tuple(name for name in joined if name == "".join(_folded(expression.split())))
        parts.append(Part(expression, (*meanings, *other)))
        position += length
    return tuple(parts)


def _longest(meant: Sequence[str], rules: Rules) -> tuple[int, tuple[str, ...]]:
    for length in range(min(LONGEST, len(meant)), 0, -1):
        found = rules.get(_folded(meant[:length]))
        if found:
            return length, found
    return 1, ()


def _folded(some: Iterable[str]) -> tuple[str, ...]:
    return tuple(words.fold(word).rstrip("sx") or word for word in some)
