"""A working definition filled in on one page as a test: nothing is stored, nothing is sent.

What was typed comes with each request and is read anew, so that a rule saved meanwhile
applies at once. The forms ask how an answer is written and no more: whether one is missing,
out of bounds or at odds with another is what the journey itself tells (`replay.py`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.replay import Outcome, replay
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.drafts.progress import Progress, in_item
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.form_factory.kinds import BUILDERS, form_field
from eservices.procedures.journey.dense import SHOWN, Block, DensePage, Posted
from eservices.procedures.journey.uploads import Refused
from eservices.procedures.models import Draft, ProcedureVersion

#: What a sample holds for documents: that they were given, never a file.
GIVEN = ["file"]


class Trial(DensePage):
    """A journey through ``definition`` on ``day``, over what is ``posted``."""

    def __init__(
        self,
        definition: Definition,
        posted: Posted,
        *,
        channel: str,
        day: datetime.date,
        language: str,
    ) -> None:
        self.definition, self.posted = definition, posted
        super().__init__(_progress(definition, channel, day, language), language)
        before = None
        while before != (before := self.progress.given):
            # An answer may call for a question of its own step.
            self.keep(posted, MultiValueDict())

    @property
    def answers(self) -> dict[str, Any]:
        """What is answered well so far, by identity, as samples hold it."""
        return _with_files(self.progress.given, self.definition)

    def outcome(self, *, insists: bool) -> Outcome:
        """Return where the answers lead."""
        facts, day = self.progress.facts, self.progress.day
        return replay(self.definition, self.answers, facts=facts, insists=insists, today=day)

    def unseen(self, blocks: Iterable[Block]) -> list[tuple[str, str]]:
        """Return what was typed into questions that do not show now: they may come back."""
        drawn = {block.place.name for block in blocks} | {step.id for step in self.lists()}
        controls = {block.form.add_prefix(name) for block in blocks for name in block.form.names()}
        own = [(name, value) for name, value in _of_questions(self.posted, self.definition)]
        hidden = [(SHOWN, name) for name in self.posted.getlist(SHOWN) if name not in drawn]
        return hidden + [pair for pair in own if pair[0] not in controls]

    # Nothing is stored.

    def _write(self, **values: Any) -> None:
        pass

    def _take_files(self, *_args: Any) -> Refused:
        return []

    def _may_keep(self, step: Step, item: int) -> bool:
        assert step.repeat is not None, "only a repeated step has items"  # noqa: S101
        return item > 0 and len(self.progress.items(step)) < step.repeat.maximum


def _progress(definition: Definition, channel: str, day: datetime.date, language: str) -> Progress:
    draft = Draft(version=ProcedureVersion(), channel=channel, language=language, is_test=True)
    return Progress(draft, _as_typed(definition), {}, {}, at=day)


def _as_typed(definition: Definition) -> Definition:
    """Return ``definition`` with questions that refuse only what cannot be read.

    Documents are a box to tick, a slot is not held.
    """
    steps = tuple(
        Step(
            **{name: getattr(step, name) for name in type(step).model_fields}
            | {"fields": tuple(map(_question, step.fields)), "checks": ()}
        )
        for step in definition.steps
    )
    return definition.model_copy(update={"steps": steps})


_KINDS = {FieldKind.FILE: FieldKind.DECLARATION, FieldKind.SLOT: FieldKind.TEXT}


def _question(question: Field) -> Field:
    bare = {"required": False, "earliest": None, "latest": None}
    kind = _KINDS.get(question.kind, question.kind)
    same = {name: getattr(question, name) for name in type(question).model_fields}
    return Field(**same | bare | {"kind": kind})


def _with_files(answers: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    fields = definition.fields()

    def stored(identity: str, value: Any) -> Any:
        if identity not in fields:  # the rows of a repeated step
            return [_with_files(row, definition) for row in value]
        return GIVEN if fields[identity].kind is FieldKind.FILE else value

    return {identity: stored(identity, value) for identity, value in answers.items()}


def _of_questions(posted: Posted, definition: Definition) -> Iterator[tuple[str, str]]:
    known = definition.fields()
    for name, values in posted.lists():
        if any(identity in name for identity in known):
            yield from ((name, value) for value in values)


def typed(
    answers: Mapping[str, Any],
    definition: Definition,
    *,
    channel: str,
    day: datetime.date,
    language: str,
) -> Posted:
    """Return a sample's answers as one would type them on the page."""
    progress = _progress(definition, channel, day, language)
    asked = Asked(progress, language, progress.evaluation)
    posted: Posted = MultiValueDict()
    for step in progress.definition.steps:
        posted.appendlist(SHOWN, step.id)
        if step.repeat is None:
            _type(posted, step, answers, asked)
            continue
        for number, row in enumerate(answers.get(step.id) or (), start=1):
            posted.appendlist(SHOWN, in_item(step.id, number))
            _type(posted, step, row, asked, prefix=f"i{number}-")
    return posted


def _type(
    posted: Posted, step: Step, answers: Mapping[str, Any], asked: Asked, prefix: str = ""
) -> None:
    for question in step.fields:
        value = answers.get(question.id)
        if value is None or question.kind not in BUILDERS:
            continue
        control = form_field(question, asked)
        prepared = control.prepare_value(value)
        name = f"{prefix}{question.id}"
        if isinstance(control, forms.BooleanField):
            posted[name] = "on"
        elif isinstance(prepared, Mapping):
            for part, words in prepared.items():
                posted[f"{name}-{part}"] = str(words)
        elif isinstance(prepared, list):
            posted.setlist(name, [str(each) for each in prepared])
        else:
            posted[name] = str(prepared)
