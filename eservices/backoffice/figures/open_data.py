"""Requests by quarter, procedure and channel, without persons, small numbers masked.

Under the Licence Ouverte 2.0 (Etalab). Only whole quarters are published.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from eservices.backoffice.figures.masking import THRESHOLD, Cell, mask
from eservices.backoffice.figures.models import CaseFigure
from eservices.backoffice.figures.reading import percentile
from eservices.cases.enums import Channel
from eservices.procedures.models import Procedure

COLUMNS = (
    "quarter",
    "procedure",
    "title",
    "channel",
    "requests",
    "median_days",
    "percentile_90_days",
    "masked",
)
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; numbers are ``None`` where masked."""

    quarter: str
    procedure: str
    title: str
    channel: str
    requests: int | None
    median_days: int | None
    percentile_90_days: int | None
    masked: bool

    def cells(self) -> list[str]:
        values = [getattr(self, column) for column in COLUMNS]
        return [
            "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for value in values
        ]


Counts = dict[date, dict[int, Counter[str]]]


def lines(language: str, today: date | None = None) -> Iterator[Line]:
    """Yield the rows of every whole quarter, newest first: its total, then each procedure's
    total and channels."""
    today = today or timezone.localdate()
    begun = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    counts, days = _counts(begun), _days(begun)
    titles = _titles(language)
    for quarter in sorted(counts, reverse=True):
        name = f"{quarter.year}-Q{(quarter.month + 2) // 3}"
        yield from _quarter(name, counts[quarter], days[quarter], titles)


def _counts(before: date) -> Counts:
    found: Counts = defaultdict(lambda: defaultdict(Counter))
    rows = (
        CaseFigure.objects.filter(received_on__lt=before)
        .exclude(procedure=None)
        .order_by()
        .annotate(quarter=TruncQuarter("received_on"))
        .values_list("quarter", "procedure", "channel")
        .annotate(Count("pk"))
    )
    for quarter, procedure, channel, count in rows:
        found[quarter][procedure][channel] = count
    return found


def _days(before: date) -> dict[date, dict[int, Counter[int]]]:
    found: dict[date, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    rows = (
        CaseFigure.objects.filter(received_on__lt=before)
        .exclude(procedure=None)
        .exclude(days=None)
        .order_by()
        .annotate(quarter=TruncQuarter("received_on"))
        .values_list("quarter", "procedure", "days")
        .annotate(Count("pk"))
    )
    for quarter, procedure, delay, count in rows:
        found[quarter][procedure][delay] = count
    return found


def _titles(language: str) -> dict[int, tuple[str, str]]:
    procedures = Procedure.objects.exclude(current_version=None).select_related("current_version")
    procedures = procedures.defer("current_version__definition")
    return {
        procedure.pk: (
            str(procedure.uuid),
            procedure.current_version.compiled.title.get(language)[0],
        )
        for procedure in procedures
        if procedure.current_version
    }


def _quarter(
    name: str,
    counts: dict[int, Counter[str]],
    days: dict[int, Counter[int]],
    titles: dict[int, tuple[str, str]],
) -> Iterator[Line]:
    totals = {
        procedure: Cell(channels.total(), [Cell(channels[channel]) for channel in Channel.values])
        for procedure, channels in counts.items()
    }
    whole = Cell(sum(cell.value for cell in totals.values()), list(totals.values()))
    mask(whole)
    yield _line(name, ("", ""), TOTAL, whole, Counter())
    for procedure, cell in sorted(
        totals.items(), key=lambda each: titles.get(each[0], ("", ""))[1]
    ):
        told = titles.get(procedure, ("", ""))
        yield _line(name, told, TOTAL, cell, days[procedure])
        for channel, part in zip(Channel.values, cell.parts, strict=True):
            yield _line(name, told, channel, part, Counter())


def _line(
    quarter: str, told: tuple[str, str], channel: str, cell: Cell, days: Counter[int]
) -> Line:
    """Delays are told of totals that are, and of as many ended requests."""
    enough = not cell.masked and days.total() >= THRESHOLD
    return Line(
        quarter=quarter,
        procedure=told[0],
        title=told[1],
        channel=channel,
        requests=None if cell.masked else cell.value,
        median_days=percentile(days, 50) if enough else None,
        percentile_90_days=percentile(days, 90) if enough else None,
        masked=cell.masked,
    )
