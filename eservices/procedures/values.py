"""What a value of a rule is worth over the answers: a number, a day, a text, or nothing. Pure."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from eservices.procedures.rules import (
    Answer,
    Comparison,
    Constant,
    Count,
    Days,
    Difference,
    Product,
    Sum,
    Today,
    Value,
    Years,
)

Worth = Decimal | datetime.date | str | None


def worth(value: Value, answers: Mapping[str, Any], today: datetime.date) -> Worth:
    """Return what ``value`` is worth; ``None`` while an answer it needs is missing or unfit."""
    match value:
        case Constant():
            return read(value.value)
        case Answer():
            given = answers.get(value.field)
            if value.part:
                given = given.get(value.part) if isinstance(given, Mapping) else None
            return read(given)
        case Today():
            return today
        case Count():
            given = answers.get(value.field)
            return Decimal(len(given)) if isinstance(given, list) else Decimal(bool(given))
        case Sum():
            numbers = [n for n in _numbers(value.values, answers, today) if n is not None]
            return sum(numbers, Decimal(0)) if numbers else None
        case Product():
            factors = _numbers(value.values, answers, today)
            known = [number for number in factors if number is not None]
            return math.prod(known, start=Decimal(1)) if len(known) == len(factors) else None
        case Difference():
            left, right = _numbers((value.left, value.right), answers, today)
            return None if left is None or right is None else left - right
        case Years() | Days():
            return _span(value, answers, today)


def read(given: Any) -> Worth:
    """Read a canonical answer: an ISO day, a number, else a text."""
    if given is None or isinstance(given, list | Mapping) or given == "":
        return None
    text = str(given)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def compared(left: Worth, comparison: Comparison, right: Worth) -> bool:
    """Compare two of a kind; what is missing or of two kinds compares to nothing."""
    if left is None or right is None or type(left) is not type(right):
        return False
    lower, higher = left < right, left > right  # type: ignore[operator]
    return {
        Comparison.LESS: lower,
        Comparison.AT_MOST: not higher,
        Comparison.EQUAL: not (lower or higher),
        Comparison.AT_LEAST: not lower,
        Comparison.MORE: higher,
    }[comparison]


def _numbers(
    values: tuple[Value, ...], answers: Mapping[str, Any], today: datetime.date
) -> list[Decimal | None]:
    found = [worth(value, answers, today) for value in values]
    return [number if isinstance(number, Decimal) else None for number in found]


def _span(value: Years | Days, answers: Mapping[str, Any], today: datetime.date) -> Worth:
    since, until = worth(value.since, answers, today), worth(value.until, answers, today)
    if not isinstance(since, datetime.date) or not isinstance(until, datetime.date):
        return None
    if isinstance(value, Days):
        return Decimal((until - since).days)
    before_birthday = (until.month, until.day) < (since.month, since.day)
    return Decimal(until.year - since.year - before_birthday)
