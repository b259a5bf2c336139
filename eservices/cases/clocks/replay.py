"""From the events of a case to its dates: pure, and the only place where dates are made.

Law: code of relations between the public and the administration (CRPA). The period runs from
receipt (L114-3); while the file is incomplete a period that ends in agreement runs only from
the arrival of the missing pieces, one that ends in refusal is suspended for the time given,
or until the pieces arrive (L114-5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from eservices.cases.clocks.terms import LegalPeriod, Terms
from eservices.cases.dates import is_working_day
from eservices.cases.enums import OPEN_STATES, CaseState, EventKind, Incomplete

#: Events that move a date.
MOVING = frozenset(
    {
        EventKind.OPENED_CASE,
        EventKind.STATUS,
        EventKind.PIECES_ASKED,
        EventKind.PIECES_RECEIVED,
    }
)


class Event(Protocol):
    """What is read of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: after ``start``, up to and with ``end`` (``None``: still on).

    ``until`` is the last day given to answer, where one was.
    """

    start: date
    end: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.start < day and (self.end is None or day <= self.end)

    @property
    def days(self) -> int:
        """How many days a suspension has lasted, or lasts at most."""
        end = self.end or self.until
        if end is None:
            return 0
        return max(0, (min(end, self.until or end) - self.start).days)


@dataclass(frozen=True, slots=True)
class PromiseClock:
    """The city's promise, in working days. ``due_on`` is unknown while it is paused, when
    ``left`` of its days remain; ``stopped_on`` is the day of the decision."""

    days: int
    due_on: date | None
    left: int
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None

    @property
    def is_paused(self) -> bool:
        return self.stopped_on is None and self.due_on is None

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and (self.stopped_on or today) > self.due_on


@dataclass(frozen=True, slots=True)
class LegalClock:
    """The legal period. ``ends_on`` is unknown while an agreement waits for missing pieces;
    ``decided_on`` or ``silent_since`` says how it ended, if it did."""

    rule: LegalPeriod
    starts_on: date
    ends_on: date | None
    pauses: tuple[Pause, ...] = ()
    decided_on: date | None = None
    silent_since: date | None = None
    #: What ended it was no decision: the request was closed, given up for instance.
    is_dropped: bool = False

    @property
    def pause(self) -> Pause | None:
        """The pause under way, if there is one and the period is not over."""
        if self.decided_on or self.silent_since or not self.pauses or self.pauses[-1].end:
            return None
        return self.pauses[-1]

    def is_suspended(self, today: date) -> bool:
        """Return whether the period stands still today: the time given may be over."""
        if self.pause is None:
            return False
        return self.ends_on is None or self.pause.until is None or today <= self.pause.until


@dataclass(frozen=True, slots=True)
class Clocks:
    received_on: date
    promise: PromiseClock | None = None
    legal: LegalClock | None = None

    def dump(self) -> dict[str, Any]:
        """Return the dates as JSON, for the proof of a case."""
        promise, legal = self.promise, self.legal
        return {
            "received_on": self.received_on.isoformat(),
            "promise": promise
            and {
                "working_days": promise.days,
                "due_on": _iso(promise.due_on),
                "days_left": promise.left,
                "stopped_on": _iso(promise.stopped_on),
                "pauses": [_pause(pause) for pause in promise.pauses],
            },
            "legal": legal
            and {
                "rule": legal.rule.dump(),
                "starts_on": _iso(legal.starts_on),
                "ends_on": _iso(legal.ends_on),
                "decided_on": _iso(legal.decided_on),
                "silent_since": _iso(legal.silent_since),
                "pauses": [_pause(pause) for pause in legal.pauses],
            },
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _pause(pause: Pause) -> dict[str, Any]:
    return {name: _iso(getattr(pause, name)) for name in ("start", "end", "until")}


def local_day(moment: datetime) -> date:
    """Return the day it was here, whatever time zone the reader is in."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def day_of(event: Event) -> date:
    """Return the day on which an event counts: pieces may arrive before they are recorded."""
    on = event.data.get("on")
    return date.fromisoformat(on) if on else local_day(event.at)


def replay(terms: Terms, events: Iterable[Event], *, today: date) -> Clocks:
    """Return both clocks as ``events``, in their order, make them on ``today``."""
    moving = [event for event in events if event.kind in MOVING]
    received_on = day_of(moving[0])
    promise = _promise(terms.promise_days, received_on, moving) if terms.promise_days else None
    legal = _Period(terms.legal, received_on).run(moving, today) if terms.legal else None
    return Clocks(received_on, promise, legal)


def _promise(days: int, received_on: date, events: Sequence[Event]) -> PromiseClock:
    """A day of pause does not count; nor does one on which the case stood decided and was
    then taken up again."""
    pauses: list[Pause] = []
    stop: date | None = None
    for event in events:
        if event.kind != EventKind.STATUS:
            continue
        day, state = day_of(event), event.data.get("state")
        if pauses and pauses[-1].end is None and state != CaseState.WAITING:
            pauses[-1] = replace(pauses[-1], end=day)
        elif state == CaseState.WAITING and not (pauses and pauses[-1].end is None):
            pauses.append(Pause(day))
        if state in OPEN_STATES and stop is not None:
            pauses.append(Pause(stop, day))
            stop = None
        elif state not in OPEN_STATES and stop is None:
            stop = day
    due_on, left = _count(days, received_on, pauses)
    return PromiseClock(days, due_on, left, tuple(pauses), stop)


def _count(days: int, start: date, pauses: Sequence[Pause]) -> tuple[date | None, int]:
    """Return the last of ``days`` working days and 0, or ``None`` and what a pause leaves."""
    standing = next((pause.start for pause in pauses if pause.end is None), None)
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if standing is not None and day > standing:
            return None, left
        if is_working_day(day) and not any(pause.covers(day) for pause in pauses):
            left -= 1
    return day, 0


@dataclass
class _Period:
    """The legal period while its events are told one after the other."""

    rule: LegalPeriod
    starts_on: date
    ends_on: date | None = None
    pauses: list[Pause] = field(default_factory=list)
    decided_on: date | None = None
    silent_since: date | None = None
    is_dropped: bool = False

    def run(self, events: Iterable[Event], today: date) -> LegalClock:
        self.ends_on = self.rule.ends(self.starts_on)
        for event in events:
            day = day_of(event)
            if self._is_over(day):
                break
            self._tell(event, day)
        self._is_over(today)
        return LegalClock(
            self.rule,
            self.starts_on,
            self.ends_on,
            tuple(self.pauses),
            self.decided_on,
            self.silent_since,
            self.decided_on is not None and self.is_dropped,
        )

    def _is_over(self, day: date) -> bool:
        """The last day belongs to the period: an express decision of that day still counts,
        and one that stood that day stays, though the case is taken up again later."""
        if self.ends_on is None or day <= self.ends_on:
            return False
        if self.decided_on is None:
            self.silent_since = self.ends_on
        return True

    def _tell(self, event: Event, day: date) -> None:
        if event.kind == EventKind.STATUS:
            state = event.data.get("state")
            is_open = state in OPEN_STATES
            if self.decided_on is None or is_open:
                self.is_dropped = state == CaseState.CLOSED
            self.decided_on = None if is_open else (self.decided_on or day)
        elif event.kind == EventKind.PIECES_ASKED and event.data.get("incomplete"):
            self._arrive(day)
            until = event.data.get("until")
            self._wait(Pause(day, until=date.fromisoformat(until) if until else None))
        elif event.kind == EventKind.PIECES_RECEIVED:
            self._arrive(day)

    def _wait(self, pause: Pause) -> None:
        effect = self.rule.when_incomplete
        if self.decided_on or effect == Incomplete.UNCHANGED:
            return
        self.pauses.append(pause)
        if effect == Incomplete.RESTARTS or self.ends_on is None:
            self.ends_on = None
        else:
            self.ends_on += timedelta(days=pause.days)

    def _arrive(self, day: date) -> None:
        """End the pause under way; the time given ends a suspension at the latest."""
        if not self.pauses or self.pauses[-1].end is not None:
            return
        pause = self.pauses[-1]
        ended = replace(pause, end=max(day, pause.start))
        self.pauses[-1] = ended
        if self.rule.when_incomplete == Incomplete.RESTARTS:
            self.starts_on = day
            self.ends_on = self.rule.ends(day)
        elif self.ends_on is not None:
            self.ends_on -= timedelta(days=pause.days - ended.days)
