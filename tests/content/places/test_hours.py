"""Hours are wall-clock times; what visitors read must hold across a change of hour."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.places.enums import HolidayRule, SpanState
from content.places.hours import (
    PARIS,
    Closure,
    ExceptionalDays,
    Period,
    Span,
    State,
    Timetable,
    holiday_name,
    hours_on,
    instant,
    intervals,
    next_change,
    status_at,
)

OFFICE = Span(time(9), time(17))
WEEK = ((OFFICE,),) * 5 + ((), ())


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def office(**changes: object) -> Timetable:
    return Timetable(**{"periods": (Period(WEEK),), **changes})


def test_an_office_is_open_until_its_closing_time() -> None:
    status = status_at(office(), paris(2026, 11, 24, 10, 30))

    assert status.state == State.OPEN
    assert status.until == paris(2026, 11, 24, 17)


def test_on_friday_evening_the_next_opening_is_monday() -> None:
    status = status_at(office(), paris(2026, 11, 27, 18))

    assert status.state == State.CLOSED
    assert status.next_opening == paris(2026, 11, 30, 9)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_a_counter_opens_at_nine_on_both_sides_of_a_change_of_hour(day: date) -> None:
    daily = Timetable(periods=(Period(((OFFICE,),) * 7),))

    found = intervals(daily, day, day + timedelta(days=2))

    assert [item.starts.astimezone(PARIS).time() for item in found] == [time(9)] * 3
    assert len({item.starts.astimezone(PARIS).utcoffset() for item in found}) == 2


def test_a_time_that_spring_skips_is_the_moment_of_the_change() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), PARIS) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_shown_twice_in_autumn_opens_at_the_first_and_closes_at_the_last() -> None:
    day = date(2026, 10, 25)

    assert instant(day, time(2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(day, time(2, 30), PARIS, end=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_hours_that_pass_midnight_do_not_stop_at_midnight() -> None:
    night = Timetable(periods=(Period(((Span(time(20), time(8)),),) * 7),))

    status = status_at(night, paris(2026, 11, 24, 23, 59))

    assert status.until == paris(2026, 11, 25, 8)


def test_a_place_open_day_and_night_has_no_closing_time() -> None:
    always = Timetable(
        periods=(Period(((Span(time(0), time(0)),),) * 7, priority=0),),
        holiday_rule=HolidayRule.USUAL,
    )

    status = status_at(always, paris(2026, 11, 24, 12))

    assert (status.state, status.until) == (State.OPEN, None)


def test_unknown_hours_are_not_closed() -> None:
    assert status_at(Timetable(), paris(2026, 11, 24, 12)).state == State.UNKNOWN


def test_a_period_without_hours_closes_the_place_for_its_time() -> None:
    works = Period(((),) * 7, date(2026, 11, 23), date(2026, 11, 29), priority=1)

    status = status_at(office(periods=(Period(WEEK), works)), paris(2026, 11, 24, 12))

    assert status.state == State.CLOSED
    assert status.next_opening == paris(2026, 11, 30, 9)


def test_of_two_periods_of_one_priority_the_shorter_wins() -> None:
    long = Period(WEEK, date(2026, 1, 1), date(2026, 12, 31))
    short = Period(((Span(time(14), time(16)),),) * 7, date(2026, 7, 1), date(2026, 8, 31))

    day = hours_on(office(periods=(short, long)), date(2026, 7, 7))

    assert day.spans == (Span(time(14), time(16)),)


def test_a_public_holiday_closes_an_office_and_says_why() -> None:
    day = hours_on(office(), date(2026, 7, 14), "fr")

    assert (day.spans, day.reason) == ((), "Fête nationale")
    assert status_at(office(), paris(2026, 7, 14, 10)).next_opening == paris(2026, 7, 15, 9)


@pytest.mark.parametrize(
    ("rule", "spans"),
    [
        (HolidayRule.CLOSED, ()),
        (HolidayRule.USUAL, (OFFICE,)),
        (HolidayRule.AS_SUNDAY, (Span(time(10), time(12)),)),
    ],
)
def test_each_holiday_rule(rule: HolidayRule, spans: tuple[Span, ...]) -> None:
    week = (*((OFFICE,),) * 6, (Span(time(10), time(12)),))

    day = hours_on(Timetable(periods=(Period(week),), holiday_rule=rule), date(2026, 7, 14))

    assert day.spans == spans


def test_an_exception_outranks_week_and_holiday() -> None:
    opening = ExceptionalDays(date(2026, 7, 14), date(2026, 7, 14), Span(time(10), time(11)), "Bal")

    day = hours_on(office(exceptions=(opening,)), date(2026, 7, 14))

    assert (day.spans, day.reason) == ((Span(time(10), time(11)),), "Bal")


def test_a_closed_now_notice_closes_until_its_end() -> None:
    closed = office(closures=(Closure(paris(2026, 11, 24, 10), paris(2026, 11, 24, 14)),))

    status = status_at(closed, paris(2026, 11, 24, 11))

    assert status.state == State.CLOSED
    assert status.closed_by_notice
    assert status.next_opening == paris(2026, 11, 24, 14)
    assert status_at(closed, paris(2026, 11, 24, 9, 30)).until == paris(2026, 11, 24, 10)


def test_a_notice_without_end_leaves_no_next_opening() -> None:
    closed = office(closures=(Closure(paris(2026, 11, 24, 10)),))

    assert status_at(closed, paris(2026, 11, 26, 11)).next_opening is None


def test_by_appointment_is_said_and_an_open_span_outranks_it() -> None:
    week = ((Span(time(9), time(17), SpanState.BY_APPOINTMENT), Span(time(12), time(14))),) * 7
    mixed = Timetable(periods=(Period(week),))

    morning = status_at(mixed, paris(2026, 11, 24, 10))

    assert (morning.state, morning.until) == (State.BY_APPOINTMENT, paris(2026, 11, 24, 12))
    assert status_at(mixed, paris(2026, 11, 24, 13)).state == State.OPEN


def test_what_is_shown_lasts_until_midnight_at_most() -> None:
    assert next_change(office(), paris(2026, 11, 28, 15)) == paris(2026, 11, 29, 0)


def test_holidays_have_names_in_both_languages() -> None:
    assert holiday_name(date(2026, 5, 1), "en") == "Labor Day"
    assert holiday_name(date(2026, 5, 2), "fr") == ""


# Around both changes of hour of 2026, where a fault would show.
moments = st.one_of(
    st.datetimes(datetime(2026, 3, 26), datetime(2026, 4, 2)),
    st.datetimes(datetime(2026, 10, 22), datetime(2026, 10, 29)),
).map(lambda naive: naive.replace(tzinfo=UTC))
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
spans = st.builds(Span, times, times, st.sampled_from(list(SpanState)))
weeks = st.tuples(*[st.lists(spans, max_size=3).map(tuple)] * 7)
closures = st.lists(
    st.builds(
        lambda start, length: Closure(start, start + length if length else None),
        moments,
        st.one_of(st.none(), st.timedeltas(timedelta(minutes=1), timedelta(days=3))),
    ),
    max_size=2,
).map(tuple)
timetables = st.builds(
    lambda week, closed, rule: Timetable((Period(week),), (), closed, rule),
    weeks,
    closures,
    st.sampled_from(list(HolidayRule)),
)


@given(timetable=timetables, now=moments)
@settings(max_examples=60, deadline=None)
def test_until_is_when_the_state_really_ends(timetable: Timetable, now: datetime) -> None:
    status = status_at(timetable, now)
    if status.until is None:
        return

    assert now < status.until
    before = status_at(timetable, status.until - timedelta(microseconds=1))
    assert before.state == status.state
    assert status_at(timetable, status.until).state != status.state


@given(timetable=timetables, now=moments)
@settings(max_examples=60, deadline=None)
def test_nothing_shown_changes_before_the_next_change(timetable: Timetable, now: datetime) -> None:
    change = next_change(timetable, now)
    shown = status_at(timetable, now)

    assert now < change
    for share in (0.25, 0.5, 0.99):
        assert status_at(timetable, now + (change - now) * share) == shown


@given(timetable=timetables, day=st.dates(date(2026, 3, 20), date(2026, 11, 5)))
@settings(max_examples=60, deadline=None)
def test_open_stretches_are_in_order_and_never_empty(timetable: Timetable, day: date) -> None:
    found = intervals(timetable, day, day + timedelta(days=10))

    assert all(item.starts < item.ends for item in found)
    assert [item.starts for item in found] == sorted(item.starts for item in found)


@given(week=weeks, closed=closures, now=moments)
@settings(max_examples=60, deadline=None)
def test_a_closure_never_opens_a_place(week: tuple, closed: tuple, now: datetime) -> None:
    without = status_at(Timetable((Period(week),)), now)
    with_closures = status_at(Timetable((Period(week),), closures=closed), now)

    if without.state == State.CLOSED:
        assert with_closures.state == State.CLOSED
