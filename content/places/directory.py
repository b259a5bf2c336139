"""The directory: which places, in what order, open or not; few statements whatever the number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from content.core.models import District, ServiceText
from content.core.translations import TextRow
from content.places import timetables, wording
from content.places.enums import Effect, PlaceStatus
from content.places.hours import State, Status, next_change, status_at
from content.places.models import Notice, Place, PlaceKindText, PlaceText
from content.places.querysets import PlaceQuerySet
from content.places.timetables import NoticeFact

PAGE_SIZE = 20
Row = TypeVar("Row", bound=TextRow)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the visitor asked for; values that make no sense are no filter."""

    kind: str = ""
    district: int | None = None
    service: str = ""
    open_now: bool = False
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        return cls(
            kind=asked.get("kind", "")[:50],
            district=_number(asked.get("district", "")),
            service=asked.get("service", "")[:50],
            open_now=asked.get("open", "") == "1",
            page=_number(asked.get("page", "")) or 1,
        )

    @property
    def query(self) -> dict[str, str]:
        """The filters as query parameters, without the page."""
        asked = {
            "kind": self.kind,
            "district": str(self.district or ""),
            "service": self.service,
            "open": "1" if self.open_now else "",
        }
        return {name: value for name, value in asked.items() if value}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the list, ready to be shown or read aloud."""

    place: Place
    text: PlaceText
    kind: str
    kind_language: str
    status: Status
    sentence: str
    notices: tuple[NoticeFact, ...] = ()

    def url(self, language: str) -> str:
        with translation.override(language):
            return reverse("places:place", args=[self.text.slug])

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.text.slug])

    @property
    def is_open(self) -> bool:
        return self.place.status == PlaceStatus.OPEN and self.status.state in (
            State.OPEN,
            State.BY_APPOINTMENT,
        )

    @property
    def phone_link(self) -> str:
        return wording.phone_link(self.place.phone)

    @property
    def disturbance(self) -> NoticeFact | None:
        return next((item for item in self.notices if item.effect != Effect.INFORMATION), None)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can filter by: only values that some place has."""

    kinds: list[Choice]
    districts: list[Choice]
    services: list[Choice]
    #: The words of each kind by its primary key: the list shows them too.
    kind_words: dict[int, PlaceKindText]


@dataclass(frozen=True, slots=True)
class Listing:
    entries: list[Entry]
    total: int
    page: int
    pages: int
    changes_at: datetime | None

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def best_texts(rows: Iterable[Row], language: str) -> dict[int, Row]:
    """Return the words of each subject in ``language``, else in the site's first one."""
    found: dict[int, Row] = {}
    for row in sorted(rows, key=lambda item: _preference(item, language)):
        found[row.subject_id] = row  # type: ignore[attr-defined]  # each subclass has it
    return found


def _preference(row: TextRow, language: str) -> tuple[bool, bool]:
    return (row.language == language, row.language == settings.LANGUAGE_CODE)


def choices(language: str) -> Choices:
    """Return the values of the filters, in three statements."""
    kinds = PlaceKindText.objects.filter(subject__places__isnull=False).select_related("subject")
    kind_words = best_texts(kinds.distinct(), language)
    services = ServiceText.objects.filter(subject__place_services__isnull=False)
    service_words = best_texts(services.select_related("subject").distinct(), language).values()
    return Choices(
        kinds=[
            Choice(row.subject.key, row.plural, row.language)
            for row in sorted(
                kind_words.values(), key=lambda row: (row.subject.position, row.plural)
            )
        ],
        districts=[
            Choice(str(district.number), district.label(language))
            for district in District.objects.all()
        ],
        services=sorted(
            (Choice(row.subject.key, row.name, row.language) for row in service_words),
            key=lambda choice: choice.label,
        ),
        kind_words=kind_words,
    )


def matching(filters: Filters) -> PlaceQuerySet:
    """Return the listed places that the filters keep, "open now" aside."""
    places = Place.objects.listed().select_related("kind", "district")
    if filters.kind:
        places = places.of_kind(filters.kind)
    if filters.district:
        places = places.serving_district(filters.district)
    if filters.service:
        places = places.offering(filters.service)
    return places


def entries_for(
    places: Sequence[Place],
    now: datetime,
    language: str,
    kinds: Mapping[int, PlaceKindText] | None = None,
) -> tuple[list[Entry], datetime | None]:
    """Return the places with words and state, and when one of these states changes.

    ``kinds`` spares a statement where the words of the kinds were read already.
    """
    openings = timetables.load(places, now, language)
    words = best_texts(PlaceText.objects.filter(subject__in=places), language)
    if kinds is None:
        kinds = best_texts(
            PlaceKindText.objects.filter(subject__in={place.kind_id for place in places}), language
        )
    entries = []
    changes = []
    for place in places:
        opening = openings[place.pk]
        if place.pk not in words:
            continue
        status = status_at(opening.timetable, now)
        changes.append(next_change(opening.timetable, now))
        kind = kinds.get(place.kind_id)
        entries.append(
            Entry(
                place=place,
                text=words[place.pk],
                kind=kind.name if kind else "",
                kind_language=kind.language if kind else "",
                status=status,
                sentence=wording.place_sentence(place, status, now),
                notices=tuple(item for item in opening.notices if item.in_force(now)),
            )
        )
    return entries, min(changes, default=None)


def find(
    filters: Filters,
    now: datetime,
    language: str,
    kinds: Mapping[int, PlaceKindText] | None = None,
) -> Listing:
    """Return one page of the directory; an "open now" search looks at all that match."""
    places = matching(filters)
    if filters.open_now:
        entries, changes_at = entries_for(list(places), now, language, kinds)
        entries = [entry for entry in entries if entry.is_open]
        total = len(entries)
    else:
        total = places.count()
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    start = (page - 1) * PAGE_SIZE
    if filters.open_now:
        entries = entries[start : start + PAGE_SIZE]
    else:
        shown = list(places[start : start + PAGE_SIZE])
        entries, changes_at = entries_for(shown, now, language, kinds)
    return Listing(entries, total, page, pages, changes_at)


def disturbed(now: datetime, language: str, limit: int = 5) -> list[Entry]:
    """Return the places that say they are closed or disturbed now, for the home page."""
    places = (
        Place.objects.listed()
        .filter(
            pk__in=Notice.objects.in_force(now)
            .exclude(effect=Effect.INFORMATION)
            .values("place_id")
        )
        .select_related("kind", "district")[:limit]
    )
    return entries_for(list(places), now, language)[0]
