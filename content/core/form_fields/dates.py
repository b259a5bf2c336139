"""Days, typed as day, month and year (F13)."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.core.form_fields.parts import Part, PartsField, PartsWidget

_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)


class DateWidget(PartsWidget):
    template_name = "content_core/forms/widgets/date.html"
    errors_by_part = False


class DateField(PartsField):
    """A day that people know by heart, typed as day, month, year.

    ``earliest`` and ``latest`` are dates or functions giving one (today).
    Cleans to a `datetime.date`, or None when optional and empty.
    """

    default_error_messages = {
        "required": _("“%(label)s”: write the day, the month and the year."),
        "missing": _("“%(label)s”: add %(parts)s."),
        "day": _("“%(label)s”: the day must be a number from 1 to 31."),
        "month": _("“%(label)s”: the month must be a number from 1 to 12, or its name."),
        "year": _("“%(label)s”: the year must have four digits, for example 1985."),
        "no_such_day": _("“%(label)s”: this month has %(days)s days only. Check the day."),
        "too_early": _("“%(label)s”: the date must be %(date)s or later."),
        "too_late": _("“%(label)s”: the date must be %(date)s or earlier."),
    }
    _WORDS = {"day": _("the day"), "month": _("the month"), "year": _("the year")}

    def __init__(
        self,
        *,
        earliest: datetime.date | Callable[[], datetime.date] | None = None,
        latest: datetime.date | Callable[[], datetime.date] | None = None,
        birthday_of_user: bool = False,
        **kwargs: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        parts = tuple(
            Part(
                key,
                label,
                inputmode=inputmode,
                autocomplete=f"bday-{key}" if birthday_of_user else "",
                max_length=20,
                width=width,
            )
            for key, label, inputmode, width in (
                ("day", _("Day"), "numeric", "width-2"),
                ("month", _("Month"), "numeric", "width-month"),
                ("year", _("Year"), "numeric", "width-4"),
            )
        )
        super().__init__(parts, widget=DateWidget(parts), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return {}
        if isinstance(value, datetime.date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> datetime.date | None:
        typed = self.trimmed(value)
        if not any(typed.values()):
            if self.required:
                raise self.error("required")
            return None
        missing = [key for key, text in typed.items() if not text]
        if missing:
            words = [str(self._WORDS[key]) for key in missing]
            joined = str(_("%(first)s and %(second)s")) % {
                "first": words[0],
                "second": words[-1],
            }
            raise self.error("missing", *missing, parts=joined if len(words) > 1 else words[0])
        day, month, year = _day(typed["day"]), _month(typed["month"]), _year(typed["year"])
        numbers = {"day": day, "month": month, "year": year}
        wrong = [self.error(key, key) for key, number in numbers.items() if number is None]
        if wrong or day is None or month is None or year is None:
            raise ValidationError(wrong)
        days = calendar.monthrange(year, month)[1]
        if day > days:
            raise self.error("no_such_day", "day", days=days)
        return self._within(datetime.date(year, month, day))

    def _within(self, answer: datetime.date) -> datetime.date:
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if earliest and answer < earliest:
            raise self.error("too_early", "day", "month", "year", date=date_format(earliest))
        if latest and answer > latest:
            raise self.error("too_late", "day", "month", "year", date=date_format(latest))
        return answer


def _day(text: str) -> int | None:
    match = re.fullmatch(r"([0-9]{1,2})\s?(er|e|st|nd|rd|th)?\.?", text.casefold())
    number = int(match[1]) if match else 0
    return number if 1 <= number <= 31 else None


def _month(text: str) -> int | None:
    """Read ``3``, ``03``, ``mars``, ``déc.`` or ``Sept``; None when two months could be meant."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        number = int(text)
        return number if 1 <= number <= 12 else None
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    plain = plain.rstrip(".").strip()
    if len(plain) < 3:
        return None
    found = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(plain) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{3}", text) else None
