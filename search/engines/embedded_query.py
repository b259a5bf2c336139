"""How the embedded engine answers: exact words, else typos, else any word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import tantivy
from tantivy import Occur

from search.documents import Document, Passage
from search.engines import analysis
from search.query import MAX_WORDS, FacetValue, Fragment, Hit, Match, Query, Results, Suggestion

#: A word in the title says more than a word in the text.
BOOSTS = {"title": 6.0, "keywords": 4.0, "summary": 2.0, "body": 1.0}
FACETS = ("kind", "districts", "theme")
EXCERPT_CHARACTERS = 220
#: Facet values returned at most; the districts alone are twenty.
FACET_SIZE = 50


def allowed_typos(term: str) -> int:
    """Return how many letters of ``term`` may differ: none in a short word."""
    if len(term) < 4:
        return 0
    return 1 if len(term) < 9 else 2


class Reader:
    """One language's index, as it was when last refreshed."""

    def __init__(self, *, path: Path, language: str, index: tantivy.Index) -> None:
        self.path = path
        self._language = language
        self._index = index
        self._schema = index.schema
        self._written = 0
        self._searcher = index.searcher()

    def refresh(self, written: int) -> None:
        """Reload when the index was written since; ``written`` is a file time in ns."""
        if written != self._written:
            self._index.reload()
            self._searcher = self._index.searcher()
            self._written = written

    def search(self, query: Query) -> Results:
        terms = analysis.words(self._language).analyze(query.text)[:MAX_WORDS]
        if not terms:
            return Results()
        attempts: tuple[tuple[Match, Callable[[], tantivy.Query]], ...] = (
            (Match.EXACT, lambda: self._all_words(terms, self._exact)),
            (Match.TYPO, lambda: self._all_words(terms, self._near)),
            (Match.ANY_WORD, lambda: self._any_word(terms)),
        )
        for match, build in attempts:
            words = build()
            if self._searcher.search(words, limit=1, count=False).hits:
                return self._answer(query, words, match, terms)
        return Results()

    # --- Queries

    def _exact(self, term: str) -> tantivy.Query:
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, name, term, "freq"), boost
                )
                for name, boost in BOOSTS.items()
            ],
            tie_breaker=0.2,
        )

    def _near(self, term: str) -> tantivy.Query:
        """Match ``term`` or a word that a slip of the finger makes of it.

        The exact word weighs more, so that a query with one typo ranks by the others.
        """
        distance = allowed_typos(term)
        if not distance:
            return self._exact(term)
        near: list[tantivy.Query] = [
            tantivy.Query.boost_query(
                tantivy.Query.fuzzy_term_query(self._schema, name, term, distance=distance), boost
            )
            for name, boost in BOOSTS.items()
        ]
        return tantivy.Query.disjunction_max_query(
            [tantivy.Query.boost_query(self._exact(term), 4.0), *near], tie_breaker=0.2
        )

    def _all_words(self, terms: list[str], one: Callable[[str], tantivy.Query]) -> tantivy.Query:
        parts = [(Occur.Must, one(term)) for term in terms]
        if len(terms) > 1:
            parts += [
                (
                    Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.phrase_query(self._schema, name, list(terms), slop=1),
                        BOOSTS[name],
                    ),
                )
                for name in ("title", "body")
            ]
        return tantivy.Query.boolean_query(parts)

    def _any_word(self, terms: list[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(Occur.Should, self._near(term)) for term in terms])

    def _filtered(self, query: Query, words: tantivy.Query, without: str = "") -> tantivy.Query:
        """Add the filters, but for the one on ``without``: a facet counts its other values."""
        filters = {"kind": query.kinds, "districts": query.districts}
        parts: list[tuple[Occur, tantivy.Query]] = [(Occur.Must, words)]
        for name, values in filters.items():
            if values and name != without:
                chosen = tantivy.Query.term_set_query(self._schema, name, list(values))
                parts.append((Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
        return tantivy.Query.boolean_query(parts) if len(parts) > 1 else words

    # --- Answers

    def _answer(
        self, query: Query, words: tantivy.Query, match: Match, terms: list[str]
    ) -> Results:
        found = self._searcher.search(
            self._filtered(query, words), limit=query.limit, offset=query.offset
        )
        hits = []
        for score, address in found.hits:
            row = self._searcher.doc(address)
            hits.append(self._hit(row, float(score), words, terms))
        return Results(
            hits=tuple(hits),
            # The stubs leave the count out.
            total=found.count,  # type: ignore[attr-defined]
            match=match,
            facets={name: self._facet(query, words, name) for name in FACETS},
        )

    def _facet(self, query: Query, words: tantivy.Query, name: str) -> tuple[FacetValue, ...]:
        answer = self._searcher.aggregate(
            self._filtered(query, words, without=name),
            {"values": {"terms": {"field": name, "size": FACET_SIZE}}},
        )
        return tuple(
            FacetValue(bucket["key"], bucket["doc_count"])
            for bucket in answer["values"]["buckets"]
            if bucket["key"]
        )

    def _hit(
        self, row: tantivy.Document, score: float, words: tantivy.Query, terms: list[str]
    ) -> Hit:
        document = Document.from_json(bytes(row.get_first("payload") or b"{}"))
        passage = self._best_passage(document, terms)
        if passage:
            return Hit(document, score, self._mark(passage.text, terms), passage)
        return Hit(document, score, self._excerpt(row, words) or (Fragment(document.summary),))

    def _excerpt(self, row: tantivy.Document, words: tantivy.Query) -> tuple[Fragment, ...]:
        for name in ("summary", "body"):
            generator = tantivy.SnippetGenerator.create(self._searcher, words, self._schema, name)
            generator.set_max_num_chars(EXCERPT_CHARACTERS)
            snippet = generator.snippet_from_doc(row)
            ranges = snippet.highlighted()
            if ranges:
                text = snippet.fragment()
                raw = text.encode()
                # The snippet counts bytes, Python characters.
                return _cut(
                    text,
                    [(len(raw[: r.start].decode()), len(raw[: r.end].decode())) for r in ranges],
                )
        return ()

    def _best_passage(self, document: Document, terms: list[str]) -> Passage | None:
        analyze = analysis.words(self._language).analyze
        wanted = set(terms)
        scored = [
            (len(wanted & set(analyze(passage.text))), -order, passage)
            for order, passage in enumerate(document.passages)
        ]
        best = max(scored, key=lambda entry: entry[:2], default=None)
        return best[2] if best and best[0] else None

    def _mark(self, text: str, terms: list[str]) -> tuple[Fragment, ...]:
        wanted = set(terms)
        ranges = [
            (token.char_offset_from, token.char_offset_to)
            for token in analysis.words(self._language).pre_tokenize(text).tokens
            if token.text in wanted
        ]
        return _cut(text, ranges)

    # --- Completion and check

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        typed = analysis.names().analyze(text)[:MAX_WORDS]
        if not typed:
            return []
        parts = [
            (Occur.Must, tantivy.Query.term_query(self._schema, "names", word))
            for word in typed[:-1]
        ]
        # Only letters and digits leave the analyzer, so the pattern needs no escape.
        parts.append(
            (Occur.Must, tantivy.Query.regex_query(self._schema, "names", f"{typed[-1]}.*"))
        )
        found = self._searcher.search(tantivy.Query.boolean_query(parts), limit=limit * 3)
        rows = [
            Document.from_json(bytes(self._searcher.doc(address).get_first("payload") or b"{}"))
            for _score, address in found.hits
        ]
        unique = {row.title: Suggestion(row.title, row.url, row.kind) for row in reversed(rows)}
        return list(reversed(unique.values()))[:limit]

    def keys(self) -> set[str]:
        everything = self._searcher.search(
            tantivy.Query.all_query(), limit=max(self._searcher.num_docs, 1)
        )
        return {
            Document.from_json(bytes(self._searcher.doc(address).get_first("payload") or b"{}")).key
            for _score, address in everything.hits
        }


def _cut(text: str, ranges: list[tuple[int, int]]) -> tuple[Fragment, ...]:
    """Cut a text at ranges of characters into plain and marked fragments."""
    fragments, position = [], 0
    for start, end in ranges:
        if start < position:
            continue
        if start > position:
            fragments.append(Fragment(text[position:start]))
        fragments.append(Fragment(text[start:end], marked=True))
        position = end
    if position < len(text):
        fragments.append(Fragment(text[position:]))
    return tuple(fragments)
