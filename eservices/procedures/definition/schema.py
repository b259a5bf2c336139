"""What a compiled procedure is: schema 1 of `ProcedureVersion.definition`.

Rows cannot be migrated, so a later schema comes with a reader that turns the
older JSON into these classes. Texts are keyed by language; identities are the
UUIDs of the editor's blocks, which survive relabelling, reordering and moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal, Self

from pydantic import ConfigDict
from pydantic import Field as PydanticField

from eservices.procedures.definition.kinds import NEVER_NEEDED, SILENT, FieldKind
from eservices.procedures.definition.retention import Retention
from eservices.procedures.definition.rules import (
    Always,
    Rule,
    Value,
)
from eservices.procedures.definition.texts import Frozen as _Frozen
from eservices.procedures.definition.texts import Text


class Option(_Frozen):
    """``id`` is the block's UUID; ``value`` is stored and never translated."""

    id: str
    value: str
    label: Text
    hint: Text = Text()


class Field(_Frozen):
    id: str
    kind: FieldKind
    label: Text
    help: Text = Text()
    example: Text = Text()
    required: bool = True
    #: A question is needed when ``required`` and this rule holds.
    required_if: Rule = Always()
    shown_if: Rule = Always()
    options: tuple[Option, ...] = ()
    #: How a choice among many looks; the answer is the same.
    presentation: Literal["radios", "list"] = "radios"
    #: Bounds of a number, of cents, of a text's length or of how many are ticked.
    minimum: int | str | None = None
    maximum: int | str | None = None
    decimals: int = 0
    unit: Text = Text()
    #: Bounds of a day.
    earliest: Value | None = None
    latest: Value | None = None
    #: Which parts of a date may be unknown.
    partial: Literal["none", "day", "month"] = "none"
    #: What a computed question holds.
    value: Value | None = None
    #: Which places, slots or parts are offered, in the words of the kind.
    source: str = ""
    autocomplete: str = ""
    #: The resident may later prove who they are with this answer (tracking's second fact).
    second_fact: bool = False
    #: Routes the case: the answer names the district whose queue receives it.
    routes: bool = False
    #: The answer is the address where mail about the case goes.
    contact: bool = False
    max_files: int = 1
    max_megabytes: int = 10
    purpose: Text = Text()
    retention_class: str = "answers"

    @cached_property
    def is_silent(self) -> bool:
        """Whether it asks nothing."""
        return self.kind in SILENT

    @cached_property
    def may_need(self) -> bool:
        """Whether it needs an answer where its rule holds."""
        return self.required and self.kind not in NEVER_NEEDED

    def readers(self) -> tuple[Rule | Value, ...]:
        """Return the rules and values of the question, each of which reads other answers."""
        readers = (self.shown_if, self.required_if, self.value, self.earliest, self.latest)
        return tuple(reader for reader in readers if reader is not None)


class Exit(_Frozen):
    """A page that advises and never refuses: where to go, a human, or send it anyway."""

    id: str
    when: Rule
    title: Text
    body: Text
    #: Where to go instead, an absolute URL or empty.
    url: str = ""
    link: Text = Text()


class Check(_Frozen):
    """What must hold across questions (dates in order, at least one of several).

    ``field`` is the question beside which ``message`` stands, of the check's own step.
    """

    id: str
    rule: Rule
    message: Text
    field: str


class Repeat(_Frozen):
    """A step filled in once for each of several things, a page each.

    The answer is a list of rows (field id -> canonical value) under the step's id.
    """

    #: One of them with its article, "a child": "Add a child" fits every language's genders.
    singular: Text
    #: Several of them, "children".
    plural: Text = Text()
    minimum: int = 1
    maximum: int = 10


class Step(_Frozen):
    id: str
    #: The word in the address, stable over versions.
    key: str
    title: Text
    intro: Text = Text()
    shown_if: Rule = Always()
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    repeat: Repeat | None = None
    exits: tuple[Exit, ...] = ()

    def once(self) -> Step:
        """Return the step as it asks about one of its several things."""
        return self.model_copy(update={"repeat": None})

    @cached_property
    def asked(self) -> frozenset[str]:
        """The ids of its questions."""
        return frozenset(question.id for question in self.fields)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The ids of the questions that need an answer where their rules hold."""
        return frozenset(question.id for question in self.fields if question.may_need)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of its questions, in their order."""
        return tuple(question.id for question in self.fields)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every question is asked of everybody, with no more than its own answer."""
        return not (self.repeat or self.checks or self.exits) and all(
            question.kind not in SILENT | {FieldKind.FILE}
            and all(isinstance(reader, Always) for reader in question.readers())
            for question in self.fields
        )

    @cached_property
    def is_for_everybody(self) -> bool:
        """Whether it is plain and always shows."""
        return self.is_plain and isinstance(self.shown_if, Always)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The ids of the questions (or repeated steps) that its rules and values read."""
        readers = [self.shown_if, *(check.rule for check in self.checks)]
        readers += [advice.when for advice in self.exits]
        inner = [reader for question in self.fields for reader in question.readers()]
        return frozenset().union(*(reader.reads for reader in [*readers, *inner]))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Plain steps one after the other that always show, or one step of another sort."""

    steps: tuple[Step, ...]
    #: The ids of the questions, in their order, and of those that need an answer.
    names: tuple[str, ...]
    needed: frozenset[str]


def _stretch(*steps: Step) -> Stretch:
    names = tuple(name for step in steps for name in step.names)
    return Stretch(steps, names, frozenset().union(*(step.needed for step in steps)))


# --- Life after submission


class Transition(_Frozen):
    """One way out of a status (`eservices.cases.workflow` reads it in the case's copy)."""

    id: str = ""
    #: The key of the status it leads to.
    to: str
    label: Text = Text()
    who: Literal["agent", "officer"] = "agent"
    reason: Literal["no", "may", "must"] = "may"
    #: What the date that is asked is; empty: none is asked.
    day: Text = Text()
    sends: Literal["nothing", "notice", "letter"] = "notice"
    words: Text = Text()
    #: The key of the template its letter begins from; empty: the agent chooses.
    letter: str = ""


class Status(_Frozen):
    """A sub-status made by editors, inside one of the platform's coarse states."""

    id: str = ""
    key: str
    state: str
    label: Text
    explanation: Text = Text()
    transitions: tuple[Transition, ...] = ()


class Workflow(_Frozen):
    #: None: requests go through the platform's own.
    statuses: tuple[Status, ...] = ()
    #: The city's promise, in working days.
    promise_days: int = 0


class Legal(_Frozen):
    """The legal period and what silence means at its end; no ``silence`` where there is none.

    ``special`` and ``incomplete`` are for special regimes, ``appeal`` for refusals.
    """

    silence: Literal["", "agreement", "refusal", "special"] = ""
    amount: int = 0
    unit: Literal["months", "days"] = "months"
    incomplete: Literal["", "restarts", "suspends", "unchanged"] = ""
    text: Text = Text()
    special: Text = Text()
    appeal: Text = Text()


class Privacy(_Frozen):
    """What the start page tells of personal data (GDPR, articles 13 and 14).

    Consent is never the default basis: a city acts on a public task or a legal duty.
    """

    purpose: Text = Text()
    legal_basis: Text = Text()
    recipients: Text = Text()
    rights: Text = Text()


class Channels(_Frozen):
    """Who cannot do it online is told how: a procedure is not published while one is empty."""

    telephone: Text = Text()
    counter: Text = Text()
    paper: Text = Text()


class Definition(_Frozen):
    schema_: Literal[1] = PydanticField(default=1, alias="schema")
    source_language: str = "fr"
    title: Text
    service: str  # key of content.core Service
    what_it_is_not: Text = Text()  # "this receipt is not the certificate"
    steps: tuple[Step, ...] = ()
    declaration: Text = Text()
    workflow: Workflow = Workflow()
    legal: Legal = Legal()
    channels: Channels = Channels()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
    confirmation_subject: Text = Text()
    confirmation_body: Text = Text()
    next_steps: Text = Text()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """Return a copy that works out anew what was worked out of the steps."""
        copied = super().model_copy(update=update, deep=deep)
        for known in ("stretches", "reads", "asks_for_files"):
            copied.__dict__.pop(known, None)
        return copied

    def fields(self) -> dict[str, Field]:
        """Every field by id, in order."""
        return {field.id: field for step in self.steps for field in step.fields}

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The steps, those that can be asked at once taken together."""
        stretches: list[Stretch] = []
        for is_for_everybody, run in groupby(self.steps, lambda step: step.is_for_everybody):
            steps = tuple(run)
            stretches += [_stretch(*steps)] if is_for_everybody else map(_stretch, steps)
        return tuple(stretches)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The ids of the questions (or repeated steps) that anything depends on."""
        return frozenset().union(*(step.reads for step in self.steps))

    @cached_property
    def asks_for_files(self) -> bool:
        return any(field.kind is FieldKind.FILE for field in self.fields().values())
