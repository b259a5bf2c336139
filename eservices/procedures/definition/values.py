"""What values are worth when rules compare them: a number, a day, a text, or nothing. Pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

#: Longer numbers are no answer that people give, and could overflow when multiplied.
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_LARGEST = 10**15
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


class Measure(StrEnum):
    """How an answer is read. Without one, its form says what it is."""

    NUMBER = "number"
    #: Integer cents.
    MONEY = "money"
    DATE = "date"
    TEXT = "text"


class Period(NamedTuple):
    """A date whose day, or day and month, are unknown: the first and last day it can be."""

    first: datetime.date
    last: datetime.date


Worth = Decimal | datetime.date | Period | str | None


class Comparison(StrEnum):
    LESS = "less"
    AT_MOST = "at_most"
    EQUAL = "equal"
    AT_LEAST = "at_least"
    MORE = "more"


def read(given: Any, measure: Measure | None = None) -> Worth:
    """Return what a canonical answer is worth; ``None`` when it is missing or unfit."""
    if given is None or given == "" or isinstance(given, list | tuple | Mapping | bool | float):
        return None
    if isinstance(given, int):
        fits = measure in (None, Measure.NUMBER, Measure.MONEY) and abs(given) < _LARGEST
        return Decimal(given) if fits else None
    text = str(given)
    match measure:
        case Measure.NUMBER | Measure.MONEY:
            return Decimal(text) if _NUMBER.fullmatch(text) else None
        case Measure.DATE:
            return _day(text) or _period(text)
        case Measure.TEXT:
            return text
    return _day(text) or (Decimal(text) if _NUMBER.fullmatch(text) else text)


def _day(text: str) -> datetime.date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _period(text: str) -> Period | None:
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 0)
    if not year or month > 12:
        return None
    first, last = (month, month) if found[2] else (1, 12)
    if not first:
        return None
    days = calendar.monthrange(year, last)[1]
    return Period(datetime.date(year, first, 1), datetime.date(year, last, days))


def stored(worth: Worth) -> int | str | None:
    """Return what is worth something as a canonical answer: the inverse of `read`."""
    match worth:
        case Decimal():
            plain = format(worth, "f")
            plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
            return int(plain) if "." not in plain else plain
        case Period():
            same_month = worth.first.month == worth.last.month
            return worth.first.isoformat()[: 7 if same_month else 4]
        case datetime.date():
            return worth.isoformat()
    return worth


def first_day(worth: Worth) -> datetime.date | None:
    """Return the day, or the first that it can be."""
    if isinstance(worth, Period):
        return worth.first
    return worth if isinstance(worth, datetime.date) else None


def last_day(worth: Worth) -> datetime.date | None:
    """Return the day, or the last that it can be."""
    if isinstance(worth, Period):
        return worth.last
    return worth if isinstance(worth, datetime.date) else None


def compared(left: Worth, comparison: Comparison, right: Worth) -> bool:
    """Say whether a comparison surely holds.

    Nothing surely holds of what is missing or of two kinds. A date whose day is unknown
    compares as long as every day that it can be gives the same; texts are equal or not.
    """
    if isinstance(left, str) or isinstance(right, str):
        return comparison is Comparison.EQUAL and left == right
    if left is None or right is None or isinstance(left, Decimal) != isinstance(right, Decimal):
        return False
    low, high = left if isinstance(left, Period) else (left, left)
    floor, ceiling = right if isinstance(right, Period) else (right, right)
    match comparison:
        case Comparison.LESS:
            return high < floor  # type: ignore[operator]
        case Comparison.AT_MOST:
            return high <= floor  # type: ignore[operator]
        case Comparison.EQUAL:
            return low == high == floor == ceiling
        case Comparison.AT_LEAST:
            return low >= ceiling  # type: ignore[operator]
        case Comparison.MORE:
            return low > ceiling  # type: ignore[operator]


def years(since: Worth, until: Worth) -> Decimal | None:
    """Return the whole years between two days: an age.

    A date whose day is unknown counts as the last that it can be, so that nobody is
    taken for older than they surely are. Born on 29 February, one year more is reached
    on 1 March, as in French law.
    """
    born, at = last_day(since), last_day(until)
    if born is None or at is None:
        return None
    before_birthday = (at.month, at.day) < (born.month, born.day)
    return Decimal(at.year - born.year - before_birthday)


def days(since: Worth, until: Worth) -> Decimal | None:
    """Return the days between two days, negative when they stand the other way round."""
    start, end = last_day(since), last_day(until)
    return None if start is None or end is None else Decimal((end - start).days)
