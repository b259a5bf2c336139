"""The city's promise is counted in working days: no Saturday, Sunday or French holiday.

Source of the holidays: labour code, article L3133-1.
"""

from datetime import date, timedelta

import holidays


def add_working_days(start: date, days: int) -> date:
    """Return the ``days``-th working day after ``start``; the day itself does not count."""
    closed = holidays.country_holidays("FR")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            days -= 1
    return day
