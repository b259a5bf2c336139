"""Questions made of several controls: a date, a postal address, a person's name.

Each part has its own label and its own place in the error summary; parts are
posted as ``name-part``. Source: accessibility demands F7, F8, F11 and F13.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

#: An error that concerns parts carries their keys in its code, for the summary's links.
PARTS_CODE = "parts:"

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


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled text control of a question."""

    key: str
    label: Any
    required: bool = True
    autocomplete: str = ""
    inputmode: str = ""
    max_length: int = 200
    #: Class that gives the control a width fit for its answer.
    width: str = ""


class PartsWidget(forms.Widget):
    """Draws the parts of a question; the value is a mapping from part to typed text."""

    template_name = "content_core/forms/widgets/parts.html"
    use_fieldset = True
    #: Errors stand beside their part; a date says them once for the group.
    errors_by_part = True

    def __init__(self, parts: Sequence[Part], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.parts = tuple(parts)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> dict[str, str]:
        return {part.key: str(data.get(f"{name}-{part.key}") or "") for part in self.parts}

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return not any(f"{name}-{part.key}" in data for part in self.parts)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def part_id(self, id_: str, key: str = "") -> str:
        """Return the id of a part's control, by default the first one's."""
        return f"{id_}-{key or self.parts[0].key}"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        errors: Mapping[str, list[str]] = attrs.pop("part_errors", {})
        context = super().get_context(name, value, attrs)
        values = value if isinstance(value, Mapping) else {}
        id_ = context["widget"]["attrs"].get("id", name)
        context["widget"]["parts"] = [
            {
                "part": part,
                "name": f"{name}-{part.key}",
                "id": self.part_id(id_, part.key),
                "value": values.get(part.key, ""),
                "errors": errors.get(part.key, []),
                "described": self.errors_by_part and any(errors.get(part.key, [])),
                "disabled": bool(attrs.get("disabled")),
            }
            for part in self.parts
        ]
        return context


class PartsField(forms.Field):
    """A question answered in parts; cleans to a mapping of trimmed texts, empty when unanswered."""

    default_error_messages = {
        "required": _("“%(label)s”: answer this question."),
        "part_required": _("“%(part)s”: fill in this answer."),
        "part_too_long": _("“%(part)s”: write %(limit)s characters at most."),
    }

    def __init__(self, parts: Sequence[Part], **kwargs: Any) -> None:
        self.parts = tuple(parts)
        kwargs.setdefault("widget", PartsWidget(self.parts))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {k: v for k, v in (initial or {}).items() if v} != {
            k: v for k, v in (data or {}).items() if v
        }

    def error(self, message: str, *parts: str, **values: Any) -> ValidationError:
        """Return the error ``message`` about ``parts``, naming the question."""
        words = self.error_messages[message] % {"label": self.label or "", **values}
        return ValidationError(words, code=PARTS_CODE + ",".join(parts) if parts else message)

    def trimmed(self, value: Any) -> dict[str, str]:
        typed = value if isinstance(value, Mapping) else {}
        return {
            part.key: " ".join(str(typed.get(part.key) or "").replace("\x00", "").split())
            for part in self.parts
        }

    def clean(self, value: Any) -> Any:
        answer = self.trimmed(value)
        if not any(answer.values()):
            if self.required:
                raise self.error("required")
            return {}
        errors = []
        for part in self.parts:
            text = answer[part.key]
            if part.required and not text:
                errors.append(self.error("part_required", part.key, part=part.label))
            elif len(text) > part.max_length:
                errors.append(
                    self.error("part_too_long", part.key, part=part.label, limit=part.max_length)
                )
            else:
                errors.extend(self.check_part(part.key, text, answer))
        if errors:
            raise ValidationError(errors)
        return answer

    def check_part(self, key: str, text: str, answer: dict[str, str]) -> list[ValidationError]:
        """Return what is wrong with one filled part."""
        return []


class PersonNameField(PartsField):
    """A person's first names and surname at birth."""

    def __init__(self, *, about_user: bool = True, **kwargs: Any) -> None:
        parts = (
            Part("given", _("First names"), autocomplete="given-name", max_length=150),
            Part("family", _("Surname at birth"), autocomplete="family-name", max_length=150),
        )
        super().__init__(parts if about_user else _anonymous(parts), **kwargs)


class PostalAddressField(PartsField):
    """A place where letters arrive. ``abroad`` adds the country, which frees the postcode."""

    default_error_messages = {
        "postcode": _("“Postcode”: write five digits, for example 75011."),
    }

    def __init__(self, *, about_user: bool = True, abroad: bool = False, **kwargs: Any) -> None:
        parts: tuple[Part, ...] = (
            Part("street", _("Number and street"), autocomplete="address-line1"),
            Part(
                "complement",
                _("Building, floor, name on the letter box"),
                required=False,
                autocomplete="address-line2",
            ),
            Part(
                "postcode",
                _("Postcode"),
                autocomplete="postal-code",
                inputmode="" if abroad else "numeric",
                max_length=12,
                width="width-short",
            ),
            Part("town", _("Town"), autocomplete="address-level2"),
        )
        if abroad:
            parts += (
                Part(
                    "country",
                    _("Country, if it is not France"),
                    required=False,
                    autocomplete="country-name",
                ),
            )
        super().__init__(parts if about_user else _anonymous(parts), **kwargs)

    def check_part(self, key: str, text: str, answer: dict[str, str]) -> list[ValidationError]:
        if key != "postcode" or answer.get("country", "").casefold() not in {"", "france"}:
            return []
        digits = text.replace(" ", "")
        if not re.fullmatch(r"[0-9]{5}", digits):
            return [self.error("postcode", "postcode")]
        answer["postcode"] = digits
        return []


def _anonymous(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Another person's data must not be filled in with the user's own."""
    return tuple(replace(part, autocomplete="off") for part in parts)


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
