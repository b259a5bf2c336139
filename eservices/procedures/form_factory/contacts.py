"""Where people are written to and called."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from eservices.procedures.definition import Field
from eservices.procedures.form_factory.asked import Asked

#: E.164 has at most fifteen digits; the shortest numbers people are reached on have six.
_PHONE_DIGITS = range(6, 16)


class PhoneField(forms.CharField):
    """A number people are called on, kept as typed but for its spaces."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def clean(self, value: Any) -> str:
        typed = " ".join(str(super().clean(value) or "").split())
        digits = re.sub(r"[\s.\-()/]", "", typed).removeprefix("+")
        if typed and (not digits.isascii() or not digits.isdigit()):
            raise forms.ValidationError(self.error_messages["invalid"])
        if typed and len(digits) not in _PHONE_DIGITS:
            raise forms.ValidationError(self.error_messages["invalid"])
        return typed


def email(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.EmailField(max_length=254, **common)


def phone(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    invalid = _("“%(label)s”: write a number with all its digits, for example 01 99 00 12 34.")
    messages = {"invalid": invalid % {"label": str(common["label"])}}
    return PhoneField(max_length=30, error_messages=messages, **common)
