"""What may be asked of search in an address; anything else is ignored, never an error."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from search.query import PAGE_SIZE, Query
from search.sources import sources

MAX_CHARACTERS = 200
#: Nobody reads further; engines make deep pages dear.
MAX_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a search address, cleaned."""

    text: str
    kinds: tuple[str, ...]
    districts: tuple[str, ...]
    page: int

    @classmethod
    def from_address(cls, parameters: QueryDict) -> Asked:
        known = {source.kind for source in sources}
        page = parameters.get("page", "1")
        return cls(
            text=" ".join(parameters.get("q", "").replace("\x00", "").split())[:MAX_CHARACTERS],
            kinds=tuple(kind for kind in parameters.getlist("kind") if kind in known),
            districts=tuple(
                number for number in parameters.getlist("district") if number.isdecimal()
            )[:20],
            page=min(max(int(page), 1), MAX_PAGE) if page.isdecimal() and len(page) < 6 else 1,
        )

    def query(self, language: str, *, kinds: tuple[str, ...] = (), limit: int = PAGE_SIZE) -> Query:
        return Query(
            text=self.text,
            language=language,
            kinds=kinds or self.kinds,
            districts=self.districts,
            offset=(self.page - 1) * limit,
            limit=limit,
        )
