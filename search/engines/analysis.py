"""How words are cut, folded and stemmed, for each language of the site.

Folding comes before stemming: stemmers keep "é" in "marché" and "marche" apart.
Elided articles ("l'acte") become stop words, since the apostrophe splits them.
"""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

STEMMERS = {"fr": "french", "en": "english"}

STOP_WORDS = {
    "fr": (
        "l d j m n s t c qu y le la les un une des du de au aux et ou a en dans pour par sur avec "
        "je tu il elle on nous vous ils elles me te se ce cet cette ces mon ma mes ton ta tes son "
        "sa ses notre votre leur est sont suis etre avoir ai que qui quoi comment faire veux puis"
    ),
    "en": (
        "a an the of to in on at for by with and or is are be i you he she it we they my your his "
        "her its our their this that s do does how what can"
    ),
}


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
        .filter(Filter.custom_stopword(STOP_WORDS[language].split()))
        .filter(Filter.stemmer(STEMMERS[language]))
        .build()
    )


@cache
def names() -> TextAnalyzer:
    """Return the analyzer of names for completion: folded, whole words."""
    return _folded().build()
