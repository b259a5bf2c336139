"""Questions in tantivy's terms."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy
from tantivy import Occur

from search import words
from search.documents import Document
from search.engines import analysis
from search.engines.answering import Form
from search.engines.base import ALTERNATIVE, BOOSTS, TIE_BREAKER, WHOLE
from search.query import Query
from search.understanding import Part

#: Days before anything that has a date.
UNDATED = 1


class Builder:
    """Builds tantivy queries over one language's schema."""

    def __init__(self, schema: tantivy.Schema, language: str) -> None:
        self._schema = schema
        self._analyze = analysis.words(language).analyze

    def terms(self, form: Form) -> list[str]:
        """Return the stems of the words asked for, in their order."""
        return self._analyze(" ".join(part.text for part in form.parts))

    def all_terms(self, form: Form) -> list[str]:
        """Return the stems of all that counts as asked for, other names included."""
        others = [other for part in form.parts for other in part.alternatives]
        return self.terms(form) + self._analyze(" ".join(others))

    def words(self, form: Form) -> tantivy.Query:
        """Match all parts, or any; words that stand together as asked weigh more."""
        built = [part for part in map(self._part, form.parts) if part is not None]
        if not built:
            return tantivy.Query.empty_query()
        whole = tantivy.Query.boolean_query([(Occur.Must, part) for part in built])
        parts = [(Occur.Must, whole)]
        if form.least < len(form.parts):
            some = tantivy.Query.boolean_query(
                [(Occur.Should, part) for part in built],
                minimum_number_should_match=min(form.least, len(built)),
            )
            better = tantivy.Query.boost_query(whole, WHOLE)
            parts = [(Occur.Must, some)] + ([(Occur.Should, better)] if form.with_some else [])
        terms = self.terms(form)
        if len(terms) > 1:
            parts += [(Occur.Should, self._phrase(name, terms)) for name in ("title", "body")]
        return tantivy.Query.boolean_query(parts)

    def _phrase(self, name: str, terms: list[str]) -> tantivy.Query:
        phrase = tantivy.Query.phrase_query(self._schema, name, list(terms), slop=1)
        return tantivy.Query.boost_query(phrase, BOOSTS[name])

    def _part(self, part: Part) -> tantivy.Query | None:
        own = self._all_of(part.text)
        others = [
            tantivy.Query.boost_query(query, ALTERNATIVE)
            for query in map(self._all_of, part.alternatives)
            if query is not None
        ]
        if not others:
            return own
        return tantivy.Query.disjunction_max_query([*([own] if own else []), *others])

    def _all_of(self, text: str) -> tantivy.Query | None:
        terms = [self.exact(term) for term in self._analyze(text)]
        if len(terms) < 2:
            return terms[0] if terms else None
        return tantivy.Query.boolean_query([(Occur.Must, term) for term in terms])

    def exact(self, term: str) -> tantivy.Query:
        """Match one stem in any field."""
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, name, term, "freq"), boost
                )
                for name, boost in BOOSTS.items()
            ],
            tie_breaker=TIE_BREAKER,
        )

    def filtered(self, query: Query, asked: tantivy.Query, without: str = "") -> tantivy.Query:
        """Add the filters, but for the one on ``without``: a facet counts its other values."""
        filters = [
            tantivy.Query.term_set_query(self._schema, name, list(values))
            for name, values in query.chosen().items()
            if values and name != without
        ]
        if query.keys is not None:
            filters.append(tantivy.Query.term_set_query(self._schema, "key", sorted(query.keys)))
        if query.since or query.until:
            since = query.since.toordinal() if query.since else UNDATED
            until = query.until.toordinal() if query.until else None
            filters.append(
                tantivy.Query.range_query(
                    self._schema, "day", tantivy.FieldType.Integer, since, until
                )
            )
        if not filters:
            return asked
        silent = [tantivy.Query.const_score_query(each, 0.0) for each in filters]
        return tantivy.Query.boolean_query([(Occur.Must, each) for each in (asked, *silent)])

    def like(self, document: Document, body: str, kinds: Sequence[str]) -> tantivy.Query:
        """Match what has the words that are rare elsewhere, of some kinds or the thing itself."""
        asked = tantivy.Query.more_like_this_document_fields_query(
            self._schema,
            {"title": [document.title], "summary": [document.summary], "body": [body]},
            min_doc_frequency=1,
            min_term_frequency=1,
        )
        if not kinds:
            return asked
        some = [
            (Occur.Should, tantivy.Query.term_set_query(self._schema, "kind", list(kinds))),
            (Occur.Should, tantivy.Query.term_query(self._schema, "key", document.key)),
        ]
        silent = tantivy.Query.const_score_query(tantivy.Query.boolean_query(some), 0.0)
        return tantivy.Query.boolean_query([(Occur.Must, asked), (Occur.Must, silent)])

    def names(self, text: str) -> tantivy.Query | None:
        """Match names that hold the words typed, the last of them perhaps unfinished."""
        typed = analysis.names().analyze(text)[: words.MAX_WORDS]
        if not typed:
            return None
        parts = [
            (Occur.Must, tantivy.Query.term_query(self._schema, "names", word))
            for word in typed[:-1]
        ]
        # Only letters and digits leave the analyzer, so the pattern needs no escape.
        last = tantivy.Query.regex_query(self._schema, "names", f"{typed[-1]}.*")
        return tantivy.Query.boolean_query([*parts, (Occur.Must, last)])
