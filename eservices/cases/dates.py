"""The city's promise is counted in working days: no Saturday, Sunday or French holiday.

Source of the holidays: labour code, article L3133-1.
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _closed() -> holidays.HolidayBase:
    return holidays.country_holidays("FR")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _closed()


def add_working_days(start: date, days: int) -> date:
    """Return the ``days``-th working day after ``start``; the day itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
