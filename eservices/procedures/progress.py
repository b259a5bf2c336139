"""Where a draft stands: which steps it has, which are done, what comes next.

Reads three tables once (draft, steps, files) and asks the evaluator; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from eservices.cases.models import Attachment
from eservices.procedures.definition import Definition, Exit, FieldKind, Step
from eservices.procedures.evaluator import Evaluation, evaluate, rule_fields
from eservices.procedures.models import Draft, DraftAttachment, StepState


class DraftMissing(Exception):
    """No draft has this identity: it never existed, or it was purged."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one step."""

    raw: Mapping[str, list[str]] = field(default_factory=dict)
    cleaned: Mapping[str, Any] = field(default_factory=dict)
    valid: bool = False
    stored: bool = False


@dataclass(frozen=True)
class Progress:
    """A draft, its definition and what was kept of each step, at one moment."""

    draft: Draft
    definition: Definition
    kept: Mapping[str, Kept]
    files: Mapping[str, list[Attachment]]

    @cached_property
    def given(self) -> dict[str, Any]:
        """Every answer kept, reachable or not."""
        answers = {
            identity: value
            for state in self.kept.values()
            for identity, value in state.cleaned.items()
        }
        for identity, attachments in self.files.items():
            answers[identity] = [str(attachment.uuid) for attachment in attachments]
        return answers

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.definition, self.given)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self.evaluation.steps)

    @cached_property
    def keys(self) -> list[str]:
        return [step.key for step in self.steps]

    @cached_property
    def first_incomplete(self) -> Step | None:
        return next((step for step in self.steps if not self.is_done(step)), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def is_done(self, step: Step) -> bool:
        """Return whether the step was accepted and still answers all it must."""
        if not self.kept.get(step.id, Kept()).valid:
            return False
        required = self.evaluation.required
        answers = self.evaluation.answers
        return all(answers.get(question.id) for question in step.fields if question.id in required)

    def is_reachable(self, step: Step) -> bool:
        """Return whether every step before this one is done."""
        for other in self.steps:
            if other.id == step.id:
                return True
            if not self.is_done(other):
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
        """Return the progress as it is once ``step`` holds ``kept``."""
        return replace(self, kept={**self.kept, step.id: kept})

    def question_files(self, field_id: str) -> list[Attachment]:
        return self.files.get(field_id, [])


def find_draft(uuid: UUID) -> Draft:
    """Return the draft with its version and procedure, but not the version's JSON.

    Raises:
        DraftMissing: there is none.
    """
    drafts = Draft.objects.select_related("version__procedure__current_version", "person").defer(
        "version__definition", "version__procedure__current_version__definition"
    )
    try:
        return drafts.get(uuid=uuid)
    except Draft.DoesNotExist as error:
        raise DraftMissing from error


def load(draft: Draft) -> Progress:
    """Return where the draft stands."""
    definition = draft.version.compiled
    states = StepState.objects.filter(draft=draft).values_list("step", "raw", "cleaned", "valid")
    kept = {
        step: Kept(raw=raw, cleaned=cleaned, valid=valid, stored=True)
        for step, raw, cleaned, valid in states
    }
    return Progress(draft, definition, kept, _files(draft, definition))


def _files(draft: Draft, definition: Definition) -> dict[str, list[Attachment]]:
    if not any(question.kind is FieldKind.FILE for question in definition.fields().values()):
        return {}
    links: Iterable[DraftAttachment] = DraftAttachment.objects.filter(draft=draft).select_related(
        "attachment"
    )
    files: dict[str, list[Attachment]] = {}
    for link in links:
        files.setdefault(link.field, []).append(link.attachment)
    return files
