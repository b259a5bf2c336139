from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.procedures.definition.values import (
    Comparison,
    Measure,
    Period,
    compared,
    days,
    read,
    stored,
    years,
)

DAY = datetime.date
YEAR_1952 = Period(DAY(1952, 1, 1), DAY(1952, 12, 31))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("raw", "measure", "expected"),
    [
        (20240105, None, Decimal(20240105)),
        ("20240105", None, Decimal(20240105)),
        ("2024-01-05", None, DAY(2024, 1, 5)),
        ("2024-01-05", Measure.TEXT, "2024-01-05"),
        ("2024-01-05", Measure.NUMBER, None),
        ("2023-02-29", Measure.DATE, None),
        ("1952", Measure.DATE, YEAR_1952),
        ("1952", Measure.NUMBER, Decimal(1952)),
        ("1952-02", Measure.DATE, Period(DAY(1952, 2, 1), DAY(1952, 2, 29))),
        ("12.50", Measure.NUMBER, Decimal("12.50")),
        ("1e999999", None, "1e999999"),
        ("NaN", Measure.NUMBER, None),
        (10**400, Measure.NUMBER, None),
        (True, None, None),
        ("", None, None),
        (["a"], None, None),
    ],
)
def test_what_answers_are_worth(raw: Any, measure: Measure | None, expected: Any) -> None:
    assert read(raw, measure) == expected


@given(anything, st.sampled_from([None, *Measure]))
def test_anything_is_read_and_what_was_read_is_stored(raw: Any, measure: Measure | None) -> None:
    worth = read(raw, measure)
    again = Measure.DATE if isinstance(worth, Period) else measure
    assert read(stored(worth), again) == worth


@given(anything, anything, st.sampled_from(Comparison))
def test_a_comparison_and_its_opposite_never_both_hold(
    left: Any, right: Any, comparison: Comparison
) -> None:
    opposite = {
        Comparison.LESS: Comparison.AT_LEAST,
        Comparison.AT_MOST: Comparison.MORE,
        Comparison.EQUAL: Comparison.MORE,
        Comparison.AT_LEAST: Comparison.LESS,
        Comparison.MORE: Comparison.AT_MOST,
    }[comparison]
    one, other = read(left), read(right)
    assert not (compared(one, comparison, other) and compared(one, opposite, other))


@pytest.mark.parametrize(
    ("comparison", "day", "expected"),
    [
        (Comparison.LESS, DAY(1953, 1, 1), True),
        (Comparison.LESS, DAY(1952, 6, 1), False),
        (Comparison.MORE, DAY(1952, 6, 1), False),
        (Comparison.AT_MOST, DAY(1952, 12, 31), True),
        (Comparison.AT_LEAST, DAY(1952, 1, 1), True),
        (Comparison.EQUAL, DAY(1952, 6, 1), False),
    ],
)
def test_a_date_with_an_unknown_day_compares_only_surely(
    comparison: Comparison, day: DAY, expected: bool
) -> None:
    assert compared(YEAR_1952, comparison, day) is expected


@pytest.mark.parametrize(
    ("born", "at", "age"),
    [
        (DAY(2000, 5, 2), DAY(2018, 5, 1), 17),
        (DAY(2000, 5, 2), DAY(2018, 5, 2), 18),
        (DAY(2004, 2, 29), DAY(2022, 2, 28), 17),
        (DAY(2004, 2, 29), DAY(2022, 3, 1), 18),
        (YEAR_1952, DAY(1970, 12, 30), 17),
        (YEAR_1952, DAY(1970, 12, 31), 18),
    ],
)
def test_ages(born: Any, at: DAY, age: int) -> None:
    assert years(born, at) == age


def test_spans_need_two_days() -> None:
    assert days(DAY(2026, 1, 1), DAY(2026, 1, 3)) == 2
    assert days(DAY(2026, 1, 3), DAY(2026, 1, 1)) == -2
    assert days(None, DAY(2026, 1, 1)) is None
    assert years("text", DAY(2026, 1, 1)) is None
