"""Names of people."""

from __future__ import annotations

from typing import Any

from django import forms

from content.core.forms import PersonNameField
from eservices.procedures.definition.schema import Field
from eservices.procedures.form_factory.asked import Asked


def person_name(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return PersonNameField(about_user=bool(question.autocomplete), **common)
