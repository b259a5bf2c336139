"""What the page of one place says, gathered in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.core.cards import Card, cards
from content.core.models import ServiceText
from content.places import timetables, wording
from content.places.directory import best_texts
from content.places.enums import AccessFeature, Answer, PlaceStatus
from content.places.hours import PARIS, Day, State, Status, Timetable, days, next_change, status_at
from content.places.models import (
    Place,
    PlaceAccess,
    PlaceKindText,
    PlaceService,
    PlaceServiceText,
    PlaceText,
)
from content.places.timetables import NoticeFact

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class DayLine:
    """One row of the table of hours."""

    day: Day
    label: str
    relative: str
    hours: str
    reason_language: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that one can have here, its words and what can be done online."""

    key: str
    name: str
    language: str
    summary: str
    by_appointment: bool
    phone: str
    note: str
    note_language: str
    cards: tuple[Card, ...]

    @property
    def phone_link(self) -> str:
        return wording.phone_link(self.phone)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    fact: NoticeFact
    until: str


@dataclass(frozen=True, slots=True)
class AccessLines:
    """What is known about access, and by name what is not: unknown is not no."""

    known: tuple[PlaceAccess, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """All of one place's page."""

    place: Place
    text: PlaceText
    texts: tuple[PlaceText, ...]
    kind: PlaceKindText | None
    status: Status
    sentence: str
    notices: tuple[NoticeLine, ...]
    week: tuple[DayLine, ...]
    hours_known: bool
    services: tuple[ServiceLine, ...]
    access: AccessLines
    successors: tuple[PlaceText, ...]
    former_names: tuple[str, ...]
    timetable: Timetable
    changes_at: datetime

    @property
    def is_open(self) -> bool:
        return self.place.status == PlaceStatus.OPEN and self.status.state == State.OPEN

    @property
    def phone_link(self) -> str:
        return wording.phone_link(self.place.phone)

    @property
    def tags(self) -> list[str]:
        tags = [self.place.cache_tag, "registers"]
        for service in self.services:
            for card in service.cards:
                tags += card.tags
        return tags


def _week(timetable: Timetable, now: datetime, language: str) -> tuple[DayLine, ...]:
    first = now.astimezone(PARIS).date()
    return tuple(
        DayLine(
            day=day,
            label=wording.spoken_day(day.date),
            relative=wording.relative_day(day.date, now),
            hours=wording.day_words(day),
            # Names of holidays are translated, an editor's reason is in French.
            reason_language=language if day.named_by_calendar else "fr",
        )
        for day in days(timetable, first, DAYS_SHOWN, language)
    )


def _services(place: Place, language: str) -> tuple[ServiceLine, ...]:
    rows = list(PlaceService.objects.filter(place=place).select_related("service"))
    names = best_texts(
        ServiceText.objects.filter(subject__in=[row.service_id for row in rows]), language
    )
    notes = best_texts(PlaceServiceText.objects.filter(subject__in=rows), language)
    # What can be done without coming: every kind of card but places.
    online = cards.for_services([row.service for row in rows], language, without={"place"})
    lines = []
    for row in rows:
        words, note = names.get(row.service_id), notes.get(row.pk)
        lines.append(
            ServiceLine(
                key=row.service.key,
                name=words.name if words else row.service.key,
                language=words.language if words else "",
                summary=words.summary if words else "",
                by_appointment=row.by_appointment,
                phone=row.phone,
                note=note.note if note else "",
                note_language=note.language if note else "",
                cards=tuple(online[row.service_id]),
            )
        )
    return tuple(lines)


def _access(rows: Sequence[PlaceAccess]) -> AccessLines:
    known = {row.feature: row for row in rows if row.answer != Answer.UNKNOWN}
    return AccessLines(
        known=tuple(known[feature] for feature in AccessFeature.values if feature in known),
        unknown=tuple(
            str(feature.label) for feature in AccessFeature if feature.value not in known
        ),
    )


def gather(place: Place, texts: Sequence[PlaceText], now: datetime, language: str) -> PlaceView:
    """Return what the page of ``place`` says at ``now``; ``texts`` are all its words."""
    opening = timetables.load([place], now, language)[place.pk]
    status = status_at(opening.timetable, now)
    kinds = best_texts(PlaceKindText.objects.filter(subject=place.kind_id), language)
    successors = (
        best_texts(PlaceText.objects.filter(subject__predecessors=place), language)
        if place.status in (PlaceStatus.REFORMED, PlaceStatus.CLOSED)
        else {}
    )
    return PlaceView(
        place=place,
        text=best_texts(texts, language)[place.pk],
        texts=tuple(texts),
        kind=kinds.get(place.kind_id),
        status=status,
        sentence=wording.place_sentence(place, status, now),
        notices=tuple(
            NoticeLine(notice, wording.until_words(notice.ends_at, now))
            for notice in opening.notices
            if notice.in_force(now)
        ),
        week=_week(opening.timetable, now, language),
        hours_known=opening.timetable.known,
        services=_services(place, language),
        access=_access(list(PlaceAccess.objects.filter(place=place))),
        successors=tuple(successors.values()),
        former_names=tuple(name.name for name in place.former_names.all()),
        timetable=opening.timetable,
        changes_at=next_change(opening.timetable, now),
    )
