"""Which piece of a document the embedded engine shows, and the words it marks there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import tantivy

from search.documents import Document, Passage
from search.engines import analysis, excerpts
from search.engines.base import EXCERPT_CHARACTERS
from search.query import Fragment, Hit


class Excerpts:
    """Excerpts of the hits of one question."""

    def __init__(
        self,
        *,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        language: str,
        asked: tantivy.Query,
        terms: Iterable[str],
    ) -> None:
        self._analyzer = analysis.words(language)
        self._terms = frozenset(terms)
        # Made once a question: each reads how rare every word is.
        self._generators = {
            name: tantivy.SnippetGenerator.create(searcher, asked, schema, name)
            for name in ("summary", "body")
        }
        for generator in self._generators.values():
            generator.set_max_num_chars(EXCERPT_CHARACTERS)

    def hit(self, row: tantivy.Document, document: Document, score: float) -> Hit:
        if document.passages:
            piece = self._piece(row, "body")
            passage = piece and self._best_passage(document, *piece)
            if passage:
                return Hit(document, score, self._marked(passage.text), passage)
        for name in ("summary", "body"):
            piece = self._piece(row, name)
            if piece:
                return Hit(document, score, self._excerpt(str(row.get_first(name)), *piece))
        return Hit(document, score, (Fragment(document.summary),))

    def _piece(self, row: tantivy.Document, name: str) -> tuple[int, int] | None:
        """Return where the stretch of a field with most of the words begins and ends."""
        text = str(row.get_first(name) or "")
        snippet = self._generators[name].snippet_from_doc(row) if text else None
        if snippet is None or not snippet.highlighted():
            return None
        fragment = snippet.fragment()
        # The snippet counts bytes, Python characters.
        begin = len(text.encode()[: snippet.fragment_range().start].decode())
        return begin, begin + len(fragment)

    def _excerpt(self, text: str, start: int, end: int) -> tuple[Fragment, ...]:
        # The last stretch of a text may be a few words only.
        start, end = excerpts.bounds(text, max(0, min(start, end - EXCERPT_CHARACTERS)), end)
        opens, closes = excerpts.signs(text, start, end)
        return self._marked(opens + text[start:end].strip() + closes)

    def _best_passage(self, document: Document, start: int, end: int) -> Passage | None:
        """Return the passage that has most of the words, of those in a stretch of the body."""
        ends = accumulate((len(each.text) + 1 for each in document.passages), initial=0)
        first = len(document.body) + 1
        near = [
            passage
            for passage, begin in zip(document.passages, ends, strict=False)
            if first + begin < end and start < first + begin + len(passage.text)
        ]
        found = [len(self._terms.intersection(self._analyzer.analyze(each.text))) for each in near]
        best = max(found, default=0)
        return near[found.index(best)] if best else None

    def _marked(self, text: str) -> tuple[Fragment, ...]:
        tokens = self._analyzer.pre_tokenize(text).tokens
        found = [
            (token.char_offset_from, token.char_offset_to)
            for token in tokens
            if token.text in self._terms
        ]
        return excerpts.on_one_line(excerpts.cut(text, found))
