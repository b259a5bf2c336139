"""Days and periods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from content.core.forms import DateField, DateRangeField
from eservices.procedures.definition.schema import Field
from eservices.procedures.form_factory.asked import Asked


def date(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return DateField(
        birthday_of_user=question.autocomplete == "bday",
        partial=question.partial,
        **bounds(question, asked),
        **asked.with_hint(common, unknown_hint(question)),
    )


def date_range(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return DateRangeField(**bounds(question, asked), **common)


def unknown_hint(question: Field) -> str:
    """Return what to do when nobody knows a part of the date."""
    return {
        "day": _("If you do not know the day, leave it empty."),
        "month": _("If you do not know the day or the month, leave them empty."),
    }.get(question.partial, "")


def bounds(question: Field, asked: Asked) -> dict[str, Any]:
    """Return the first and the last day that the question takes, over the answers so far."""
    earliest, latest = asked.evaluation.bounds.get(question.id, (None, None))
    return {"earliest": earliest, "latest": latest}
