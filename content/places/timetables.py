"""Read the hours of many places in three statements, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from content.places.enums import Effect, HolidayRule, SpanState
from content.places.hours import HORIZON, Closure, ExceptionalDays, Period, Span, Timetable
from content.places.models import HoursException, HoursPeriod, Notice, Place


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """A notice as pages show it, in the best language there is."""

    uuid: str
    effect: Effect
    starts_at: datetime
    ends_at: datetime | None
    message: str
    language: str

    def in_force(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class Opening:
    """The timetable of one place and what it has to say."""

    timetable: Timetable
    notices: tuple[NoticeFact, ...] = ()


def _periods(ids: list[int]) -> dict[int, tuple[Period, ...]]:
    """One left join: a period without any span is a week that is closed, not absent."""
    rows = (
        HoursPeriod.objects.filter(place_id__in=ids)
        .order_by("id", "spans__weekday", "spans__opens")
        .values_list(
            "id", "place_id", "valid_from", "valid_to", "priority",
            "spans__weekday", "spans__opens", "spans__closes", "spans__state",
        )
    )  # fmt: skip
    weeks: dict[int, list[list[Span]]] = {}
    heads: dict[int, tuple[int, Any, Any, int]] = {}
    for pk, place_id, valid_from, valid_to, priority, weekday, opens, closes, state in rows:
        heads[pk] = (place_id, valid_from, valid_to, priority)
        week = weeks.setdefault(pk, [[] for _ in range(7)])
        if weekday is not None:
            week[weekday].append(Span(opens, closes, SpanState(state)))
    found: dict[int, list[Period]] = defaultdict(list)
    for pk, (place_id, valid_from, valid_to, priority) in heads.items():
        week_spans = tuple(tuple(day) for day in weeks[pk])
        found[place_id].append(Period(week_spans, valid_from, valid_to, priority))
    return {place_id: tuple(periods) for place_id, periods in found.items()}


def _exceptions(ids: list[int], now: datetime) -> dict[int, tuple[ExceptionalDays, ...]]:
    found: dict[int, list[ExceptionalDays]] = defaultdict(list)
    margin = timedelta(days=2)
    rows = HoursException.objects.filter(
        place_id__in=ids,
        last_day__gte=(now - margin).date(),
        first_day__lte=(now + HORIZON + margin).date(),
    )
    for row in rows:
        span = None
        if row.opens is not None and row.closes is not None:
            span = Span(row.opens, row.closes, SpanState(row.state))
        found[row.place_id].append(ExceptionalDays(row.first_day, row.last_day, span, row.reason))
    return {place_id: tuple(days) for place_id, days in found.items()}


def _preference(fact: NoticeFact, language: str) -> int:
    """The asked language first, then the site's first one."""
    return 2 * (fact.language == language) + (fact.language == settings.LANGUAGE_CODE)


def _notices(ids: list[int], now: datetime, language: str) -> dict[int, tuple[NoticeFact, ...]]:
    rows = (
        Notice.objects.filter(place_id__in=ids)
        .not_over(now)
        .annotate(text_language=F("texts__language"), message=F("texts__message"))
        .order_by("starts_at", "id")
    )
    best: dict[int, tuple[int, NoticeFact]] = {}
    for row in rows.values(
        "id", "uuid", "place_id", "effect", "starts_at", "ends_at", "text_language", "message"
    ):
        fact = NoticeFact(
            uuid=str(row["uuid"]),
            effect=Effect(row["effect"]),
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            message=row["message"] or "",
            language=row["text_language"] or "",
        )
        known = best.get(row["id"])
        if not known or _preference(fact, language) > _preference(known[1], language):
            best[row["id"]] = (row["place_id"], fact)
    found: dict[int, list[NoticeFact]] = defaultdict(list)
    for place_id, fact in best.values():
        found[place_id].append(fact)
    return {place_id: tuple(facts) for place_id, facts in found.items()}


def load(places: Iterable[Place], now: datetime, language: str) -> dict[int, Opening]:
    """Return the opening of each place by its primary key, in three statements."""
    places = list(places)
    ids = [place.pk for place in places]
    periods = _periods(ids)
    exceptions = _exceptions(ids, now)
    notices = _notices(ids, now, language)
    return {
        place.pk: Opening(
            Timetable(
                periods=periods.get(place.pk, ()),
                exceptions=exceptions.get(place.pk, ()),
                closures=tuple(
                    Closure(notice.starts_at, notice.ends_at)
                    for notice in notices.get(place.pk, ())
                    if notice.effect == Effect.CLOSED
                ),
                holiday_rule=HolidayRule(place.holiday_rule),
            ),
            notices.get(place.pk, ()),
        )
        for place in places
    }
