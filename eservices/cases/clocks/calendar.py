"""Days and months as the law counts them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from eservices.cases.enums import PeriodUnit


def end_of_period(start: date, amount: int, unit: str) -> date:
    """Return the last day of a period that begins on ``start``, from date to date.

    A period in months ends on the day of the last month that has the same number, or on the
    last day of that month when it has none: one month from 31 January ends on 28 February.
    It is neither lengthened by a Sunday nor by a holiday: a decision by silence is no act to
    be done. The rule is that of the code of civil procedure, article 641.
    """
    if unit == PeriodUnit.DAYS:
        return start + timedelta(days=amount)
    months = start.year * 12 + start.month - 1 + amount
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
