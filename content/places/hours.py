"""Is it open, until when, and when again: computed from local times, no database.

Hours are wall-clock times of the city. They become instants only here, so that
a counter that opens at nine opens at nine on both sides of a change of hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

from content.places.enums import HolidayRule, SpanState

PARIS = ZoneInfo("Europe/Paris")
#: How far ahead the next opening is looked for.
HORIZON = timedelta(days=14)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one wall-clock time to another; an end at or before the start is next day's."""

    opens: time
    closes: time
    state: SpanState = SpanState.OPEN


@dataclass(frozen=True, slots=True)
class Period:
    """A week that holds between two dates; ``None`` is without limit."""

    week: tuple[tuple[Span, ...], ...]
    valid_from: date | None = None
    valid_to: date | None = None
    priority: int = 0

    def covers(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @property
    def rank(self) -> tuple[int, int, date]:
        """Highest priority first, then the shortest, then the one that began last."""
        length = (self.valid_to or date.max) - (self.valid_from or date.min)
        return (self.priority, -length.days, self.valid_from or date.min)


@dataclass(frozen=True, slots=True)
class ExceptionalDays:
    """Days unlike the others; no span means closed."""

    first: date
    last: date
    span: Span | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A "closed now" of the place's manager: instants, not wall-clock times."""

    starts: datetime
    ends: datetime | None = None

    def in_utc(self) -> Closure:
        return Closure(self.starts.astimezone(UTC), self.ends and self.ends.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that decides whether one place is open."""

    periods: tuple[Period, ...] = ()
    exceptions: tuple[ExceptionalDays, ...] = ()
    closures: tuple[Closure, ...] = ()
    holiday_rule: HolidayRule = HolidayRule.CLOSED
    zone: ZoneInfo = PARIS

    @property
    def known(self) -> bool:
        """False where nobody gave any hours: that is not the same as closed."""
        return bool(self.periods or self.exceptions)


@dataclass(frozen=True, slots=True)
class Day:
    """The hours of one date and why they are not the usual ones."""

    date: date
    spans: tuple[Span, ...]
    reason: str = ""
    exceptional: bool = False
    #: The reason is a holiday's name, given by the calendar in the asked language.
    named_by_calendar: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of open time, as instants."""

    starts: datetime
    ends: datetime
    state: SpanState


class State(StrEnum):
    OPEN = "open"
    BY_APPOINTMENT = "by_appointment"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """What to tell a visitor at one moment."""

    state: State
    #: When the present state ends; nothing if not within the horizon.
    until: datetime | None = None
    #: When one can next come, if not now.
    next_opening: datetime | None = None
    #: A notice closes the place during hours at which it would be open.
    closed_by_notice: bool = False


class _Calendar(Protocol):
    def get(self, key: date, default: str = "") -> str: ...


@lru_cache(maxsize=4)
def _calendar(language: str) -> _Calendar:
    calendar: _Calendar = holidays.country_holidays(
        "FR", language="fr" if language.startswith("fr") else "en_US"
    )
    return calendar


def holiday_name(day: date, language: str = "fr") -> str:
    """Return the name of the French public holiday on ``day``, or an empty text.

    Source: Labour Code, article L3133-1.
    """
    return _calendar(language).get(day, "")


def hours_on(timetable: Timetable, day: date, language: str = "fr") -> Day:
    """Return the hours of ``day``: exceptions first, then holidays, then the week."""
    exceptions = [item for item in timetable.exceptions if item.first <= day <= item.last]
    holiday = holiday_name(day, language)
    if exceptions:
        spans = tuple(sorted({item.span for item in exceptions if item.span}))
        given = next((item.reason for item in exceptions if item.reason), "")
        return Day(day, spans, given or holiday, True, named_by_calendar=not given)
    if holiday and timetable.holiday_rule == HolidayRule.CLOSED:
        return Day(day, (), holiday, True, named_by_calendar=True)
    as_sunday = bool(holiday) and timetable.holiday_rule == HolidayRule.AS_SUNDAY
    spans = _weekly(timetable.periods, day, 6 if as_sunday else day.weekday())
    return Day(day, spans, holiday, as_sunday, named_by_calendar=True)


def _weekly(periods: Sequence[Period], day: date, weekday: int) -> tuple[Span, ...]:
    covering = [period for period in periods if period.covers(day)]
    if not covering:
        return ()
    return tuple(sorted(max(covering, key=lambda period: period.rank).week[weekday]))


def days(timetable: Timetable, first: date, count: int, language: str = "fr") -> list[Day]:
    """Return ``count`` days from ``first``, for the table of the coming week."""
    return [hours_on(timetable, first + ONE_DAY * offset, language) for offset in range(count)]


def instant(day: date, at: time, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """Return the moment, in UTC, at which the city's clocks show ``at`` on ``day``.

    In UTC because Python compares two times of one zone by their clock faces,
    which is wrong in the hour that comes twice. A time that the spring change
    skips is the moment of the change; of a time that the autumn change shows
    twice, an opening is the first, an end the last.
    """
    wall = datetime.combine(day, at)
    while True:
        local = wall.replace(tzinfo=zone, fold=1 if end else 0)
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += timedelta(minutes=1)


def _raw_intervals(timetable: Timetable, first: date, last: date) -> Iterator[Interval]:
    day = first
    while day <= last:
        for span in hours_on(timetable, day).spans:
            end_day = day if span.closes > span.opens else day + ONE_DAY
            starts = instant(day, span.opens, timetable.zone)
            ends = instant(end_day, span.closes, timetable.zone, end=True)
            if starts < ends:
                yield Interval(starts, ends, span.state)
        day += ONE_DAY


def _without(interval: Interval, closure: Closure) -> Iterator[Interval]:
    if closure.starts > interval.starts:
        yield Interval(interval.starts, min(interval.ends, closure.starts), interval.state)
    if closure.ends and closure.ends < interval.ends:
        yield Interval(max(interval.starts, closure.ends), interval.ends, interval.state)


def _joined(found: Iterable[Interval]) -> list[Interval]:
    """Join stretches of one state that touch: open over midnight does not close at midnight."""
    joined: list[Interval] = []
    for interval in sorted(found, key=lambda item: (item.starts, item.ends)):
        if joined and interval.starts <= joined[-1].ends:
            last = joined.pop()
            interval = Interval(last.starts, max(last.ends, interval.ends), last.state)
        joined.append(interval)
    return joined


def _outside(found: Iterable[Interval], closures: Iterable[Closure]) -> list[Interval]:
    rest = list(found)
    for closure in closures:
        rest = [
            piece
            for interval in rest
            for piece in _without(interval, closure)
            if piece.starts < piece.ends
        ]
    return rest


def intervals(
    timetable: Timetable, first: date, last: date, *, with_closures: bool = True
) -> list[Interval]:
    """Return the open stretches that begin between two dates, in order, none over another.

    Where hours for everybody and hours by appointment overlap, the first count.
    """
    found = list(_raw_intervals(timetable, first, last))
    if with_closures:
        found = _outside(found, map(Closure.in_utc, timetable.closures))
    for_all = _joined(item for item in found if item.state == SpanState.OPEN)
    by_appointment = _outside(
        _joined(item for item in found if item.state == SpanState.BY_APPOINTMENT),
        [Closure(item.starts, item.ends) for item in for_all],
    )
    return sorted([*for_all, *by_appointment], key=lambda item: item.starts)


def _current(found: Iterable[Interval], now: datetime) -> Interval | None:
    return next((item for item in found if item.starts <= now < item.ends), None)


def status_at(timetable: Timetable, now: datetime) -> Status:
    """Return what to tell a visitor at ``now``, looking 14 days ahead."""
    if not timetable.known:
        return Status(State.UNKNOWN)
    now = now.astimezone(UTC)
    today = now.astimezone(timetable.zone).date()
    horizon = (today - ONE_DAY, today + HORIZON)
    found = intervals(timetable, *horizon)
    current = _current(found, now)
    if current:
        endless = current.ends >= instant(horizon[1], time(0), timetable.zone)
        return Status(State(current.state.value), until=None if endless else current.ends)
    opening = next((item.starts for item in found if item.starts > now), None)
    return Status(
        State.CLOSED,
        until=opening,
        next_opening=opening,
        closed_by_notice=_open_but_for_a_notice(timetable, now, horizon) is not None,
    )


def _open_but_for_a_notice(
    timetable: Timetable, now: datetime, horizon: tuple[date, date]
) -> Interval | None:
    if not timetable.closures:
        return None
    return _current(intervals(timetable, *horizon, with_closures=False), now)


def next_change(timetable: Timetable, now: datetime) -> datetime:
    """Return when what is shown stops being true: at the latest at the city's midnight."""
    today = now.astimezone(timetable.zone).date()
    midnight = instant(today + ONE_DAY, time(0), timetable.zone)
    candidates = [midnight]
    for shown in (True, False):
        for item in intervals(timetable, today - ONE_DAY, today, with_closures=shown):
            candidates += [item.starts, item.ends]
    for closure in map(Closure.in_utc, timetable.closures):
        candidates += [moment for moment in (closure.starts, closure.ends) if moment]
    return min(moment for moment in candidates if moment > now)
