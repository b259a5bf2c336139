"""Carry the answers of a draft from one version of its procedure to another. Pure.

A field is known by its identity alone, so wording, help, order and moves between
steps pass unseen. An answer is never lost nor given to another field: what the new
version cannot hold is set aside, and comes back if a later version holds it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from eservices.procedures.definition.evaluator import Evaluation, evaluate
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import is_answered
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.definition.texts import Text


class ChangeKind(StrEnum):
    """What a person whose draft moves must be told."""

    #: The question is not asked any more; the answer is set aside.
    REMOVED = "removed"
    #: The option that was chosen is not offered any more; the answer is set aside.
    OPTION_GONE = "option_gone"
    #: A question that needs an answer and did not before.
    NOW_REQUIRED = "now_required"
    #: A new question that may stay without answer.
    NEW_OPTIONAL = "new_optional"
    #: More files than the question takes now.
    TOO_MANY_FILES = "too_many_files"
    #: The answer was right and is so no more, for another reason.
    TO_REVIEW = "to_review"


#: Changes that a person must act on; the others are only told.
TO_ANSWER = frozenset(
    {
        ChangeKind.OPTION_GONE,
        ChangeKind.NOW_REQUIRED,
        ChangeKind.TOO_MANY_FILES,
        ChangeKind.TO_REVIEW,
    }
)


#: Kinds whose answers are among the options.
_OFFERED = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the list of what changed; ``label`` is the question in plain words."""

    kind: ChangeKind
    field: str
    label: Text
    #: The step of the new version that asks it; empty when it is asked no more.
    step: str = ""


@dataclass(frozen=True, slots=True)
class CarryOver:
    """``answers`` for the new version, those set ``aside``, and what to tell the person.

    ``first_affected_step`` is the identity of the first step to be looked at again.
    Together ``answers`` and ``aside`` hold all that was given, each under its own field.
    """

    answers: Mapping[str, Any]
    aside: Mapping[str, Any]
    first_affected_step: str | None
    changes: tuple[Change, ...]

    @property
    def is_silent(self) -> bool:
        return not self.changes


def migrate(
    answers: Mapping[str, Any],
    old: Definition,
    new: Definition,
    today: date | None = None,
    facts: Mapping[str, Any] | None = None,
) -> CarryOver:
    """Carry ``answers`` (by field identity) from version ``old`` to version ``new``.

    Give answers set aside by an earlier move too, so that they can come back. Only what
    the person had already come to is told: a new question further on is simply asked.
    ``today`` is for rules that compare with the present day, ``facts`` for those that read
    what no question asks.
    """
    before, after = old.fields(), homes(new)
    kept: dict[str, Any] = {}
    aside: dict[str, Any] = {}
    for identity, value in answers.items():
        if isinstance(rows := value, list) and _is_repeated(identity, old, new):
            split = [_split(row, before, after, identity) for row in rows]
            kept[identity] = [there for there, _away in split]
            if any(away for _there, away in split):
                aside[identity] = [away for _there, away in split]
        else:
            there, away = _split({identity: value}, before, after, "")
            kept |= there
            aside |= away
    changes = tuple(_changes(answers, kept, old, new, partial(evaluate, facts=facts, today=today)))
    affected = {change.step for change in changes if change.kind in TO_ANSWER}
    first = next((step.id for step in new.steps if step.id in affected), None)
    return CarryOver(kept, aside, first, changes)


def _is_repeated(identity: str, *definitions: Definition) -> bool:
    return all(
        any(step.id == identity and step.repeat for step in definition.steps)
        for definition in definitions
    )


def _split(
    answers: Mapping[str, Any],
    before: Mapping[str, Field],
    after: Mapping[str, tuple[Step, Field]],
    row_of: str,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the answers that are asked ``after`` and the others; ``row_of`` is a repeated step."""
    kept: dict[str, Any] = {}
    aside: dict[str, Any] = {}
    for identity, value in answers.items():
        home, question = after.get(identity, (None, None))
        stays = home is not None and (home.id if home.repeat else "") == row_of
        there = stays and fits(value, before.get(identity), question)
        (kept if there else aside)[identity] = value
    return kept, aside


def homes(definition: Definition) -> dict[str, tuple[Step, Field]]:
    """Return every question by its identity, with the step that asks it."""
    return {field.id: (step, field) for step in definition.steps for field in step.fields}


def fits(value: Any, before: Field | None, after: Field | None) -> bool:
    """Say whether a value can be the answer to ``after``; a change of kind is a new question."""
    if after is None or (before is not None and before.kind is not after.kind):
        return False
    return after.kind not in _OFFERED or _is_offered(value, after)


def _is_offered(value: Any, question: Field) -> bool:
    offered = {option.value for option in question.options}
    return all(str(each) in offered for each in (value if isinstance(value, list) else [value]))


def _changes(
    answers: Mapping[str, Any],
    kept: Mapping[str, Any],
    old: Definition,
    new: Definition,
    evaluated: Callable[[Definition, Mapping[str, Any]], Evaluation],
) -> Iterator[Change]:
    told: set[tuple[ChangeKind, str]] = set()
    for change in _all_changes(answers, kept, old, new, evaluated):
        if (change.kind, change.field) not in told:
            told.add((change.kind, change.field))
            yield change


def _all_changes(
    answers: Mapping[str, Any],
    kept: Mapping[str, Any],
    old: Definition,
    new: Definition,
    evaluated: Callable[[Definition, Mapping[str, Any]], Evaluation],
) -> Iterator[Change]:
    seen, now = evaluated(old, answers), evaluated(new, kept)
    before, after = old.fields(), new.fields()
    rows = [row for each in seen.rows.values() for row in each]
    for identity, question in before.items():
        given = any(identity in each.answers for each in (seen, *rows))
        if given and identity not in kept and identity not in after:
            yield Change(ChangeKind.REMOVED, identity, question.label)
    for step in _reached(answers, new, now.steps):
        if step.repeat is None:
            yield from _step_changes(step, (answers, kept), (seen, now), before)
            continue
        held = list(zip(answers.get(step.id) or [], kept.get(step.id) or [], strict=False))
        for place, row in enumerate(held):
            earlier = seen.rows.get(step.id, ())
            was = earlier[place] if place < len(earlier) else evaluated(old, {})
            yield from _step_changes(step, row, (was, now.rows[step.id][place]), before)


def _step_changes(
    step: Step,
    given: tuple[Mapping[str, Any], Mapping[str, Any]],
    evaluations: tuple[Evaluation, Evaluation],
    before: Mapping[str, Field],
) -> Iterator[Change]:
    """Yield what changes for one step, or for one row of it; each pair is before and after."""
    answers, kept = given
    seen, now = evaluations
    waiting = seen.required - set(seen.answers)
    for question in step.fields:
        if question.id not in now.fields:
            continue
        kind = _kind(question, answers, kept, before, required=question.id in now.required)
        was_waiting = kind is ChangeKind.NOW_REQUIRED and question.id in waiting
        if kind is not None and not was_waiting:
            yield Change(kind, question.id, question.label, step.id)


def _reached(
    answers: Mapping[str, Any], new: Definition, visible: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return the visible steps up to the last one that the person had come to."""
    given = [
        position
        for position, step in enumerate(new.steps)
        if is_answered(answers.get(step.id))
        or any(is_answered(answers.get(field.id)) for field in step.fields)
    ]
    shown = {step.id for step in visible}
    end = max(given, default=-1) + 1
    return tuple(step for step in new.steps[:end] if step.id in shown)


def _kind(
    question: Field,
    answers: Mapping[str, Any],
    kept: Mapping[str, Any],
    asked: Mapping[str, Field],
    *,
    required: bool,
) -> ChangeKind | None:
    value = kept.get(question.id)
    before = asked.get(question.id)
    if is_answered(answers.get(question.id)) and question.id not in kept:
        same_kind = before is None or before.kind is question.kind
        if same_kind:
            return ChangeKind.OPTION_GONE
    if is_answered(value):
        files = value if isinstance(value, list) and question.kind is FieldKind.FILE else []
        too_many = len(files) > question.max_files
        return ChangeKind.TOO_MANY_FILES if too_many else None
    if required:
        return ChangeKind.NOW_REQUIRED
    is_new = before is None and question.kind is not FieldKind.INFORMATION
    return ChangeKind.NEW_OPTIONAL if is_new else None
