"""The page of results: groups by kind when everything is asked, one list when a kind is.

Kinds stand in the order of what people come for; those that have all the words of a question
before those that have only some of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from search import facets, freshness, synonyms
from search.engines import get_engine
from search.facets import Facet
from search.forms import MAX_PAGE, Asked
from search.models import BestBet
from search.models.best_bets import best_bet
from search.query import PAGE_SIZE, Hit, Match, Query, Results
from search.sources import Source, sources
from search.understanding import Rules

#: Hits shown of each kind on the blended page; the heading links to the rest.
GROUP_SIZES = {"procedure": 5, "place": 4, "page": 6, "session": 3, "intervention": 4}


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind: procedures first, what was said in the Council last."""

    source: Source
    hits: tuple[Hit, ...]
    total: int
    #: Whether one of its results has all that was asked for.
    has_all_words: bool = True

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class Answer:
    asked: Asked
    total: int
    match: Match
    correction: str = ""
    #: How many have all the words, where others follow that have some of them.
    whole: int | None = None
    best_bet: BestBet | None = None
    groups: tuple[Group, ...] = ()
    facets: tuple[Facet, ...] = ()
    pages: int = 1
    #: The key after which the next page goes on.
    last: str = ""
    #: When what is open now changes, if it was asked.
    changes_at: datetime | None = None

    @property
    def kinds(self) -> Facet | None:
        return next((facet for facet in self.facets if facet.name == "kind"), None)

    @property
    def filters(self) -> tuple[Facet, ...]:
        return tuple(facet for facet in self.facets if facet.name != "kind")

    @property
    def has_next(self) -> bool:
        return self.asked.page < self.pages


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with the city's synonyms and, if it was asked, what is open at this minute."""

    rules: Rules
    keys: frozenset[str] | None
    changes_at: datetime | None


def understand(asked: Asked, language: str) -> Understood:
    keys, changes_at = None, None
    if asked.open_now:
        keys, changes_at = _open_now()
    return Understood(synonyms.rules_of(language), keys, changes_at)


def _open_now() -> tuple[frozenset[str], datetime | None]:
    now, keys, moments = timezone.now(), set[str](), []
    for source in sources:
        tell = getattr(source, "open_now", None)
        if tell is not None:
            found, changes_at = tell(now)
            keys |= {f"{source.kind}:{identifier}" for identifier in found}
            moments += [changes_at] if changes_at else []
    return frozenset(keys), min(moments, default=None)


def answer(asked: Asked) -> Answer:
    """Ask the engine. Raises `EngineUnavailable` when it cannot answer."""
    language = get_language() or "fr"
    known = understand(asked, language)
    query = asked.query(language, rules=known.rules, keys=known.keys)
    first = get_engine().search(query)
    pages = _pages(first.total) if len(asked.kinds) == 1 else 1
    if asked.page > pages:
        # All kinds stand on one page, and an address may be older than what was withdrawn.
        return answer(replace(asked, page=pages, after=""))
    groups = _groups(asked, query, first)
    return Answer(
        asked=asked,
        total=first.total if len(asked.kinds) == 1 else sum(group.total for group in groups),
        match=first.match,
        correction=first.correction,
        whole=first.whole,
        best_bet=best_bet(asked.text, language) if asked.page == 1 else None,
        groups=groups,
        facets=facets.read(asked, first),
        pages=pages,
        last=first.hits[-1].document.key if first.hits else "",
        changes_at=known.changes_at,
    )


def _groups(asked: Asked, query: Query, first: Results) -> tuple[Group, ...]:
    if len(asked.kinds) == 1:
        source = sources.get(asked.kinds[0])
        hits = freshness.true_now(first.hits)
        return (Group(source, hits, first.total),) if source and first.total else ()
    counts = {value.value: value.count for value in first.facets.get("kind", ())}
    found = []
    for source in sources:
        if counts.get(source.kind) and (not asked.kinds or source.kind in asked.kinds):
            size = GROUP_SIZES.get(source.kind, 4)
            results = get_engine().search(
                replace(query, kinds=(source.kind,), limit=size, offset=0, with_facets=False)
            )
            hits = freshness.true_now(results.hits)
            withdrawn = len(results.hits) - len(hits)
            if hits:
                total = results.total - withdrawn
                found.append(Group(source, hits, total, has_all_words=results.whole != 0))
    # A place of that name stands before procedures that have a word of it.
    return tuple(sorted(found, key=lambda group: not group.has_all_words))


def _pages(total: int) -> int:
    return min(MAX_PAGE, -(-total // PAGE_SIZE)) or 1


def as_json(asked: Asked, results: Results) -> dict[str, object]:
    """Return results as `/api/v1/search` gives them."""
    hits = freshness.true_now(results.hits)
    more = asked.page < _pages(results.total)
    return {
        "total": results.total - (len(results.hits) - len(hits)),
        "match": results.match.value,
        "correction": results.correction,
        "whole": results.whole,
        "next": results.hits[-1].document.key if results.hits and more else None,
        "hits": [_hit(hit) for hit in hits],
        "facets": {
            name: [{"value": value.value, "count": value.count} for value in values]
            for name, values in results.facets.items()
        },
    }


def _hit(hit: Hit) -> dict[str, object]:
    document = hit.document
    return {
        "kind": document.kind,
        "id": document.id,
        "title": document.title,
        "url": hit.url,
        "summary": document.summary,
        "language": document.text_language or document.language,
        "state": document.state,
        "date": document.date.isoformat() if document.date else None,
        "speaker": document.speaker,
        "excerpt": "".join(fragment.text for fragment in hit.excerpt),
        "seconds": hit.passage.seconds if hit.passage else None,
    }
