"""Figures of a selection: volumes, delays, overdue, assisted share, minutes, funnel.

Percentiles come from the distribution of days, one row a day: the same on both databases,
and as many rows as there are different delays, however many cases there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from eservices.accounts.models import Queue
from eservices.backoffice.figures.counting import SENT, STARTED
from eservices.backoffice.figures.models import CaseFigure, StepFigure
from eservices.cases.enums import Channel
from eservices.procedures.models import Procedure


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked: a period (both days included) and, at will, one of each."""

    queues: QuerySet[Queue]
    since: date
    until: date
    procedure: Procedure | None = None
    sector: Any = None
    channel: str = ""

    def cases(self) -> QuerySet[CaseFigure]:
        found = CaseFigure.objects.filter(
            received_on__range=(self.since, self.until), queue__in=self.queues
        )
        for name in ("procedure", "sector", "channel"):
            if wanted := getattr(self, name):
                found = found.filter(**{name: wanted})
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one group of cases; ``None`` where there is nothing to count."""

    key: Any
    received: int
    ended: int
    late: int
    assisted: int
    minutes: float | None
    median: int | None
    ninetieth: int | None

    @property
    def assisted_share(self) -> int:
        return round(100 * self.assisted / self.received) if self.received else 0


def rows(selection: Selection, dimension: str) -> list[Row]:
    """Return the figures by ``dimension`` (a column of `CaseFigure`), most cases first."""
    cases = selection.cases().order_by()
    late = Q(ended_on__gt=F("promised_on")) | Q(ended_on=None, promised_on__lt=timezone.localdate())
    groups = cases.values(dimension).annotate(
        received=Count("pk"),
        ended=Count("ended_on"),
        late=Count("pk", filter=late),
        assisted=Count("pk", filter=~Q(channel=Channel.ONLINE)),
        minutes=Avg("agent_minutes", filter=Q(agent_minutes__gt=0)),
    )
    days: dict[Any, Counter[int]] = defaultdict(Counter)
    ended = cases.exclude(days=None).values_list(dimension, "days").annotate(Count("pk"))
    for key, delay, count in ended:
        days[key][delay] = count
    found = [
        Row(
            key=group.pop(dimension),
            median=percentile(days[key], 50),
            ninetieth=percentile(days[key], 90),
            **group,
        )
        for group in groups
        for key in [group[dimension]]
    ]
    return sorted(found, key=lambda row: (-row.received, str(row.key)))


def total(parts: list[Row], selection: Selection) -> Row:
    """Return the figures of the whole selection, from its rows and one more statement."""
    cases = selection.cases().order_by()
    days = Counter(dict(cases.exclude(days=None).values_list("days").annotate(Count("pk"))))
    minutes = cases.filter(agent_minutes__gt=0).aggregate(found=Avg("agent_minutes"))["found"]
    return Row(
        key=None,
        received=sum(row.received for row in parts),
        ended=sum(row.ended for row in parts),
        late=sum(row.late for row in parts),
        assisted=sum(row.assisted for row in parts),
        minutes=minutes,
        median=percentile(days, 50),
        ninetieth=percentile(days, 90),
    )


def percentile(days: Mapping[int, int], share: int) -> int | None:
    """Return the delay within which ``share`` per cent of cases ended (nearest rank)."""
    rank = ceil(sum(days.values()) * share / 100)
    passed = 0
    for delay in sorted(days):
        passed += days[delay]
        if passed >= rank:
            return delay
    return None


def by_month(selection: Selection) -> list[tuple[date, int]]:
    """Return how many requests came each month of the period, empty months included."""
    months = selection.cases().order_by().annotate(month=TruncMonth("received_on"))
    found = dict(months.values_list("month").annotate(Count("pk")))
    month, last, result = selection.since.replace(day=1), selection.until, []
    while month <= last:
        result.append((month, found.get(month, 0)))
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return result


@dataclass(frozen=True, slots=True)
class Passed:
    """How many came past one step, of those who began."""

    title: str
    count: int
    share: int


def funnel(selection: Selection, language: str, words: Callable[[str], str]) -> list[Passed]:
    """Return who came how far through one procedure, in the order of its current version.

    ``words`` gives the names of the two ends. Empty without a procedure or a draft.
    """
    procedure = selection.procedure
    if procedure is None or procedure.current_version is None:
        return []
    figures = StepFigure.objects.filter(
        procedure=procedure, day__range=(selection.since, selection.until)
    )
    if selection.channel:
        figures = figures.filter(channel=selection.channel)
    sums = figures.order_by().values_list("step").annotate(came=Sum(F("live") + F("gone")))
    counts: dict[str, int] = dict(sums)
    begun = counts.get(STARTED, 0)
    if not begun:
        return []
    steps = procedure.current_version.compiled.steps
    places = [
        (STARTED, words(STARTED)),
        *((step.id, step.title.get(language)[0]) for step in steps),
    ]
    places.append((SENT, words(SENT)))
    return [
        Passed(title, counts.get(step, 0), round(100 * counts.get(step, 0) / begun))
        for step, title in places
    ]
