"""How the embedded engine cuts, folds and stems, for each language of the site.

Folding comes before stemming: stemmers keep "é" in "marché" and "marche" apart.
Elided articles ("l'acte") become stop words, since the apostrophe splits them.
"""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.words import STOP_WORDS

STEMMERS = {"fr": "french", "en": "english"}


def languages() -> tuple[str, ...]:
    return tuple(STEMMERS)


def _folded() -> TextAnalyzerBuilder:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )


@cache
def words(language: str) -> TextAnalyzer:
    """Return the analyzer of titles and texts: folded, without stop words, stemmed."""
    return (
        _folded()
        .filter(Filter.custom_stopword(sorted(STOP_WORDS[language])))
        .filter(Filter.stemmer(STEMMERS[language]))
        .build()
    )


@cache
def names() -> TextAnalyzer:
    """Return the analyzer of names for completion and of spelling: folded, whole words."""
    return _folded().build()
