"""What may be asked of search in an address.

The page ignores what it cannot read and says so of dates alone; the API refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from content.core.enums import Theme
from search.query import MAX_DEPTH, PAGE_SIZE, Query, Sort
from search.sources import sources
from search.understanding import Rules

MAX_CHARACTERS = 200
MAX_PAGE = MAX_DEPTH // PAGE_SIZE
#: Values of one filter; more is nobody's choice.
MAX_VALUES = 25
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a search address, cleaned."""

    text: str
    kinds: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    open_now: bool = False
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    #: The key of the last document of the page before.
    after: str = ""
    #: The names of what was given and cannot be read.
    unread: tuple[str, ...] = ()

    @classmethod
    def from_address(cls, parameters: QueryDict) -> Asked:
        known = {source.kind for source in sources}
        page = parameters.get("page", "1")
        sort = parameters.get("sort", "")
        asked = cls(
            text=_line(parameters.get("q", ""))[:MAX_CHARACTERS],
            kinds=_values(parameters, "kind", known.__contains__),
            districts=_values(parameters, "district", _is_district),
            themes=_values(parameters, "theme", Theme.values.__contains__),
            speakers=_values(parameters, "speaker", bool),
            years=_values(parameters, "year", lambda value: bool(_YEAR.fullmatch(value))),
            since=_date(parameters.get("since", "")),
            until=_date(parameters.get("until", "")),
            open_now=parameters.get("open", "") == "1",
            sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
            page=min(max(int(page), 1), MAX_PAGE) if page.isdecimal() and len(page) < 6 else 1,
            after=_line(parameters.get("after", ""))[:100],
        )
        return replace(asked, unread=tuple(_unread(parameters, asked)))

    @property
    def wrong_dates(self) -> tuple[str, ...]:
        """Return the names of dates that are none, to be said beside the field."""
        return tuple(name for name in ("since", "until") if name in self.unread)

    @property
    def is_filtered(self) -> bool:
        """Say whether anything but the kind narrows the answer."""
        narrowed = (self.districts, self.themes, self.speakers, self.years, self.since, self.until)
        return any(narrowed) or self.open_now

    def query(
        self,
        language: str,
        *,
        rules: Rules,
        kinds: tuple[str, ...] = (),
        keys: frozenset[str] | None = None,
        limit: int = PAGE_SIZE,
        with_facets: bool = True,
    ) -> Query:
        return Query(
            text=self.text,
            language=language,
            rules=rules,
            kinds=kinds or self.kinds,
            districts=self.districts,
            themes=self.themes,
            speakers=self.speakers,
            years=self.years,
            since=self.since,
            until=self.until,
            keys=keys,
            sort=self.sort,
            offset=(self.page - 1) * limit,
            limit=limit,
            after=self.after if self.page > 1 else "",
            with_facets=with_facets,
        )


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _values(parameters: QueryDict, name: str, allowed: object) -> tuple[str, ...]:
    cleaned = (_line(value)[:100] for value in parameters.getlist(name))
    kept = dict.fromkeys(value for value in cleaned if value and allowed(value))  # type: ignore[operator]
    return tuple(kept)[:MAX_VALUES]


def _unread(parameters: QueryDict, asked: Asked) -> Iterator[str]:
    """Yield the names of what was given and is not in ``asked``."""
    lists = {
        "kind": asked.kinds,
        "district": asked.districts,
        "theme": asked.themes,
        "speaker": asked.speakers,
        "year": asked.years,
    }
    for name, kept in lists.items():
        if len({*map(_line, parameters.getlist(name))} - {""}) > len(kept):
            yield name
    single: dict[str, object] = {
        "since": asked.since,
        "until": asked.until,
        "open": asked.open_now,
        "sort": parameters.get("sort") == asked.sort,
        "page": parameters.get("page") == str(asked.page),
    }
    for name, is_read in single.items():
        if parameters.get(name, "").strip() and not is_read:
            yield name


def _is_district(value: str) -> bool:
    return value.isdecimal() and len(value) < 4


def _date(text: str) -> date | None:
    """Read what a date field sends, or a date as people write it."""
    text = text.strip()
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    order = (1, 2, 3)
    if not found:
        found, order = re.fullmatch(r"(\d\d?)[/.](\d\d?)[/.](\d{4})", text), (3, 2, 1)
    if not found:
        return None
    try:
        return date(*(int(found.group(number)) for number in order))
    except ValueError:
        return None
