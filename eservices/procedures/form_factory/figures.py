"""Numbers and sums of money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from content.core.forms import FigureField, MoneyField
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import words
from eservices.procedures.form_factory.asked import Asked


def number(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    unit = words(question.unit, asked.language)
    if unit.text:
        common = asked.with_hint(common, _("In %(unit)s.") % {"unit": unit})
    return FigureField(
        minimum=_bound(question.minimum),
        maximum=_bound(question.maximum),
        decimals=question.decimals,
        **common,
    )


def money(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return MoneyField(
        minimum=_euros(question.minimum),
        maximum=_euros(question.maximum),
        **asked.with_hint(
            common, _("In euros.") if question.example else _("In euros, for example 12.50.")
        ),
    )


def _bound(given: int | str | None) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def _euros(cents: int | str | None) -> Decimal | None:
    return None if cents is None else Decimal(str(cents)) / 100
