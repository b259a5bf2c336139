"""Which form field asks a question of which kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.form_factory import (
    choices,
    contacts,
    days,
    figures,
    files,
    identity,
    people,
    texts,
)
from eservices.procedures.form_factory.asked import Asked

Builder = Callable[[Field, dict[str, Any], Asked], forms.Field]

#: Information and computed values have none: they ask nothing.
BUILDERS: dict[FieldKind, Builder] = {
    FieldKind.TEXT: texts.text,
    FieldKind.LONG_TEXT: texts.long_text,
    FieldKind.NUMBER: figures.number,
    FieldKind.MONEY: figures.money,
    FieldKind.EMAIL: contacts.email,
    FieldKind.PHONE: contacts.phone,
    FieldKind.DATE: days.date,
    FieldKind.DATE_RANGE: days.date_range,
    FieldKind.CHOICE: choices.choice,
    FieldKind.CHOICES: choices.choices,
    FieldKind.YES_NO: choices.yes_no,
    FieldKind.DISTRICT: choices.district,
    FieldKind.PLACE: choices.place,
    FieldKind.POLL: choices.poll,
    FieldKind.SLOT: choices.slot,
    FieldKind.PERSON_NAME: people.person_name,
    FieldKind.IDENTITY: identity.identity,
    FieldKind.POSTAL_ADDRESS: contacts.postal_address,
    FieldKind.FILE: files.file,
    FieldKind.DECLARATION: choices.declaration,
    FieldKind.CONSENT: choices.consent,
}


def form_field(question: Field, asked: Asked) -> forms.Field:
    """Return the form field that asks ``question``."""
    field = BUILDERS[question.kind](question, asked.common(question), asked)
    if question.autocomplete:
        field.widget.attrs.setdefault("autocomplete", question.autocomplete)
    return field
