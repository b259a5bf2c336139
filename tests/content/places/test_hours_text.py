import re
from datetime import time

import pytest
from django.utils.translation import override

from content.places.enums import SpanState
from content.places.hours import Span
from content.places.hours_text import UnreadableHours, format_spans, parse_spans


def test_hours_are_read_as_editors_write_them() -> None:
    assert parse_spans("14h-17h30, 9:00 - 12:30") == (
        Span(time(9), time(12, 30)),
        Span(time(14), time(17, 30)),
    )


def test_a_span_by_appointment_says_so() -> None:
    assert parse_spans("rdv 9:00-12:00")[0].state == SpanState.BY_APPOINTMENT


@pytest.mark.parametrize("text", ["", " ", "fermé", "Closed", "-"])
def test_closed_in_several_words(text: str) -> None:
    assert parse_spans(text) == ()


@pytest.mark.parametrize("text", ["9-", "neuf heures", "9:00/12:00", "25:00-26:00", "9:75-10:00"])
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(UnreadableHours, match=re.escape(text)):
        parse_spans(text)


@override("en")
def test_spans_that_overlap_are_refused() -> None:
    with pytest.raises(UnreadableHours, match="overlap"):
        parse_spans("9:00-13:00, 12:00-17:00")


@pytest.mark.parametrize("text", ["9:00-12:30, rdv 14:00-17:00", "20:00-8:00", "0:00-0:00"])
def test_what_is_written_reads_back(text: str) -> None:
    assert format_spans(parse_spans(text)) == text
