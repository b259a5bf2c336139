"""Understand a question: which of its words stand for what the city writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search import words

#: Folded words of an expression, and what counts as the same thing.
Rules = Mapping[tuple[str, ...], tuple[str, ...]]
#: Words of the longest expression that is looked for in a question.
LONGEST = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A word or an expression that was asked for, and what counts as the same thing."""

    text: str
    alternatives: tuple[str, ...] = ()


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
        other = tuple(name for name in joined if name == "".join(key_of(expression.split())))
        if expression.isdecimal() and len(expression) < 3:
            # A district is called by its bare number: "mairie 18".
            other += (f"{int(expression)}e",)
        parts.append(Part(expression, (*meanings, *other)))
        position += length
    return tuple(parts)


def known_words(rules: Rules) -> set[str]:
    """Return the words that rules begin from, folded, without the sign of a plural."""
    return {word for expression in rules for word in expression}


def key_of(some: Iterable[str]) -> tuple[str, ...]:
    """Return how the words of an expression stand in rules."""
    return tuple(words.fold(word).rstrip("sx") or word for word in some)


def _longest(meant: Sequence[str], rules: Rules) -> tuple[int, tuple[str, ...]]:
    for length in range(min(LONGEST, len(meant)), 0, -1):
        found = rules.get(key_of(meant[:length]))
        if found:
            return length, found
    return 1, ()
