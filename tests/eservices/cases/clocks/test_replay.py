"""Worked examples of both clocks, each a line: what happened, and the dates that it makes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from eservices.cases.clocks.calendar import end_of_period
from eservices.cases.clocks.replay import Clocks, LegalClock, replay
from eservices.cases.clocks.terms import LegalPeriod, Terms
from eservices.cases.enums import EventKind

LATER = date(2099, 1, 1)
AGREEMENT = LegalPeriod("agreement", 2)
REFUSAL = LegalPeriod("refusal", 2)


@dataclass(frozen=True)
class Happened:
    kind: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+01:00")


def received(day: str) -> Happened:
    return Happened(EventKind.OPENED_CASE, noon(day))


def status(day: str, state: str) -> Happened:
    return Happened(EventKind.STATUS, noon(day), {"state": state})


def asked(day: str, until: str | None = None, *, incomplete: bool = True) -> Happened:
    return Happened(EventKind.PIECES_ASKED, noon(day), {"incomplete": incomplete, "until": until})


def arrived(day: str, **data: str) -> Happened:
    return Happened(EventKind.PIECES_RECEIVED, noon(day), data)


def run(rule: LegalPeriod, *events: Happened, today: date = LATER) -> LegalClock:
    legal = replay(Terms(0, rule), events, today=today).legal
    assert legal is not None
    return legal


def promise(days: int, *events: Happened) -> Clocks:
    return replay(Terms(days), events, today=LATER)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        (date(2026, 1, 15), 2, "months", date(2026, 3, 15)),
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28)),  # no 31 February
        (date(2028, 1, 31), 1, "months", date(2028, 2, 29)),  # a leap year
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),  # over the new year
        (date(2026, 2, 28), 1, "months", date(2026, 3, 28)),  # the number, not the end
        (date(2026, 8, 31), 3, "months", date(2026, 11, 30)),
        (date(2026, 3, 13), 2, "months", date(2026, 5, 13)),
        (date(2026, 2, 25), 2, "months", date(2026, 4, 25)),  # ends on a Saturday all the same
        (date(2026, 3, 1), 2, "months", date(2026, 5, 1)),  # ends on a holiday all the same
        (date(2026, 11, 1), 12, "months", date(2027, 11, 1)),
        (date(2026, 2, 20), 15, "days", date(2026, 3, 7)),
    ],
)
def test_a_period_ends_on_the_same_number_of_the_month(
    start: date, amount: int, unit: str, end: date
) -> None:
    assert end_of_period(start, amount, unit) == end


@pytest.mark.parametrize(
    ("rule", "events", "starts", "ends"),
    [
        pytest.param(AGREEMENT, [], "2026-01-15", "2026-03-15", id="agreement, complete"),
        pytest.param(REFUSAL, [], "2026-01-15", "2026-03-15", id="refusal, complete"),
        pytest.param(
            AGREEMENT, [asked("2026-02-01", "2026-02-15")], "2026-01-15", None,
            id="agreement waits for the pieces, however long",
        ),
        pytest.param(
            AGREEMENT,
            [asked("2026-02-01", "2026-02-15"), arrived("2026-02-10")],
            "2026-02-10", "2026-04-10",
            id="agreement runs only from the arrival of the pieces",
        ),
        pytest.param(
            AGREEMENT,
            [asked("2026-02-01", "2026-02-15"), arrived("2026-06-30")],
            "2026-06-30", "2026-08-30",
            id="agreement: pieces that come late start it all the same",
        ),
        pytest.param(
            AGREEMENT,
            [
                asked("2026-02-01"), arrived("2026-02-10"),
                asked("2026-02-12"), arrived("2026-02-20"),
            ],
            "2026-02-20", "2026-04-20",
            id="agreement: asked twice, the last arrival counts",
        ),
        pytest.param(
            REFUSAL, [asked("2026-02-01", "2026-02-15")], "2026-01-15", "2026-03-29",
            id="refusal is suspended for the time given at most",
        ),
        pytest.param(
            REFUSAL,
            [asked("2026-02-01", "2026-02-15"), arrived("2026-02-06")],
            "2026-01-15", "2026-03-20",
            id="refusal: pieces that come earlier end the suspension",
        ),
        pytest.param(
            REFUSAL,
            [asked("2026-02-01", "2026-02-15"), arrived("2026-03-01")],
            "2026-01-15", "2026-03-29",
            id="refusal: pieces that come late add no more",
        ),
        pytest.param(
            REFUSAL,
            [
                asked("2026-02-01", "2026-02-15"), arrived("2026-02-06"),
                asked("2026-02-10", "2026-02-20"), arrived("2026-02-11"),
            ],
            "2026-01-15", "2026-03-21",
            id="refusal: two suspensions add up",
        ),
        pytest.param(
            REFUSAL, [asked("2026-02-01", "2026-02-15", incomplete=False)],
            "2026-01-15", "2026-03-15",
            id="a question about a complete file stops nothing",
        ),
        pytest.param(
            REFUSAL, [asked("2026-04-01", "2026-04-15")], "2026-01-15", "2026-03-15",
            id="asked after the end: silence has spoken",
        ),
        pytest.param(
            AGREEMENT,
            [asked("2026-02-01", "2026-02-15"), arrived("2026-02-12", on="2026-02-10")],
            "2026-02-10", "2026-04-10",
            id="what came by post counts from the day it came",
        ),
        pytest.param(
            LegalPeriod("special", 10, "days"), [asked("2026-01-17", "2026-01-30")],
            "2026-01-15", "2026-01-25",
            id="special: goes on",
        ),
        pytest.param(
            LegalPeriod("special", 1, "months", "restarts"),
            [asked("2026-01-17"), arrived("2026-01-31")],
            "2026-01-31", "2026-02-28",
            id="special: from the complete file",
        ),
        pytest.param(
            LegalPeriod("special", 1, "months", "suspends"),
            [asked("2026-01-17", "2026-01-27"), arrived("2026-01-20")],
            "2026-01-15", "2026-02-18",
            id="special: suspended",
        ),
    ],
)  # fmt: skip
def test_the_legal_period(
    rule: LegalPeriod, events: list[Happened], starts: str, ends: str | None
) -> None:
    clock = run(rule, received("2026-01-15"), *events, today=date(2026, 1, 15))

    assert clock.starts_on.isoformat() == starts
    assert (clock.ends_on and clock.ends_on.isoformat()) == ends


@pytest.mark.parametrize("rule", [AGREEMENT, REFUSAL])
def test_silence_speaks_the_day_after_the_last(rule: LegalPeriod) -> None:
    event = received("2026-01-15")

    assert run(rule, event, today=date(2026, 3, 15)).silent_since is None
    assert run(rule, event, today=date(2026, 3, 16)).silent_since == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("events", "decided", "silent"),
    [
        ([status("2026-03-15", "decided")], "2026-03-15", None),  # on the last day
        ([status("2026-03-16", "decided")], None, "2026-03-15"),  # a day late
        ([status("2026-02-01", "closed")], "2026-02-01", None),
        ([status("2026-02-01", "waiting_for_resident")], None, "2026-03-15"),
        # Decided by mistake and taken up again in time: the period had gone on.
        (
            [status("2026-02-01", "decided"), status("2026-02-02", "in_progress")],
            None,
            "2026-03-15",
        ),
        # Taken up again after the end: there was an express decision that day.
        (
            [status("2026-03-10", "decided"), status("2026-03-20", "in_progress")],
            "2026-03-10",
            None,
        ),
    ],
)
def test_an_express_decision_in_time_ends_the_period(
    events: list[Happened], decided: str | None, silent: str | None
) -> None:
    clock = run(REFUSAL, received("2026-01-15"), *events)

    assert (clock.decided_on and clock.decided_on.isoformat()) == decided
    assert (clock.silent_since and clock.silent_since.isoformat()) == silent


def test_an_agreement_never_comes_about_while_pieces_are_missing() -> None:
    clock = run(AGREEMENT, received("2026-01-15"), asked("2026-02-01", "2026-02-15"))

    assert clock.silent_since is None
    assert clock.is_suspended(LATER)


def test_a_refusal_stands_still_only_for_the_time_given() -> None:
    events = received("2026-01-15"), asked("2026-02-01", "2026-02-15")

    clock = run(REFUSAL, *events, today=date(2026, 2, 15))
    assert clock.is_suspended(date(2026, 2, 15))
    assert not clock.is_suspended(date(2026, 2, 16))
    assert run(REFUSAL, *events).silent_since == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # winter: +1 h
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),  # summer since that night
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # still summer
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # winter again
    ],
)
def test_a_day_is_that_of_the_city(at: datetime, day: date) -> None:
    clocks = replay(Terms(0), [Happened(EventKind.OPENED_CASE, at)], today=LATER)

    assert clocks.received_on == day


WAITS, GOES_ON = "waiting_for_resident", "in_progress"


@pytest.mark.parametrize(
    ("events", "due", "left"),
    [
        pytest.param([], "2026-11-27", 0, id="five working days"),
        pytest.param(
            [status("2026-11-24", WAITS)], None, 3, id="paused on the second day: three are left"
        ),
        pytest.param(
            [status("2026-11-24", WAITS), status("2026-12-01", GOES_ON)],
            "2026-12-04", 0,
            id="a pause of a week lengthens it by a week",
        ),
        pytest.param(
            [status("2026-11-24", WAITS), status("2026-11-24", GOES_ON)],
            "2026-11-27", 0,
            id="answered the same day: nothing is lost",
        ),
        pytest.param(
            [status("2026-11-24", WAITS), status("2026-11-30", GOES_ON),
             status("2026-12-01", WAITS), status("2026-12-02", GOES_ON)],
            "2026-12-04", 0,
            id="two pauses",
        ),
        pytest.param(
            [status("2026-11-30", WAITS)], "2026-11-27", 0, id="a pause after the day changes none"
        ),
        pytest.param(
            [status("2026-11-25", "decided"), status("2026-11-30", GOES_ON)],
            "2026-12-02", 0,
            id="decided, then taken up again",
        ),
    ],
)  # fmt: skip
def test_the_promise(events: list[Happened], due: str | None, left: int) -> None:
    clock = promise(5, received("2026-11-20"), *events).promise

    assert clock is not None
    assert (clock.due_on and clock.due_on.isoformat()) == due
    assert clock.left == left


def test_the_promise_knows_holidays_and_is_late_only_after_its_day() -> None:
    clock = promise(3, received("2026-12-24")).promise

    assert clock is not None
    assert clock.due_on == date(2026, 12, 30)  # Christmas and a week-end do not count
    assert not clock.is_late(date(2026, 12, 30))
    assert clock.is_late(date(2026, 12, 31))


def test_a_promise_kept_is_never_late() -> None:
    clock = promise(3, received("2026-12-21"), status("2026-12-24", "decided")).promise

    assert clock is not None
    assert clock.stopped_on == date(2026, 12, 24)
    assert not clock.is_late(LATER)


def test_neither_clock_moves_the_other() -> None:
    events = [
        received("2026-11-20"),
        status("2026-11-24", WAITS),  # asked for an answer, the file being complete
        asked("2026-11-24", incomplete=False),
    ]
    clocks = replay(Terms(5, REFUSAL), events, today=date(2026, 11, 25))

    assert clocks.promise is not None
    assert clocks.promise.is_paused
    assert clocks.legal is not None
    assert clocks.legal.ends_on == date(2027, 1, 20)
    assert not clocks.legal.is_suspended(date(2026, 11, 25))


def test_terms_come_back_from_their_json() -> None:
    rule = LegalPeriod("special", 5, "days", "suspends", {"fr": "article L18"}, {"fr": "rien"})

    assert Terms.read(Terms(5, rule).dump()) == Terms(5, rule)
    assert Terms.read({}) == Terms()
    assert LegalPeriod.read({"silence": ""}) is None
