"""What a compiled procedure is: schema 1 of `ProcedureVersion.definition`.

Rows cannot be migrated, so a later schema comes with a reader that turns the
older JSON into these classes. Texts are keyed by language; identities are the
UUIDs of the editor's blocks, which survive relabelling, reordering and moves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField


class FieldKind(StrEnum):
    """Kinds of question; stored in versions, so never renamed or reused."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    CHOICE = "choice"
    PERSON_NAME = "person_name"
    POSTAL_ADDRESS = "postal_address"
    DISTRICT = "district"
    FILE = "file"
    DECLARATION = "declaration"
    INFORMATION = "information"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """One text in several languages. ``outdated`` lists languages behind the source."""

    values: dict[str, str] = PydanticField(default_factory=dict)
    outdated: tuple[str, ...] = ()

    def get(self, language: str, source: str = "fr") -> tuple[str, str]:
        """Return (words, the language they are in), the source text when missing or outdated."""
        if self.values.get(language) and language not in self.outdated:
            return self.values[language], language
        return self.values.get(source, ""), source

    def __bool__(self) -> bool:
        return any(self.values.values())


# --- Rules. They look back only: a rule names fields of earlier steps or earlier in its step.


class Always(_Frozen):
    op: Literal["always"] = "always"


class Answered(_Frozen):
    op: Literal["answered"] = "answered"
    field: str


class OneOf(_Frozen):
    """The answer is (or, for a list, holds) one of ``values``."""

    op: Literal["one_of"] = "one_of"
    field: str
    values: tuple[str, ...]


class Not(_Frozen):
    op: Literal["not"] = "not"
    rule: Rule


class All(_Frozen):
    op: Literal["all"] = "all"
    rules: tuple[Rule, ...]


class Any(_Frozen):
    op: Literal["any"] = "any"
    rules: tuple[Rule, ...]


Rule = Annotated[Always | Answered | OneOf | Not | All | Any, PydanticField(discriminator="op")]


# --- Steps and fields


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
    shown_if: Rule = Always()
    options: tuple[Option, ...] = ()
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


class Exit(_Frozen):
    """A page that advises and never refuses: where to go, a human, or send it anyway."""

    id: str
    when: Rule
    title: Text
    body: Text
    #: Where to go instead, an absolute URL or empty.
    url: str = ""
    link: Text = Text()


class Step(_Frozen):
    id: str
    #: The word in the address, stable over versions.
    key: str
    title: Text
    intro: Text = Text()
    shown_if: Rule = Always()
    fields: tuple[Field, ...] = ()
    exits: tuple[Exit, ...] = ()


# --- Life after submission


class Status(_Frozen):
    """A sub-status made by editors, inside one of the platform's coarse states."""

    key: str
    state: str
    label: Text


class Workflow(_Frozen):
    statuses: tuple[Status, ...] = ()
    #: The city's promise, in working days.
    promise_days: int = 0


class Channels(_Frozen):
    """Who cannot do it online is told how: a procedure is not published while one is empty."""

    telephone: Text = Text()
    counter: Text = Text()
    paper: Text = Text()


class Retention(_Frozen):
    draft_days: int = 30
    administrative_months: int = 12
    final_fate: Literal["destroy", "sample", "keep"] = "destroy"


class Definition(_Frozen):
    schema_: Literal[1] = PydanticField(default=1, alias="schema")
    source_language: str = "fr"
    title: Text
    service: str  # key of content.core Service
    what_it_is_not: Text = Text()  # "this receipt is not the certificate"
    steps: tuple[Step, ...] = ()
    declaration: Text = Text()
    workflow: Workflow = Workflow()
    channels: Channels = Channels()
    retention: Retention = Retention()
    confirmation_subject: Text = Text()
    confirmation_body: Text = Text()
    next_steps: Text = Text()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def fields(self) -> dict[str, Field]:
        """Every field by id, in order."""
        return {field.id: field for step in self.steps for field in step.fields}


for _model in (Not, All, Any, Field, Exit, Step, Definition):
    _model.model_rebuild()
