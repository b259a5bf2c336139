"""Where a draft stands: which steps it has, which are done, what comes next.

Reads three tables once (draft, steps, files) and asks the evaluator; writes nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from content.core.fragments import fragments
from eservices.cases.models import Attachment
from eservices.procedures.definition.evaluator import Evaluation, evaluate, rule_fields
from eservices.procedures.definition.rules import CHANNEL
from eservices.procedures.definition.schema import Definition, Exit, Field, Step
from eservices.procedures.drafts import statements
from eservices.procedures.models import (
    Draft,
    DraftAttachment,
    Procedure,
    ProcedureVersion,
)

#: In what is kept of a repeated step itself: the highest number that an item ever had.
LAST_ITEM = "last-item"


class DraftMissing(Exception):
    """No draft has this identity: it never existed, or it was purged."""


class Typed(Mapping[str, list[str]]):
    """What was typed, read out of its JSON when it is asked for: mostly it is not."""

    __slots__ = ("_held", "_json")

    def __init__(self, held: str) -> None:
        self._json = held
        self._held: dict[str, list[str]] | None = None

    @property
    def _typed(self) -> dict[str, list[str]]:
        if self._held is None:
            self._held = json.loads(self._json)
        return self._held

    def __getitem__(self, name: str) -> list[str]:
        return self._typed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._typed)

    def __len__(self) -> int:
        return len(self._typed)


_NONE: Mapping[str, Any] = MappingProxyType({})


class Kept(NamedTuple):
    """What is kept of one step."""

    raw: Mapping[str, list[str]] = _NONE
    cleaned: Mapping[str, Any] = _NONE
    valid: bool = False
    stored: bool = False
    #: How often it was saved: what a page shows is known to be the latest by it.
    lock: int = 0


#: What is kept of a step never saved.
NOTHING = Kept()


def in_item(identity: str, item: int | None) -> str:
    """Return the name under which one item of a repeated step is kept: "step/2"."""
    return identity if item is None else f"{identity}/{item}"


@dataclass(frozen=True)
class Progress:
    """A draft, its definition and what was kept of each step, at one moment."""

    draft: Draft
    definition: Definition
    #: By the identity of the step, or that of the item ("step/2").
    kept: Mapping[str, Kept]
    files: Mapping[str, list[Attachment]]
    #: The item of a repeated step that this looks at from within, and the whole around it.
    item: int | None = None
    outer: Progress | None = None
    #: The day that rules call today, where it is another than the draft's own.
    at: datetime.date | None = None

    @cached_property
    def given(self) -> dict[str, Any]:
        """Every answer kept, reachable or not; under a repeated step's id its rows."""
        answers: dict[str, Any] = {}
        for name, state in self.kept.items():
            if "/" not in name:
                answers.update(state.cleaned)
        for identity in self.files:
            if "/" not in identity:
                self._put_files(answers, identity, identity)
        for step in self.definition.steps:
            if step.repeat is not None and (items := self.items(step)):
                answers[step.id] = [self._row(step, item) for item in items]
        return answers

    def _row(self, step: Step, item: int) -> dict[str, Any]:
        row = dict(self.kept[in_item(step.id, item)].cleaned)
        for question in step.fields:
            if in_item(question.id, item) in self.files:
                self._put_files(row, question.id, in_item(question.id, item))
        return row

    def _put_files(self, answers: dict[str, Any], identity: str, name: str) -> None:
        """Answer a question with the files kept under ``name``, those refused excepted."""
        if files := self.question_files(name):
            answers[identity] = [str(file.uuid) for file in files]
        else:
            answers.pop(identity, None)

    def items(self, step: Step) -> list[int]:
        """Return the numbers of a repeated step's items, in the order they were added."""
        start = f"{step.id}/"
        return sorted(int(name.removeprefix(start)) for name in self.kept if name.startswith(start))

    def place(self, step: Step, item: int) -> int:
        """Return the place of an item in the list, counted from one; a new one comes last."""
        items = self.items(step)
        return items.index(item) + 1 if item in items else len(items) + 1

    def next_item(self, step: Step) -> int:
        """Return the number of the item that is added next; none is ever given twice."""
        last = self.kept.get(step.id, NOTHING).raw.get(LAST_ITEM) or ["0"]
        return max([int(last[0]), *self.items(step)]) + 1

    def within(self, step: Step, item: int) -> Progress:
        """Return the progress as one item sees it: the step is asked once, about this item."""
        whole = self.whole
        once = step.once()
        steps = tuple(once if each.id == step.id else each for each in whole.definition.steps)
        kept = {**whole.kept, step.id: whole.kept.get(in_item(step.id, item), NOTHING)}
        files = dict(whole.files)
        for question in step.fields:
            files.pop(question.id, None)
            if own := whole.files.get(in_item(question.id, item)):
                files[question.id] = own
        definition = whole.definition.model_copy(update={"steps": steps})
        return Progress(whole.draft, definition, kept, files, item, whole, self.at)

    @property
    def whole(self) -> Progress:
        return self.outer or self

    def name_of(self, identity: str) -> str:
        """Return the name under which a step or a question is kept, seen from here."""
        return in_item(identity, self.item)

    def reloaded(self, step: Step) -> Progress:
        """Read everything anew, to look from the same place."""
        whole = load(self.draft)
        return whole if self.item is None else whole.within(step, self.item)

    @property
    def facts(self) -> dict[str, str]:
        """What rules may know that no question asks."""
        return {CHANNEL: self.draft.channel}

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.definition, self.given, self.facts, self.day)

    @property
    def day(self) -> datetime.date:
        """What rules call today: a form on paper is judged by the day it came."""
        return self.at or self.draft.received_on or timezone.localdate()

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.evaluation.steps

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    @cached_property
    def keys(self) -> list[str]:
        return [step.key for step in self.steps]

    @cached_property
    def first_incomplete(self) -> Step | None:
        return next((step for step in self.steps if step.id not in self._done), None)

    @cached_property
    def _done(self) -> frozenset[str]:
        """The ids of the steps that were accepted and still answer all they must."""
        kept, evaluation = self.kept, self.evaluation
        accepted = [step for step in self.steps if kept.get(step.id, NOTHING).valid]
        if evaluation.is_whole and not evaluation.rows:
            return frozenset([step.id for step in accepted])
        return frozenset([step.id for step in accepted if self._completes(step)])

    def step(self, key: str) -> Step | None:
        return self._by_key.get(key)

    def first_answered(self, mark: Literal["routes", "contact"]) -> Field | None:
        """Return the first question with that mark that has a reachable answer."""
        for identity, question in self.definition.fields().items():
            if getattr(question, mark) and self.evaluation.answers.get(identity):
                return question
        return None

    def is_done(self, step: Step) -> bool:
        """Return whether the step was accepted and still answers all it must."""
        return step.id in self._done

    def _completes(self, step: Step) -> bool:
        if step.repeat is not None:
            items = self.items(step)
            enough = step.repeat.minimum <= len(items) <= step.repeat.maximum
            return enough and all(self.item_is_done(step, item) for item in items)
        return self.evaluation.completes(step)

    def item_is_done(self, step: Step, item: int) -> bool:
        """Return whether one item of a repeated step still answers all it must."""
        row = self.evaluation.rows[step.id][self.items(step).index(item)]
        return self.kept[in_item(step.id, item)].valid and row.completes(step)

    def is_reachable(self, step: Step) -> bool:
        """Return whether every step before this one is done."""
        done = self._done
        for other in self.steps:
            if other.id == step.id:
                return True
            if other.id not in done:
                return False
        return False

    def after(self, step: Step) -> Step | None:
        """Return the step that follows, ``None`` after the last."""
        position = self.keys.index(step.key) + 1
        return self.steps[position] if position < len(self.steps) else None

    def before(self, step: Step) -> Step | None:
        position = self.keys.index(step.key)
        return self.steps[position - 1] if position else None

    def exit_after(self, step: Step) -> Exit | None:
        return self.evaluation.exit_for(step.id)

    def may_branch_after(self, step: Step) -> bool:
        """Return whether answers still to come may add or hide steps, so that their
        number is not known yet."""
        earlier = self.keys[: self.keys.index(step.key)]
        settled = {
            question.id for other in self.steps if other.key in earlier for question in other.fields
        }
        return any(rule_fields(other.shown_if) - settled for other in self.definition.steps)

    def with_step(self, step: Step, kept: Kept) -> Progress:
        """Return the progress as it is once ``step``, or the item looked at, holds ``kept``."""
        name = self.name_of(step.id)
        whole = replace(self.whole, kept={**self.whole.kept, name: kept})
        if self.item is not None:
            return whole.within(step, self.item)
        if step.is_plain and self.definition.reads.isdisjoint(step.asked):
            # Everything else stays as it was: what was evaluated is not evaluated again.
            whole.__dict__["evaluation"] = self.evaluation.with_answers(step, kept.cleaned)
        return whole

    def question_files(self, field_id: str) -> list[Attachment]:
        """Return the files that answer a question, without those that were refused."""
        return [file for file in self.files.get(field_id, []) if not file.is_refused]

    def refused_files(self, field_id: str) -> list[Attachment]:
        """Return the files in which the virus check found something."""
        return [file for file in self.files.get(field_id, []) if file.is_refused]

    @property
    def all_refused(self) -> list[Attachment]:
        return [file for files in self.files.values() for file in files if file.is_refused]


def find_draft(uuid: UUID) -> Draft:
    """Return the draft with its version, procedure and current version, in one statement.

    Of these only what tells one from another is set, and what else is asked of them is read
    then: building three whole objects costs more than the rest of a step.

    Raises:
        DraftMissing: there is none.
    """
    key = Draft._meta.get_field("uuid").get_db_prep_value(uuid, connections[DEFAULT_DB_ALIAS])
    found: list[Draft] = list(Draft.objects.raw(statements.DRAFT, [key]))
    if not found:
        raise DraftMissing
    draft = found[0]
    current_id: int | None = draft.__dict__.pop("now_id")
    version = _version(draft.version_id)
    procedure = Procedure.from_db(
        DEFAULT_DB_ALIAS, ["id", "current_version_id"], [version.procedure_id, current_id]
    )
    if current_id is not None:
        is_current = current_id == version.pk
        procedure.current_version = version if is_current else _version(current_id)
    version.procedure = procedure
    draft.version = version
    return draft


def _version(pk: int) -> ProcedureVersion:
    """Return a version of which the identity is known, read once a process: it never changes."""

    def read() -> tuple[int, str]:
        return ProcedureVersion.objects.values_list("procedure_id", "sha256").get(pk=pk)

    procedure_id, digest = fragments.get(("version", pk), read)
    return ProcedureVersion.from_db(
        DEFAULT_DB_ALIAS, ["id", "procedure_id", "sha256"], [pk, procedure_id, digest]
    )


def load(draft: Draft) -> Progress:
    """Return where the draft stands."""
    definition = draft.version.compiled
    states = statements.STATES.rows(draft=draft.pk)
    # All the answers at once: read one by one, each text costs more than what is in it.
    cleaned = json.loads(f"[{','.join(state[2] for state in states)}]")
    make = Kept._make
    kept = {
        step: make((Typed(raw), answers, bool(valid), True, lock))
        for (step, raw, _cleaned, valid, lock), answers in zip(states, cleaned, strict=True)
    }
    return Progress(draft, definition, kept, _files(draft, definition))


def _files(draft: Draft, definition: Definition) -> dict[str, list[Attachment]]:
    if not definition.asks_for_files:
        return {}
    links: Iterable[DraftAttachment] = DraftAttachment.objects.filter(draft=draft).select_related(
        "attachment"
    )
    files: dict[str, list[Attachment]] = {}
    for link in links:
        files.setdefault(link.field, []).append(link.attachment)
    return files
