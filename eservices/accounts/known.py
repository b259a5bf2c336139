"""What a person's space remembers, in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from eservices.accounts import persons
from eservices.accounts.enums import KnownKey
from eservices.accounts.models import Person


@dataclass(frozen=True, slots=True)
class KnownRow:
    key: str
    label: str
    value: str
    proved: bool
    erasable: bool


def rows(person: Person, language: str) -> list[KnownRow]:
    """Return everything that is offered to ``person``, in words."""
    answers, proved = persons.known(person), persons.proved(person)
    stored = set(person.known_answers.values_list("key", flat=True))
    with override(language):
        return [
            KnownRow(
                key=key,
                label=str(label)[:1].upper() + str(label)[1:],
                value=_said(key, answers[key]),
                proved=key in proved,
                erasable=key in stored,
            )
            for key, label in KnownKey.choices
            if answers.get(key) and not (key == KnownKey.NAME and KnownKey.IDENTITY in answers)
        ]


def _said(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return _parts(key, value)
    if key == KnownKey.BIRTH_DATE:
        return _day(str(value))
    return str(value)


def _parts(key: str, value: Mapping[str, Any]) -> str:
    if key == KnownKey.ADDRESS:
        town = " ".join(str(value[part]) for part in ("postcode", "town") if value.get(part))
        lines = [value.get("street"), value.get("complement"), town, value.get("country")]
        return "\n".join(str(line) for line in lines if line)
    name = " ".join(str(value[part]) for part in ("given", "family") if value.get(part))
    born = _day(str(value["birth_date"])) if value.get("birth_date") else ""
    return "\n".join(line for line in (name, born) if line)


def _day(iso: str) -> str:
    try:
        return date_format(datetime.date.fromisoformat(iso), "DATE_FORMAT")
    except ValueError:
        return iso
