"""Hours in words, as one would say them aloud."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from content.places.enums import PlaceStatus, SpanState
from content.places.hours import PARIS, Day, Span, State, Status
from content.places.models import Place

NO_BREAK = "\N{NO-BREAK SPACE}"


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def clock(at: time) -> str:
    """Return ``17 h 30`` in French, ``5:30pm`` in English; midnight and midday by name."""
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    if _french():
        minutes = f"{NO_BREAK}{at.minute:02}" if at.minute else ""
        return f"{at.hour}{NO_BREAK}h{minutes}"
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def weekday(day: date) -> str:
    """Return ``lundi``, ``Monday``: Django's French begins with a capital."""
    name = date_format(day, "l")
    return name.lower() if _french() else name


def spoken_day(day: date, *, year: bool = False) -> str:
    """Return ``lundi 1er juin``, ``Monday 1 June``."""
    number = "1er" if _french() and day.day == 1 else str(day.day)
    parts = [weekday(day), number, date_format(day, "F")]
    return " ".join([*parts, str(day.year)] if year else parts)


def moment(at: datetime, now: datetime) -> str:
    """Return the shortest clear words for ``at``: an hour, tomorrow, a day, a date."""
    local, today = at.astimezone(PARIS), now.astimezone(PARIS).date()
    words = {"time": clock(local.time()), "day": weekday(local)}
    distance = (local.date() - today).days
    if distance == 0:
        return _("at %(time)s") % words
    if distance == 1:
        return _("tomorrow at %(time)s") % words
    if 1 < distance < 7:
        return _("on %(day)s at %(time)s") % words
    words["day"] = spoken_day(local.date(), year=abs(distance) > 180)
    return _("on %(day)s at %(time)s") % words


def until_words(ends_at: datetime | None, now: datetime) -> str:
    """Return how long a notice holds."""
    if ends_at is None:
        return _("Until further notice")
    local, today_ = ends_at.astimezone(PARIS), now.astimezone(PARIS).date()
    words = {"time": clock(local.time()), "day": spoken_day(local.date())}
    distance = (local.date() - today_).days
    if distance == 0:
        return _("Until %(time)s today") % words
    if distance == 1:
        return _("Until tomorrow at %(time)s") % words
    return _("Until %(day)s at %(time)s") % words


def phone_link(phone: str) -> str:
    """Return the number as a ``tel:`` address takes it; short numbers stay as they are."""
    digits = "".join(character for character in phone if character.isdigit() or character == "+")
    return f"+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else digits


def status_sentence(status: Status, now: datetime) -> str:
    """Return for instance "Open now, closes at 5pm"."""
    if status.state == State.UNKNOWN:
        return _("Opening hours not known: call before you come")
    if status.state == State.OPEN:
        if not status.until:
            return _("Open day and night")
        return _("Open now, closes %(moment)s") % {"moment": moment(status.until, now)}
    if status.state == State.BY_APPOINTMENT:
        if not status.until:
            return _("By appointment")
        return _("By appointment now, until %(time)s") % {
            "time": clock(status.until.astimezone(PARIS).time())
        }
    closed = _("Exceptionally closed") if status.closed_by_notice else pgettext("place", "Closed")
    if not status.next_opening:
        return _("%(closed)s, no opening in the next 14 days") % {"closed": closed}
    return _("%(closed)s, opens %(moment)s") % {
        "closed": closed,
        "moment": moment(status.next_opening, now),
    }


def place_sentence(place: Place, status: Status, now: datetime) -> str:
    """Return the state of a place: its life first, then its hours."""
    if place.status == PlaceStatus.ANNOUNCED:
        if place.opens_on:
            return _("Opens on %(day)s") % {"day": spoken_day(place.opens_on, year=True)}
        return _("Opening soon")
    if place.status in (PlaceStatus.CLOSED, PlaceStatus.REFORMED):
        return str(PlaceStatus(place.status).label)
    return status_sentence(status, now)


def span_words(span: Span) -> str:
    if span.opens == span.closes == time(0):
        hours = _("day and night")
    else:
        hours = _("%(opens)s to %(closes)s") % {
            "opens": clock(span.opens),
            "closes": clock(span.closes),
        }
    if span.state == SpanState.BY_APPOINTMENT:
        return _("%(hours)s by appointment") % {"hours": hours}
    return hours


def day_words(day: Day) -> str:
    """Return the hours of a day in one line: ``9am to 12:30pm, 2pm to 5pm``."""
    if not day.spans:
        return pgettext("place", "Closed")
    return ", ".join(span_words(span) for span in day.spans)


def relative_day(day: date, now: datetime) -> str:
    """Return "today", "tomorrow" or nothing."""
    distance = (day - now.astimezone(PARIS).date()).days
    return {0: _("today"), 1: _("tomorrow")}.get(distance, "")
