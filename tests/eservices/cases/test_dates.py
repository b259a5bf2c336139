from datetime import date

import pytest

from eservices.cases.dates import add_working_days


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a week-end
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # over 11 November
        (date(2026, 12, 24), 2, date(2026, 12, 29)),  # Christmas and a week-end
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # Easter Monday
        (date(2026, 11, 22), 5, date(2026, 11, 27)),  # received on a Sunday
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_only_working_days_count(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end
