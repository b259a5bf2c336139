"""The city's synonyms as rules of understanding: rows of editors, kept in the process."""

from __future__ import annotations

from collections.abc import Iterable

from content.core.fragments import fragments
from search import words
from search.models import Synonym
from search.understanding import Rules, key_of


def compiled(synonyms: Iterable[Synonym]) -> Rules:
    """Return the rules of some rows; an expression of several rows has all their meanings."""
    rules: dict[tuple[str, ...], tuple[str, ...]] = {}
    for synonym in synonyms:
        for expression, meanings in synonym.rules:
            key = key_of(words.meant(expression, synonym.language))
            if key:
                rules[key] = tuple(dict.fromkeys((*rules.get(key, ()), *meanings)))
    return rules


def rules_of(language: str) -> Rules:
    """Return the rules of a language, kept in the process until a row changes."""
    return fragments.get(
        ("synonyms", language), lambda: compiled(Synonym.objects.filter(language=language))
    )
