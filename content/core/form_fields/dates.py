"""Days, typed as day, month and year (F13)."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.core.form_fields.parts import Group, Part, PartsField, PartsWidget

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


Partial = Literal["none", "day", "month"]
Bound = datetime.date | Callable[[], datetime.date] | None


class DateWidget(PartsWidget):
    template_name = "content_core/forms/widgets/date.html"
    errors_by_part = False


class DaysField(PartsField):
    """What questions about days share: three parts a day, read however people write them.

    ``earliest`` and ``latest`` are dates or functions giving one (today); ``partial``
    says which parts of a day may stay empty because nobody knows them.
    """

    default_error_messages = {
        "required": _("“%(label)s”: write the day, the month and the year."),
        "required_month": _("“%(label)s”: write at least the month and the year."),
        "required_year": _("“%(label)s”: write at least the year, for example 1952."),
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
        parts: tuple[Part, ...],
        *,
        earliest: Bound = None,
        latest: Bound = None,
        partial: Partial = "none",
        **kwargs: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        self.partial: Partial = partial
        super().__init__(parts, **kwargs)

    @property
    def needed_error(self) -> str:
        """The message of a day that is needed and empty."""
        return {"day": "required_month", "month": "required_year"}.get(self.partial, "required")

    @property
    def _may_lack(self) -> set[str]:
        """The parts that may be unknown."""
        return {"day": {"day"}, "month": {"day", "month"}}.get(self.partial, set())

    def read_day(self, typed: Mapping[str, str], *, prefix: str = "", label: Any = None) -> str:
        """Return the ISO text of the day typed in the parts that start with ``prefix``.

        "1952-05" and "1952" where parts may be unknown. ``label`` names the day in errors.

        Raises:
            ValidationError: about the parts that are wrong.
        """
        label = label or self.label or ""
        given = {key: typed.get(prefix + key, "") for key in ("day", "month", "year")}
        given |= {key: _known(given[key]) for key in self._may_lack}
        self._refuse_missing(given, prefix, label)
        day, month, year = _day(given["day"]), _month(given["month"]), _year(given["year"])
        read = {"day": day, "month": month, "year": year}
        wrong = [
            self.error(key, prefix + key, label=label)
            for key, number in read.items()
            if number is None and given[key]
        ]
        if wrong or year is None:
            raise ValidationError(wrong)
        if month and day:
            days = calendar.monthrange(year, month)[1]
            if day > days:
                raise self.error("no_such_day", prefix + "day", days=days, label=label)
        found = "-".join(
            f"{number:02}" for number in (year, month, day if month else None) if number
        )
        self._refuse_outside(found, prefix, label)
        return found

    def _refuse_missing(self, given: Mapping[str, str], prefix: str, label: Any) -> None:
        may_lack = self._may_lack - {"month"} if given["day"] else self._may_lack
        missing = [key for key, text in given.items() if not text and key not in may_lack]
        if missing:
            words = [str(self._WORDS[key]) for key in missing]
            joined = str(_("%(first)s and %(second)s")) % {"first": words[0], "second": words[-1]}
            raise self.error(
                "missing",
                *(prefix + key for key in missing),
                parts=joined if len(words) > 1 else words[0],
                label=label,
            )

    def _refuse_outside(self, found: str, prefix: str, label: Any) -> None:
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        parts = [prefix + key for key in ("day", "month", "year")]
        if earliest and last_day(found) < earliest:
            raise self.error("too_early", *parts, date=date_format(earliest), label=label)
        if latest and first_day(found) > latest:
            raise self.error("too_late", *parts, date=date_format(latest), label=label)


def day_parts(
    prefix: str = "", *, birthday_of_user: bool = False, group: Group | None = None
) -> tuple[Part, ...]:
    """Return the three parts of a day (F13)."""
    return tuple(
        Part(
            prefix + key,
            label,
            inputmode=inputmode,
            autocomplete=f"bday-{key}" if birthday_of_user else "",
            max_length=20,
            width=width,
            group=group,
        )
        for key, label, inputmode, width in (
            ("day", _("Day"), "numeric", "width-2"),
            ("month", _("Month"), "", "width-month"),
            ("year", _("Year"), "numeric", "width-4"),
        )
    )


def typed_day(iso: str, prefix: str = "") -> dict[str, str]:
    """Return an ISO day, whole or partial, as the parts that a person would type."""
    numbers = iso.split("-")
    return {
        prefix + key: number.lstrip("0")
        for key, number in zip(("year", "month", "day"), numbers, strict=False)
    }


def first_day(iso: str) -> datetime.date:
    """Return the first day that a whole or partial ISO day can be."""
    year, month, day = (*map(int, iso.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def last_day(iso: str) -> datetime.date:
    """Return the last day that a whole or partial ISO day can be."""
    numbers = list(map(int, iso.split("-")))
    if len(numbers) == 1:
        numbers.append(12)
    if len(numbers) == 2:
        numbers.append(calendar.monthrange(*numbers)[1])
    return datetime.date(*numbers)


class DateField(DaysField):
    """A day that people know by heart, typed as day, month, year.

    Cleans to a `datetime.date`, to an ISO text where parts are unknown, or to None when
    optional and empty.
    """

    def __init__(self, *, birthday_of_user: bool = False, **kwargs: Any) -> None:
        parts = day_parts(birthday_of_user=birthday_of_user)
        super().__init__(parts, widget=DateWidget(parts), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime.date):
            value = value.isoformat()
        if isinstance(value, str):
            return typed_day(value) if _ISO.fullmatch(value) else {}
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> datetime.date | str | None:
        typed = self.trimmed(value)
        if not any(typed.values()):
            if self.required:
                raise self.error(self.needed_error)
            return None
        found = self.read_day(typed)
        return datetime.date.fromisoformat(found) if found.count("-") == 2 else found


class DateRangeField(DaysField):
    """A first and a last day, in order. Cleans to {"from": ISO, "to": ISO}."""

    default_error_messages = {
        "required": _("“%(label)s”: write the first day and the last day."),
        "order": _("“%(label)s”: the last day must be %(date)s or later."),
    }
    _ENDS = {"from": _("First day"), "to": _("Last day")}

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(
            part
            for key, label in self._ENDS.items()
            for part in day_parts(f"{key}_", group=Group(key, label, is_date=True))
        )
        super().__init__(parts, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping) and "from" in value:
            return typed_day(value["from"], "from_") | typed_day(value.get("to", ""), "to_")
        return value

    def clean(self, value: Any) -> dict[str, str]:
        typed = self.trimmed(value)
        if not any(typed.values()):
            if self.required:
                raise self.error("required")
            return {}
        found, wrong = {}, []
        for key, label in self._ENDS.items():
            try:
                found[key] = self.read_day(typed, prefix=f"{key}_", label=label)
            except ValidationError as error:
                wrong += error.error_list
        if wrong:
            raise ValidationError(wrong)
        if found["to"] < found["from"]:
            first = date_format(first_day(found["from"]))
            parts = ("to_day", "to_month", "to_year")
            raise self.error("order", *parts, date=first, label=self._ENDS["to"])
        return found


_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def _known(text: str) -> str:
    """Return what was typed, nothing for the usual ways of writing "unknown"."""
    return "" if text in {"?", "??", "0", "00", "-", "--", "x", "xx", "XX"} else text


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
