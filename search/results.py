"""The page of results: groups by kind when everything is asked, one list when a kind is."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language

from search.engines import get_engine
from search.forms import MAX_PAGE, Asked
from search.query import PAGE_SIZE, FacetValue, Hit, Match, Results
from search.sources import Source, sources

#: Hits shown of each kind on the blended page; the heading links to the rest.
GROUP_SIZES = {"procedure": 5, "place": 4, "page": 6, "session": 3, "intervention": 4}


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind: procedures first, what was said in the Council last."""

    source: Source
    hits: tuple[Hit, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class KindFacet:
    source: Source
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    asked: Asked
    total: int
    match: Match
    groups: tuple[Group, ...] = ()
    kinds: tuple[KindFacet, ...] = ()
    page: Page[int] | None = None


def answer(asked: Asked) -> Answer:
    """Ask the engine. Raises `EngineUnavailable` when it cannot answer."""
    language = get_language() or "fr"
    first = get_engine().search(asked.query(language))
    counts = {facet.value: facet.count for facet in first.facets.get("kind", ())}
    return Answer(
        asked=asked,
        total=first.total,
        match=first.match,
        groups=_groups(asked, first, counts, language),
        kinds=tuple(
            KindFacet(source, counts[source.kind], source.kind in asked.kinds)
            for source in sources
            if source.kind in counts
        ),
        page=_page(asked, first.total) if asked.kinds else None,
    )


def _groups(
    asked: Asked, first: Results, counts: dict[str, int], language: str
) -> tuple[Group, ...]:
    if len(asked.kinds) == 1:
        return tuple(
            Group(source, first.hits, first.total)
            for source in sources
            if source.kind in asked.kinds
        )
    groups = []
    for source in sources:
        if counts.get(source.kind) and (not asked.kinds or source.kind in asked.kinds):
            size = GROUP_SIZES.get(source.kind, 4)
            found = get_engine().search(asked.query(language, kinds=(source.kind,), limit=size))
            groups.append(Group(source, found.hits, found.total))
    return tuple(groups)


def _page(asked: Asked, total: int) -> Page[int]:
    """Return the page of a one-kind list; its numbers are all the template needs."""
    pages = Paginator(range(min(total, PAGE_SIZE * MAX_PAGE)), PAGE_SIZE)
    return pages.get_page(asked.page)


def as_json(results: Results) -> dict[str, object]:
    """Return results as `/api/v1/search` gives them."""
    return {
        "total": results.total,
        "match": results.match.value,
        "hits": [
            {
                "kind": hit.document.kind,
                "id": hit.document.id,
                "title": hit.document.title,
                "url": hit.url,
                "summary": hit.document.summary,
                "language": hit.document.text_language or hit.document.language,
                "state": hit.document.state,
                "excerpt": "".join(fragment.text for fragment in hit.excerpt),
            }
            for hit in results.hits
        ],
        "facets": {
            name: [_facet(value) for value in values] for name, values in results.facets.items()
        },
    }


def _facet(value: FacetValue) -> dict[str, object]:
    return {"value": value.value, "count": value.count}
