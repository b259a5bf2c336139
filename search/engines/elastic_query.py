"""Questions in Elasticsearch's terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search import words
from search.engines.answering import Form
from search.engines.base import ALTERNATIVE, BOOSTS, EXCERPT_CHARACTERS, TIE_BREAKER, WHOLE
from search.query import FACET_SIZE, FACETS, Query, Sort
from search.understanding import Part

Clause = dict[str, Any]
#: Characters of no language (Unicode's private use), so that no text can forge a mark.
OPEN, CLOSE = "\ue000", "\ue001"
#: Documents listed at once to be compared.
HELD = 5000
FIELDS = [f"{name}^{boost}" for name, boost in BOOSTS.items()]


def exact(word: str) -> Clause:
    """Match one word in any field."""
    return {
        "multi_match": {
            "query": word,
            "fields": FIELDS,
            "type": "best_fields",
            "operator": "and",
            "tie_breaker": TIE_BREAKER,
            # A small word of another name ("carte d'identité") asks for nothing.
            "zero_terms_query": "all",
        }
    }


def _all_of(text: str) -> Clause:
    clauses = [exact(word) for word in words.cut(text)]
    return clauses[0] if len(clauses) == 1 else {"bool": {"must": clauses}}


def _part(part: Part) -> Clause:
    if not part.alternatives:
        return _all_of(part.text)
    others = [
        {"bool": {"must": [_all_of(other)], "boost": ALTERNATIVE}} for other in part.alternatives
    ]
    return {"dis_max": {"queries": [_all_of(part.text), *others]}}


def asked(form: Form) -> Clause:
    """Match all parts, or any; words that stand together as asked weigh more."""
    parts = [_part(part) for part in form.parts]
    phrase = " ".join(part.text for part in form.parts)
    together: list[Clause] = [
        {"match_phrase": {name: {"query": phrase, "slop": 1, "boost": BOOSTS[name]}}}
        for name in ("title", "body")
    ]
    # All of them is a conjunction for the server too.
    some: Clause = {"bool": {"should": parts, "minimum_should_match": form.least}}
    better = together if len(words.cut(phrase)) > 1 else []
    if form.with_some:
        better.append({"bool": {"must": parts, "boost": WHOLE}})
    return {"bool": {"must": [some], "should": better}}


def filters(query: Query, without: str = "") -> Clause:
    """Return the filters, but for the one on ``without``: a facet counts its other values."""
    clauses: list[Clause] = [
        {"terms": {name: list(values)}}
        for name, values in query.chosen().items()
        if values and name != without
    ]
    if query.keys is not None:
        clauses.append({"terms": {"key": sorted(query.keys)}})
    bounds = {"gte": query.since, "lte": query.until}
    dates = {name: day.isoformat() for name, day in bounds.items() if day}
    if dates:
        clauses.append({"range": {"date": dates}})
    return {"bool": {"filter": clauses}}


def weighed(clause: Clause) -> Clause:
    """Let a kind that is looked for more often come first."""
    return {
        "function_score": {
            "query": clause,
            "field_value_factor": {"field": "weight", "missing": 1},
            "boost_mode": "multiply",
        }
    }


def _facets(query: Query) -> Clause:
    return {
        name: {
            "filter": filters(query, without=name),
            "aggs": {"values": {"terms": {"field": name, "size": FACET_SIZE}}},
        }
        for name in FACETS
        if query.with_facets
    }


def _highlight(clause: Clause) -> Clause:
    whole = {"number_of_fragments": 1, "fragment_size": EXCERPT_CHARACTERS, "order": "score"}
    return {
        "type": "unified",
        "pre_tags": [OPEN],
        "post_tags": [CLOSE],
        "highlight_query": clause,
        "max_analyzed_offset": 900_000,
        "fields": {"summary": whole, "body": whole},
    }


def order(query: Query) -> list[Clause]:
    by_date = [{"date": {"order": "desc", "missing": "_last"}}] if query.sort == Sort.NEWEST else []
    return [*by_date, {"_score": "desc"}, {"key": "asc"}]


def search(query: Query, form: Form) -> Clause:
    """Return the body of a search: hits, count, facets and excerpts in one request."""
    clause = asked(form)
    return {
        "query": weighed(clause),
        "post_filter": filters(query),
        "aggs": {"matched": {"filter": {"match_all": {}}}, **_facets(query)},
        "highlight": _highlight(clause),
        "sort": order(query),
        "size": query.limit,
        "track_total_hits": True,
        "track_scores": True,
        "_source": ["shown", "summary", "body"],
    }


def digests(after: list[Any]) -> Clause:
    """Return the body that lists what the index holds, behind what was listed last."""
    # From the columns: the documents themselves may be long debates.
    listed: Clause = {
        "size": HELD,
        "sort": [{"key": "asc"}],
        "_source": False,
        "docvalue_fields": ["digest"],
        "track_total_hits": False,
    }
    return {**listed, "search_after": after} if after else listed


def position(query: Query, form: Form) -> Clause:
    """Return the body that finds where the document seen last stands now."""
    last = {"term": {"key": query.after}}
    return {
        "query": weighed({"bool": {"must": [asked(form)], "filter": [last]}}),
        "sort": order(query),
        "size": 1,
        "_source": False,
    }


def counts(asked_words: list[str]) -> Clause:
    """Return the body that counts the documents of each word."""
    filters = {word: exact(word) for word in asked_words}
    return {"size": 0, "aggs": {"known": {"filters": {"filters": filters}}}}


def near(asked_words: list[str]) -> Clause:
    """Return the body that counts each word and asks for what is written nearly so."""
    return {
        **counts(asked_words),
        "suggest": {
            str(number): {
                "text": words.fold(word),
                "term": {
                    "field": "spelling",
                    "suggest_mode": "always",
                    "size": 10,
                    "max_edits": 2,
                    "prefix_length": 0,
                    "min_word_length": 4,
                    "string_distance": "damerau_levenshtein",
                },
            }
            for number, word in enumerate(asked_words)
        },
    }


def names(typed: list[str], limit: int) -> Clause:
    """Return the body that completes the last word of a name."""
    folded = [words.fold(word) for word in typed]
    clauses: list[Clause] = [{"term": {"names": word}} for word in folded[:-1]]
    clauses.append({"prefix": {"names": {"value": folded[-1]}}})
    return {
        "query": weighed(
            {"bool": {"must": [{"constant_score": {"filter": {"bool": {"must": clauses}}}}]}}
        ),
        "sort": [{"_score": "desc"}, {"key": "asc"}],
        "size": limit * 3,
        "track_total_hits": False,
        "_source": ["shown"],
    }


def like(index: str, key: str, limit: int, kinds: Sequence[str]) -> Clause:
    """Return the body that finds what shares rare words with a document, itself the first."""
    alike = {
        "more_like_this": {
            "fields": ["title", "summary", "body"],
            "like": [{"_index": index, "_id": key}],
            "include": True,
            "min_term_freq": 1,
            "min_doc_freq": 1,
            "minimum_should_match": 1,
        }
    }
    some: list[Clause] = [{"terms": {"kind": list(kinds)}}, {"term": {"key": key}}]
    kept = {"filter": [{"bool": {"should": some}}]} if kinds else {}
    return {
        "query": {"bool": {"must": [alike], **kept}},
        "size": limit + 1,
        "track_total_hits": False,
        "_source": ["shown"],
    }
