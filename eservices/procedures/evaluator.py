"""What a journey shows and needs: one pure function of a definition and the answers.

An answer on a branch that is not reachable is invisible to rules, summary, PDF,
export and submit. That one invariant took another form engine years to reach
(open-formulieren/open-forms issues 1527, 1480, 5980, 6008, 6341).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from eservices.procedures.definition import (
    All,
    Always,
    Answered,
    Compare,
    Definition,
    Exit,
    FieldKind,
    Not,
    OneOf,
    Rule,
    Step,
)
from eservices.procedures.definition import Any as AnyOf
from eservices.procedures.values import compared, worth

#: Kinds that ask nothing.
SILENT = frozenset({FieldKind.INFORMATION})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``steps`` in order, ids of visible ``fields``, ids ``required``, reachable ``answers``."""

    steps: tuple[Step, ...]
    fields: frozenset[str]
    required: frozenset[str]
    answers: Mapping[str, Any]
    exits: Mapping[str, Exit] = field(default_factory=dict)
    #: Of each repeated step that shows, by its id, what each of its rows shows and needs.
    rows: Mapping[str, tuple[Evaluation, ...]] = field(default_factory=dict)

    def exit_for(self, step_id: str) -> Exit | None:
        """Return the advice to show after a step, if its answers call for one."""
        return self.exits.get(step_id)


def is_answered(value: Any) -> bool:
    """Say whether a canonical value holds anything; ``False`` is an answer, ``""`` is not."""
    return value is not None and value != "" and value != [] and value != {}


def holds(rule: Rule, answers: Mapping[str, Any], today: date | None = None) -> bool:
    """Say whether a rule holds over reachable answers; a missing answer matches nothing.

    ``today`` is the day of the journey, for one that is walked again later.
    """
    match rule:
        case Always():
            return True
        case Answered():
            return is_answered(answers.get(rule.field))
        case OneOf():
            given = answers.get(rule.field)
            values = given if isinstance(given, list) else [given]
            return any(str(value) in rule.values for value in values if is_answered(value))
        case Compare():
            day = today or timezone.localdate()
            left, right = worth(rule.left, answers, day), worth(rule.right, answers, day)
            return compared(left, rule.comparison, right)
        case Not():
            return not holds(rule.rule, answers, today)
        case All():
            return all(holds(inner, answers, today) for inner in rule.rules)
        case AnyOf():
            return any(holds(inner, answers, today) for inner in rule.rules)


def rule_fields(rule: Rule) -> set[str]:
    """Return the ids of the fields that a rule reads."""
    match rule:
        case Answered() | OneOf():
            return {rule.field}
        case Not():
            return rule_fields(rule.rule)
        case All() | AnyOf():
            return set().union(*(rule_fields(inner) for inner in rule.rules))
        case _:
            return set()


def evaluate(
    definition: Definition,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Evaluation:
    """Walk the steps once, each rule seeing only what was reachable before it.

    ``answers`` maps field ids to canonical values, and the id of a repeated step to the
    list of its rows; ``facts`` are answers that no field asks (recorded once by the
    system), seen by rules under their own names. ``today`` is the day of the journey.
    """
    return _walk(definition.steps, answers, dict(facts or {}), today)


def _walk(
    asked: tuple[Step, ...],
    answers: Mapping[str, Any],
    seen: dict[str, Any],
    today: date | None,
) -> Evaluation:
    steps: list[Step] = []
    visible: set[str] = set()
    required: set[str] = set()
    reachable: dict[str, Any] = {}
    exits: dict[str, Exit] = {}
    rows: dict[str, tuple[Evaluation, ...]] = {}
    for step in asked:
        if not holds(step.shown_if, seen, today):
            continue
        steps.append(step)
        if step.repeat is not None:
            given = answers.get(step.id) or []  # a row sees what came before, and itself
            rows[step.id] = tuple(_walk((step.once(),), row, dict(seen), today) for row in given)
            if rows[step.id]:
                reachable[step.id] = seen[step.id] = [row.answers for row in rows[step.id]]
        for question in () if step.repeat else step.fields:
            if not holds(question.shown_if, seen, today):
                continue
            visible.add(question.id)
            if question.required and question.kind not in SILENT:
                required.add(question.id)
            if is_answered(answers.get(question.id)):
                reachable[question.id] = seen[question.id] = answers[question.id]
        advice = next((each for each in step.exits if holds(each.when, seen, today)), None)
        if advice is not None:
            exits[step.id] = advice
    return Evaluation(tuple(steps), frozenset(visible), frozenset(required), reachable, exits, rows)
