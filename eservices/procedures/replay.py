"""Walk a whole journey at once over given answers: where it leads and where it stops. Pure.

For sample journeys and for requests already sent, walked again through a definition not yet
published. It reads canonical answers, so what a form alone can tell (a misspelt date) is
not its matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eservices.procedures.carry_over import fits
from eservices.procedures.definition import Definition, Step
from eservices.procedures.enums import End
from eservices.procedures.evaluator import Evaluation, evaluate, holds


@dataclass(frozen=True, slots=True)
class Outcome:
    """Ids of the ``steps`` walked, the last one being where the journey ended.

    ``exit`` is the id of the advice, ``refused`` are ids of checks, ``missing`` ids of
    questions without their answer; each empty for another end.
    """

    steps: tuple[str, ...]
    end: End
    exit: str = ""
    refused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def replay(
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    insists: bool = False,
    today: datetime.date | None = None,
) -> Outcome:
    """Walk ``definition`` with ``answers`` (field id -> canonical value).

    An answer that its question no longer takes (an option that is gone) counts as none.
    With ``insists`` the person reads advice and goes on. ``today`` is the day of the journey.
    """
    fields = definition.fields()
    kept = {
        identity: value
        for identity, value in answers.items()
        if identity not in fields or fits(value, None, fields[identity])
    }
    seen = evaluate(definition, kept, today=today)
    walked: list[str] = []
    for step in seen.steps:
        walked.append(step.id)
        ended = _ended(step, seen, insists=insists, today=today)
        if ended is not None:
            return Outcome(tuple(walked), **ended)
    return Outcome(tuple(walked), End.CHECK)


def _ended(
    step: Step, seen: Evaluation, *, insists: bool, today: datetime.date | None
) -> dict[str, Any] | None:
    """Say how the journey ends at ``step``; ``None`` when it goes on."""
    missing = tuple(
        question.id
        for question in step.fields
        if question.id in seen.required and question.id not in seen.answers
    )
    if missing:
        return {"end": End.INCOMPLETE, "missing": missing}
    refused = tuple(
        check.id for check in step.checks if not holds(check.rule, seen.answers, today=today)
    )
    if refused:
        return {"end": End.REFUSED, "refused": refused}
    advice = seen.exit_for(step.id)
    if advice is not None and not insists:
        return {"end": End.EXIT, "exit": advice.id}
    return None
