"""What a person's space knows, offered as answers, so that nothing is asked twice (WCAG 3.3.7).

A question is about the person who fills in when the browser may fill it in too: its
``autocomplete`` says so, and its kind says which of the known answers it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from eservices.accounts import oidc, persons
from eservices.accounts.enums import KnownKey
from eservices.accounts.models import Person
from eservices.cases.enums import Channel
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.drafts.progress import Progress
from eservices.procedures.gazetteer import commune
from eservices.procedures.models import Draft

#: An agent fills in, with the person beside them or on the line.
_ASSISTED = (Channel.COUNTER, Channel.TELEPHONE)
_KEYS = {
    FieldKind.PERSON_NAME: KnownKey.NAME,
    FieldKind.IDENTITY: KnownKey.IDENTITY,
    FieldKind.EMAIL: KnownKey.EMAIL,
    FieldKind.PHONE: KnownKey.PHONE,
    FieldKind.POSTAL_ADDRESS: KnownKey.ADDRESS,
}


def key_of(question: Field) -> KnownKey | None:
    """Return which known answer ``question`` asks, ``None`` when it is not about the person."""
    if not question.autocomplete:
        return None
    if question.kind is FieldKind.DATE:
        return KnownKey.BIRTH_DATE if question.autocomplete == "bday" else None
    return _KEYS.get(question.kind)


def offer(step: Step, fields: Mapping[str, forms.Field], progress: Progress) -> None:
    """Fill in what is known of the person whose draft it is; what was proved is read-only."""
    keys = {question.id: key_of(question) for question in step.fields if question.id in fields}
    if progress.draft.person is None or not any(keys.values()):
        return
    if progress.draft.channel in _ASSISTED:
        for identity, key in keys.items():
            _offer_written(fields[identity], key, progress.draft.person)
        return
    person = _person(progress.draft)
    if person is None:
        return
    known, proved = persons.known(person), persons.proved(person)
    for identity, key in keys.items():
        if key is None or not known.get(key):
            continue
        field = fields[identity]
        value = _identity(known[key]) if key == KnownKey.IDENTITY else known[key]
        field.initial = field.prepare_value(value)
        field.disabled = key in proved and _answers(field)
        field.help_text = format_html("{} {}", field.help_text, _source(proved=field.disabled))


def _offer_written(field: forms.Field, key: KnownKey | None, person: Person) -> None:
    """Fill in what the register says of somebody who is helped; their space stays theirs."""
    value = persons.written(person).get(key) if key else None
    if value:
        field.initial = field.prepare_value(value)


def _identity(known: Mapping[str, str]) -> dict[str, str]:
    """Return an identity in the parts of its question; providers tell places by Insee's codes."""
    place = commune(known.get("birth_commune", ""))
    parts = {key: text for key, text in known.items() if key != "birth_country_code"}
    if place is None:
        return parts
    return parts | {"birth_place": place.name, "birth_country": "FR"}


def _answers(field: forms.Field) -> bool:
    """Return whether what is offered is a whole answer: only then may it be read-only."""
    try:
        return bool(field.clean(field.initial))
    except forms.ValidationError:
        return False


def _source(*, proved: bool) -> str:
    if proved:
        return _("Proved by %(provider)s.") % {"provider": oidc.provider_name()}
    return _("Taken from your space: check it.")


def _person(draft: Draft) -> Person | None:
    """Return whose space is read: of a person who fills in alone, not helped at a counter."""
    person = draft.person
    if person is None or person.user_id is None or draft.channel != Channel.ONLINE:
        return None
    return person


def remember(progress: Progress) -> None:
    """Keep what the person gave about themselves, in the transaction that sends it."""
    person = _person(progress.draft)
    if person is None or progress.draft.is_test:
        return
    given: dict[str, Any] = {}
    for identity, question in progress.definition.fields().items():
        key = key_of(question)
        value = progress.evaluation.answers.get(identity)
        if key is not None and value:
            given[key] = value
    proved = persons.proved(person)
    persons.remember(
        person=person, answers={key: value for key, value in given.items() if key not in proved}
    )
