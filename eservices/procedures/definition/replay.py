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

from django.utils import timezone

from eservices.procedures.definition.carry_over import fits
from eservices.procedures.definition.evaluator import Evaluation, evaluate
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.enums import End


@dataclass(frozen=True, slots=True)
class Outcome:
    """Ids of the ``steps`` walked, the last one being where the journey ended.

    ``exit`` is the id of the advice; ``refused`` are ids of checks, and of questions whose
    answer lies outside its bounds; ``missing`` ids of questions without their answer (of the
    repeated step, when it has too few rows). Each is empty for another end.
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
    facts: Mapping[str, Any] | None = None,
    insists: bool = False,
    today: datetime.date | None = None,
) -> Outcome:
    """Walk ``definition`` with ``answers`` (field id -> canonical value).

    An answer that its question no longer takes (an option that is gone) counts as none.
    ``facts`` are those that the evaluator takes. With ``insists`` the person reads advice and
    goes on. ``today`` is the day of the journey, the present day when none is given.
    """
    kept = _fitting(answers, definition.fields())
    for step in definition.steps:
        rows = kept.get(step.id)
        if step.repeat is not None and isinstance(rows, list):
            kept[step.id] = [_fitting(row, definition.fields()) for row in rows]
    seen = evaluate(definition, kept, facts, today or timezone.localdate())
    walked: list[str] = []
    for step in seen.steps:
        walked.append(step.id)
        ended = _ended(step, seen, insists=insists)
        if ended is not None:
            return Outcome(tuple(walked), **ended)
    return Outcome(tuple(walked), End.CHECK)


def _fitting(answers: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        identity: value
        for identity, value in answers.items()
        if identity not in fields or fits(value, None, fields[identity])
    }


def _ended(step: Step, seen: Evaluation, *, insists: bool) -> dict[str, Any] | None:
    """Say how the journey ends at ``step``; ``None`` when it goes on."""
    levels = seen.rows[step.id] if step.repeat is not None else (seen,)
    missing = [identity for level in levels for identity in _missing(step, level)]
    if step.repeat is not None and len(levels) < step.repeat.minimum:
        missing.append(step.id)
    if missing:
        return {"end": End.INCOMPLETE, "missing": tuple(dict.fromkeys(missing))}
    refused = [identity for level in levels for identity in _refused(step, level)]
    if step.repeat is not None and len(levels) > step.repeat.maximum:
        refused.append(step.id)
    if refused:
        return {"end": End.REFUSED, "refused": tuple(dict.fromkeys(refused))}
    advice = seen.exit_for(step.id)
    if advice is not None and not insists:
        return {"end": End.EXIT, "exit": advice.id}
    return None


def _missing(step: Step, level: Evaluation) -> list[str]:
    needed = [question.id for question in step.fields if question.id in level.required]
    return [identity for identity in needed if identity not in level.answers]


def _refused(step: Step, level: Evaluation) -> list[str]:
    """Return ids of checks that fail, and of questions whose day lies outside their bounds."""
    outside = [question.id for question in step.fields if question.id in level.out_of_bounds]
    return [check.id for check in level.failed_in(step)] + outside
