"""A day's hours as editors write them: ``9:00-12:30, rdv 14:00-17:00``.

One short text a day is quicker to fill in and to check than a table of fields;
it is also the form of the data files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _

from content.places.enums import SpanState
from content.places.hours import Span

APPOINTMENT_WORDS = ("rdv", "appointment")
CLOSED_WORDS = ("", "-", "fermé", "ferme", "closed")
_CLOCK = r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?"
_SPAN = re.compile(
    rf"(?:(?P<word>{'|'.join(APPOINTMENT_WORDS)})\s+)?{_CLOCK}\s*[-–]\s*{_CLOCK}", re.IGNORECASE
)


class UnreadableHours(ValueError):
    """The text is not a list of hours; the message says which part and shows an example."""


def _clock(hour: str, minute: str | None, part: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if hours == 24 and minutes == 0:
        return time(0)
    if hours > 23 or minutes > 59:
        raise UnreadableHours(
            _("“%(part)s” is not a time of day. Write for instance 9:00-12:30.") % {"part": part}
        )
    return time(hours, minutes)


def _span(part: str) -> Span:
    match = _SPAN.fullmatch(part)
    if not match:
        raise UnreadableHours(
            _("“%(part)s” cannot be read. Write for instance 9:00-12:30, rdv 14:00-17:00.")
            % {"part": part}
        )
    _word, from_hour, from_minute, to_hour, to_minute = match.groups()
    return Span(
        _clock(from_hour, from_minute, part),
        _clock(to_hour, to_minute, part),
        SpanState.BY_APPOINTMENT if match["word"] else SpanState.OPEN,
    )


def _minutes(span: Span) -> tuple[int, int]:
    start = span.opens.hour * 60 + span.opens.minute
    end = span.closes.hour * 60 + span.closes.minute
    return start, end if end > start else end + 24 * 60


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the spans written in ``text``, in order; empty or "closed" gives none.

    Raises `UnreadableHours` for a part that is no span, and for spans that overlap.
    """
    if text.strip().casefold() in CLOSED_WORDS:
        return ()
    spans = sorted(_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip())
    for earlier, later in pairwise(spans):
        if _minutes(later)[0] < _minutes(earlier)[1]:
            raise UnreadableHours(_("Two of these hours overlap."))
    return tuple(spans)


def format_spans(spans: Iterable[Span]) -> str:
    """Write spans as `parse_spans` reads them."""
    return ", ".join(
        f"{'rdv ' if span.state == SpanState.BY_APPOINTMENT else ''}"
        f"{span.opens.hour}:{span.opens:%M}-{span.closes.hour}:{span.closes:%M}"
        for span in spans
    )
