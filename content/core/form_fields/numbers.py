"""Figures and sums of money, as people write them: never `type=number` (it cannot be
dictated, and a turn of the wheel changes it)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

#: Longer figures are a slip of the finger.
_DIGITS = 15


def read_figure(text: str) -> Decimal | None:
    """Return the number written, ``None`` if it is none.

    Spaces of every kind part thousands; a comma or a point parts the decimals. Where both
    stand, the last one does: "1.234,50" and "1,234.50" are one number.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("\u2212", "-")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        idle = "," if comma < point else "."
        plain = plain.replace(idle, "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain) or len(plain) > _DIGITS:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern allows numbers only
        return None


class FigureField(forms.CharField):
    """A number with at most ``decimals`` figures after the comma, within bounds.

    Cleans to an integer, to a decimal number as text when it has decimals, or to None.
    """

    default_error_messages = {
        "invalid": _("“%(label)s”: write a number in figures, for example %(example)s."),
        "too_precise": _("“%(label)s”: write a whole number, for example %(example)s."),
        "too_many_decimals": _(
            "“%(label)s”: write %(decimals)s figures at most after the comma, for example "
            "%(example)s."
        ),
        "too_small": _("“%(label)s”: write %(limit)s or more."),
        "too_large": _("“%(label)s”: write %(limit)s or less."),
    }
    #: A number that shows how to write one.
    example = Decimal("12.5")

    def __init__(
        self,
        *,
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        decimals: int = 0,
        **kwargs: Any,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.decimals = decimals
        mode = "decimal" if decimals else "numeric"
        if minimum is not None and minimum < 0:
            mode = "text"  # numeric keypads have no minus sign
        attrs = {"inputmode": mode, "class": "width-short"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = read_figure(self.stripped(text))
        if number is None:
            raise self.refusal("invalid")
        if -int(number.as_tuple().exponent) > self.decimals and number != round(
            number, self.decimals
        ):
            raise self.refusal("too_many_decimals" if self.decimals else "too_precise")
        if self.minimum is not None and number < self.minimum:
            raise self.refusal("too_small", self.minimum)
        if self.maximum is not None and number > self.maximum:
            raise self.refusal("too_large", self.maximum)
        return self.kept(number)

    def stripped(self, text: str) -> str:
        """Return the figure without the unit that a person may add."""
        return text

    def kept(self, number: Decimal) -> int | str:
        if number == number.to_integral_value() and not self.decimals:
            return int(number)
        return format(number.normalize() if number else Decimal(0), "f")

    def refusal(self, code: str, limit: Decimal | None = None) -> forms.ValidationError:
        words = self.error_messages[code] % {
            "label": self.label or "",
            "example": self.in_words(self.example if self.decimals else Decimal(3)),
            "decimals": self.decimals,
            "limit": "" if limit is None else self.in_words(limit),
        }
        return forms.ValidationError(words, code=code)

    def in_words(self, number: Decimal) -> str:
        return str(number_format(number, force_grouping=True))


class MoneyField(FigureField):
    """A sum in euros; cleans to integer cents. Bounds are in euros."""

    example = Decimal("12.50")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimals=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        # An integer is canonical; what was typed is a text, and stays as it was typed.
        return number_format(Decimal(value) / 100, 2) if isinstance(value, int) else value

    def stripped(self, text: str) -> str:
        return re.sub(r"(?i)^(€|eur)\s*|\s*(€|euros?|eur)$", "", text.strip())

    def kept(self, number: Decimal) -> int:
        return int(number * 100)

    def in_words(self, number: Decimal) -> str:
        return str(number_format(number, 2 if number % 1 else 0, force_grouping=True))
