"""Words in a line or in a paragraph."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import words
from eservices.procedures.form_factory.asked import Asked

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 4000


def text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(**_lengths(question, TEXT_LENGTH), **_shown_how(question, common, asked))


def long_text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(
        widget=forms.Textarea,
        **_lengths(question, LONG_TEXT_LENGTH),
        **_shown_how(question, common, asked),
    )


def _lengths(question: Field, most: int) -> dict[str, Any]:
    asked_most = int(question.maximum) if question.maximum is not None else most
    least = int(question.minimum) if question.minimum is not None else None
    return {"min_length": least, "max_length": min(asked_most, LONG_TEXT_LENGTH)}


def _shown_how(question: Field, common: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return ``common`` with an error that shows an answer, where the editor gave an example."""
    example = words(question.example, asked.language)
    if not example.text:
        return common
    required = _("“%(label)s”: fill in this answer, for example: %(example)s") % {
        "label": common["label"],
        "example": example,
    }
    return common | {"error_messages": {"required": required}}
