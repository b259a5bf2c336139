"""What Elasticsearch is told of each language: how words are cut, what fields there are.

Made of token filters only, never of the ready-made `french` analyzer: it folds accents
before nothing and knows no elision of "quoiqu". Uses nothing that a small server lacks
(no scripts, no delete by query, no `search_as_you_type`).
"""

from __future__ import annotations

from typing import Any

from search.words import STOP_WORDS

ARTICLES = ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"]

_FILTERS: dict[str, dict[str, Any]] = {
    "elided": {"type": "elision", "articles_case": True, "articles": ARTICLES},
    "possessive": {"type": "stemmer", "language": "possessive_english"},
    # The light English stemmers leave "pools" (KStem) or "voting" (minimal) as they are.
    "stem_fr": {"type": "stemmer", "language": "light_french"},
    "stem_en": {"type": "stemmer", "language": "porter2"},
}
#: Before folding: what the apostrophe joins to a word.
_APOSTROPHE = {"fr": "elided", "en": "possessive"}


def languages() -> tuple[str, ...]:
    return tuple(_APOSTROPHE)


def settings(language: str) -> dict[str, Any]:
    """Return the settings of an index: one shard holds a large city's site."""
    folded = [_APOSTROPHE[language], "lowercase", "asciifolding"]
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "analysis": {
            "filter": {
                **_FILTERS,
                "small_words": {"type": "stop", "stopwords": sorted(STOP_WORDS[language])},
            },
            "analyzer": {
                "words": {
                    "type": "custom",
                    "tokenizer": "standard",
                    "filter": [*folded, "small_words", f"stem_{language}"],
                },
                "names": {"type": "custom", "tokenizer": "standard", "filter": folded},
            },
        },
    }


_WORDS = {"type": "text", "analyzer": "words"}
_NAMES = {"type": "text", "analyzer": "names"}
_EXACT = {"type": "keyword"}
_SHOWN = {"type": "object", "enabled": False}

MAPPING: dict[str, Any] = {
    "dynamic": False,
    "properties": {
        "key": _EXACT,
        "digest": {"type": "keyword", "index": False, "doc_values": True},
        "title": {**_WORDS, "copy_to": ["names", "spelling"]},
        "keywords": {**_WORDS, "copy_to": "spelling"},
        "summary": {**_WORDS, "copy_to": "spelling"},
        "body": {**_WORDS, "copy_to": "spelling"},
        "background": {**_WORDS, "copy_to": "spelling"},
        "names": _NAMES,
        "spelling": {**_NAMES, "index_options": "docs", "norms": False},
        **dict.fromkeys(("kind", "districts", "theme", "speaker", "year"), _EXACT),
        "date": {"type": "date", "format": "strict_date"},
        "weight": {"type": "float"},
        "shown": _SHOWN,
    },
}
