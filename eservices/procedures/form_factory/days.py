"""Days."""

from __future__ import annotations

from typing import Any

from django import forms

from content.core.forms import DateField
from eservices.procedures.definition import Field
from eservices.procedures.form_factory.asked import Asked


def date(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    earliest, latest = asked.evaluation.bounds.get(question.id, (None, None))
    return DateField(
        earliest=earliest,
        latest=latest,
        birthday_of_user=question.autocomplete == "bday",
        **common,
    )
