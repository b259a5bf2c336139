"""A sample journey walked as a resident does: what is typed on each page, then sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import is_answered
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.models import Persona
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident


def walk(resident: Resident, persona: Persona) -> list[str]:
    """Fill in every step of a sample journey that ends at the check page; return their keys."""
    steps = {step.id: step for step in persona.procedure.current_version.compiled.steps}
    for identity in persona.steps:
        step = steps[identity]
        if step.repeat is None:
            _post(resident, step, "", persona.answers)
            continue
        rows = persona.answers[step.id]
        for number, row in enumerate(rows, start=1):
            _post(resident, step, f"{number}/", row)
        accepted = resident.client.post(resident.step_url(step.key))
        assert accepted.status_code == 302, accepted.content.decode()
    return [steps[identity].key for identity in persona.steps]


def _post(resident: Resident, step: Step, item: str, answers: Mapping[str, Any]) -> None:
    typed: dict[str, Any] = {f"{resident.draft.uuid.hex}-current_step": step.key}
    for question in step.fields:
        if is_answered(answers.get(question.id)):
            typed |= controls(question, answers[question.id])
    here = resident.step_url(step.key) + item
    response = resident.client.post(here, typed)
    if response.status_code == 302 and response.url.endswith(f"/{step.key}/{item}"):
        # An answer called for another question of the same page, which is shown again.
        again = {name: value for name, value in typed.items() if not hasattr(value, "read")}
        response = resident.client.post(here, again)
    assert response.status_code == 302, response.content.decode()


def controls(question: Field, value: Any) -> dict[str, Any]:
    """Return what is typed in the controls of a question for a canonical answer."""
    match question.kind:
        case FieldKind.FILE:
            return {question.id: samples.picture()}
        case FieldKind.DECLARATION | FieldKind.CONSENT:
            return {question.id: "on"}
        case FieldKind.MONEY:
            return {question.id: f"{int(value) // 100},{int(value) % 100:02}"}
        case FieldKind.DATE:
            return _day(f"{question.id}-", value)
        case FieldKind.DATE_RANGE:
            return _day(f"{question.id}-from_", value["from"]) | _day(
                f"{question.id}-to_", value["to"]
            )
        case FieldKind.POLL:
            return {question.id: value["key"]}
        case FieldKind.PERSON_NAME | FieldKind.POSTAL_ADDRESS | FieldKind.IDENTITY:
            return _parts(question.id, value)
        case _:
            return {question.id: value}


def _parts(identity: str, value: Mapping[str, str]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for part, words in value.items():
        if part == "birth_date":
            typed |= _day(f"{identity}-birth_", words)
        elif part != "district":
            typed[f"{identity}-{part}"] = words
    return typed


def _day(prefix: str, value: str) -> dict[str, str]:
    year, month, day = value.split("-")
    return {f"{prefix}day": day, f"{prefix}month": month, f"{prefix}year": year}
