"""Words in a line or in a paragraph."""

from __future__ import annotations

from typing import Any

from django import forms

from eservices.procedures.definition import Field
from eservices.procedures.form_factory.asked import Asked

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 4000


def text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(max_length=TEXT_LENGTH, **common)


def long_text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(max_length=LONG_TEXT_LENGTH, widget=forms.Textarea, **common)
