"""One answer among those shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from content.core.forms import Radios
from content.core.models import District
from eservices.procedures.answers import marked, words
from eservices.procedures.definition import Field
from eservices.procedures.form_factory.asked import Asked


def choice(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    choices = [
        (option.value, marked(words(option.label, asked.language))) for option in question.options
    ]
    hints = {
        option.value: marked(words(option.hint, asked.language))
        for option in question.options
        if option.hint
    }
    return forms.ChoiceField(choices=choices, widget=Radios(hints=hints), **common)


def district(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    numbers = District.objects.values_list("number", flat=True)
    choices = [("", _("Choose in the list"))] + [
        (str(number), District(number=number).label(asked.language)) for number in numbers
    ]
    return forms.ChoiceField(choices=choices, **common)


def declaration(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.BooleanField(**common)
