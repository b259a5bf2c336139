"""Sample journeys of an entry, from the names of its questions to their identities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from eservices.cases.enums import Channel
from eservices.catalogue.entries import Entry, in_language
from eservices.procedures.enums import End
from eservices.procedures.models import Persona, Procedure, ProcedurePage
from eservices.procedures.versions.personas import add_persona


def install_personas(*, procedure: Procedure, page: ProcedurePage, entry: Entry) -> list[Persona]:
    """Store every sample journey of ``entry``, each being walked at once.

    ``page`` is the installed page of the source language.

    Raises:
        eservices.procedures.versions.personas.PersonaFails
    """
    names = names_of(page)
    language = page.locale.language_code
    return [
        add_persona(
            procedure=procedure,
            name=in_language(persona["name"], language),
            answers=identified(persona["answers"], names),
            steps=persona["steps"],
            end=End(persona["end"]),
            insists=persona.get("insists", False),
            walked_on=persona.get("day"),
            channel=persona.get("channel", Channel.ONLINE),
        )
        for persona in entry.personas
    ]


def names_of(page: ProcedurePage) -> dict[str, str]:
    """Return the identity of each question by its name, of each repeated step by its key."""
    names = {step.value["key"]: step.id for step in page.steps}
    for step in page.steps:
        for question in step.value["fields"]:
            name = question.value.get("name")
            if name:
                names[name] = question.id
    return names


def identified(answers: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return answers by identity; rows of a repeated step are answers too."""
    return {
        names[name]: [identified(row, names) for row in value] if _rows(value) else value
        for name, value in answers.items()
    }


def later(answers: Any, day: date, today: date) -> Any:
    """Return answers whose days after the sample's own ``day`` moved on, as time has moved on.

    A day to come of when the sample was written would be refused once it is past.
    """
    if isinstance(answers, Mapping):
        return {name: later(value, day, today) for name, value in answers.items()}
    if isinstance(answers, list):
        return [later(value, day, today) for value in answers]
    try:
        given = date.fromisoformat(answers)
    except (TypeError, ValueError):
        return answers
    return answers if given <= day else str(given + max(today - day, timedelta()))


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
