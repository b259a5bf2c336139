"""How the embedded engine reads one language's index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import words
from search.documents import Document
from search.engines import analysis, answering
from search.engines.answering import Form, Near
from search.engines.base import BOOSTS, Held, alike, suggestions
from search.engines.embedded_excerpts import Excerpts
from search.engines.embedded_query import Builder
from search.query import (
    FACET_SIZE,
    FACETS,
    MAX_DEPTH,
    FacetValue,
    Fragment,
    Hit,
    Query,
    Results,
    Sort,
    Suggestion,
)

Addresses = list[tuple[float, tantivy.DocAddress]]


class Reader:
    """One language's index as it was at one moment.

    Never refreshed: what a question under way in another thread found has its address in that
    moment's index alone.
    """

    def __init__(
        self, *, path: Path, written: tuple[int, int], language: str, index: tantivy.Index
    ) -> None:
        self.path = path
        #: Tells one writing from the next.
        self.written = written
        self.index = index
        self._language = language
        self._schema = index.schema
        self._builder = Builder(index.schema, language)
        self._searcher = index.searcher()
        self._spelling: dict[str, dict[str, int]] = {}

    # --- Answers

    def search(self, query: Query) -> Results:
        return answering.answer(query, lambda form: self._find(query, form), self._near)

    def _find(self, query: Query, form: Form) -> Results | None:
        asked = self._builder.words(form)
        kept = self._builder.filtered(query, asked)
        found, total = self._page(query, kept)
        matched = total if kept is asked else self._count(asked)
        if not matched:
            return None
        return Results(
            hits=tuple(self._hits(form, asked, found)),
            total=total,
            match=form.match,
            matched=matched,
            facets=self._facets(query, asked) if query.with_facets else {},
        )

    def _count(self, asked: tantivy.Query) -> int:
        # The stubs leave the count out.
        return int(self._searcher.search(asked, limit=1).count)  # type: ignore[attr-defined]

    def _hits(self, form: Form, asked: tantivy.Query, found: Addresses) -> Iterator[Hit]:
        excerpts = Excerpts(
            searcher=self._searcher,
            schema=self._schema,
            language=self._language,
            asked=asked,
            terms=self._builder.all_terms(form),
        )
        for score, address in found:
            row = self._searcher.doc(address)
            yield excerpts.hit(row, _document(row), float(score))

    def _page(self, query: Query, asked: tantivy.Query) -> tuple[Addresses, int]:
        """Return the hits behind the document seen last, or at the offset, and the count."""
        newest = query.sort == Sort.NEWEST
        depth = (MAX_DEPTH if query.after else query.offset) + query.limit
        found = self._searcher.search(
            asked,
            limit=depth,
            order_by_field="day" if newest else None,
            weight_by_field=None if newest else "weight",
        )
        start = query.offset
        if query.after:
            keys = (self._key(address) for _score, address in found.hits)
            places = (place for place, key in enumerate(keys) if key == query.after)
            start = next(places, query.offset - 1) + 1
        # The stubs leave the count out.
        return found.hits[start : start + query.limit], found.count  # type: ignore[attr-defined]

    def _key(self, address: tantivy.DocAddress) -> str:
        return str(self._searcher.doc(address).get_first("key"))

    def _facets(self, query: Query, asked: tantivy.Query) -> dict[str, tuple[FacetValue, ...]]:
        """Count the values of every facet: in one pass, but for those that are chosen from."""
        chosen = {name for name, values in query.chosen().items() if values}
        passes = [[name] for name in FACETS if name in chosen]
        passes.append([name for name in FACETS if name not in chosen])
        found: dict[str, tuple[FacetValue, ...]] = {}
        for names in filter(None, passes):
            answer = self._searcher.aggregate(
                self._builder.filtered(query, asked, without=names[0]),
                {name: {"terms": {"field": name, "size": FACET_SIZE}} for name in names},
            )
            for name in names:
                found[name] = tuple(
                    FacetValue(bucket["key"], bucket["doc_count"])
                    for bucket in answer[name]["buckets"]
                    if bucket["key"]
                )
        return found

    # --- Spelling, completion, likeness, comparison

    def _near(self, asked: Sequence[str]) -> dict[str, list[Near]]:
        found = {}
        for word in self.unknown(asked):
            folded = words.fold(word)
            if words.allowed_slips(folded):
                found[word] = [
                    near for letter in _first_letters(folded) for near in self._like(folded, letter)
                ]
        return found

    def _like(self, folded: str, letter: str) -> list[Near]:
        """Return the words of the index that begin with ``letter`` and are near a folded one."""
        spelt, allowed = self._spelt(letter), words.allowed_slips(folded)
        # One slip more, since a plural that is not asked for is none; most fall here, in C.
        likely = process.extract(
            folded, spelt.keys(), scorer=OSA.distance, score_cutoff=allowed + 1, limit=None
        )
        return [
            Near(word, spelt[word])
            for word, _distance, _place in likely
            if words.slips(folded, word) <= allowed
        ]

    def unknown(self, asked: Sequence[str]) -> set[str]:
        analyze = analysis.words(self._language).analyze
        return {
            word
            for word in asked
            if not any(
                self._searcher.doc_freq(name, stem) for stem in analyze(word) for name in BOOSTS
            )
        }

    def _spelt(self, letter: str) -> dict[str, int]:
        """Return the words of the index that begin with ``letter``, and in how many documents
        each is; read once.
        """
        if letter not in self._spelling:
            self._spelling[letter] = dict(self._searcher.terms_with_prefix("spelling", letter))
        return self._spelling[letter]

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        asked = self._builder.names(text)
        if asked is None:
            return []
        found = self._searcher.search(asked, limit=limit * 3, count=False, weight_by_field="weight")
        rows = [_document(self._searcher.doc(address)) for _score, address in found.hits]
        return suggestions(rows, limit)

    def related(self, key: str, limit: int, kinds: Sequence[str]) -> tuple[Hit, ...]:
        itself = tantivy.Query.term_query(self._schema, "key", key)
        found = self._searcher.search(itself, limit=1, count=False).hits
        if not found:
            return ()
        row = self._searcher.doc(found[0][1])
        asked = self._builder.like(_document(row), str(row.get_first("body") or ""), kinds)
        # Itself comes first: its score is what the others' are measured by.
        hits = self._searcher.search(asked, limit=limit + 1, count=False).hits
        rows = [(score, _document(self._searcher.doc(address))) for score, address in hits]
        likely = (Hit(row, float(score), (Fragment(row.summary),)) for score, row in rows)
        return alike(likely, key, limit)

    def held(self) -> Iterator[Held]:
        everything = self._searcher.search(
            tantivy.Query.all_query(), limit=max(self._searcher.num_docs, 1), count=False
        )
        for _score, address in everything.hits:
            row = self._searcher.doc(address)
            yield Held(str(row["key"][0]), self._language, str(row["digest"][0]))


def _document(row: tantivy.Document) -> Document:
    return Document.from_json(bytes(row.get_first("payload") or b"{}"))


def _first_letters(word: str) -> str:
    """Return the letters that ``word`` may have been meant to begin with.

    The first one is seldom wrong, but for two that changed places and for a silent h.
    """
    silent = "h" if word[0] in "aeiouy" else ""
    return "".join(dict.fromkeys(word[:2] + silent))
