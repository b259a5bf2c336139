"""Words in a line or in a paragraph."""

from __future__ import annotations

from typing import Any

from django import forms

from eservices.procedures.definition.schema import Field
from eservices.procedures.form_factory.asked import Asked

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 4000


def text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(**_lengths(question, TEXT_LENGTH), **common)


def long_text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(widget=forms.Textarea, **_lengths(question, LONG_TEXT_LENGTH), **common)


def _lengths(question: Field, most: int) -> dict[str, Any]:
    asked_most = int(question.maximum) if question.maximum is not None else most
    least = int(question.minimum) if question.minimum is not None else None
    return {"min_length": least, "max_length": min(asked_most, LONG_TEXT_LENGTH)}
