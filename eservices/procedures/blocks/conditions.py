"""Conditions: rules as an editor builds them, without code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from eservices.cases.enums import Channel

#: Wherever a rule names a question: its name, or one part of its answer.
REFERENCE = r"^[a-z][a-z0-9_-]{0,49}(\.[a-z_]{1,30})?$"

#: Marks where the script of the editor proposes the names of questions.
NAMES_PROPOSED = {"data-rule-question": "", "autocomplete": "off"}


class MachineValuesBlock(blocks.CharBlock):
    """Stored values, separated by commas; never offered to translators."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []


class ReferenceBlock(blocks.RegexBlock):
    """The name of a question; the editor proposes those there are (`rules.js`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=REFERENCE,
            error_messages={"invalid": _("Write the name of a question, without spaces.")},
            **kwargs,
        )
        self.field.widget.attrs.update(NAMES_PROPOSED)

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []


class ValuesBlock(MachineValuesBlock):
    """Stored values of the question beside it, which the editor proposes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs.update({"data-rule-values": "", "autocomplete": "off"})


class NamesBlock(MachineValuesBlock):
    """Names of questions, separated by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs.update(NAMES_PROPOSED | {"data-rule-several": ""})


class TermBlock(MachineValuesBlock):
    """A number, a day (2026-03-15), “today”, or the name of a question."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("default", "")
        super().__init__(max_length=100, **kwargs)
        self.field.widget.attrs.update(NAMES_PROPOSED)


OPERATORS = [
    (
        _("Any question"),
        [
            ("is", _("is one of")),
            ("is_not", _("is none of")),
            ("answered", _("was answered")),
            ("not_answered", _("was not answered")),
        ],
    ),
    (
        _("Numbers and amounts"),
        [
            ("less", _("is less than")),
            ("at_most", _("is at most")),
            ("equal", _("is exactly")),
            ("at_least", _("is at least")),
            ("more", _("is more than")),
        ],
    ),
    (
        _("Dates"),
        [
            ("before", _("is before")),
            ("not_after", _("is before or on")),
            ("on", _("is on")),
            ("not_before", _("is on or after")),
            ("after", _("is after")),
        ],
    ),
    (
        _("Ages, from a date of birth"),
        [
            ("age_at_least", _("gives an age of at least")),
            ("age_under", _("gives an age under")),
        ],
    ),
    (
        _("Choices ticked, files, things added"),
        [
            ("count_at_least", _("are at least")),
            ("count_at_most", _("are at most")),
        ],
    ),
]


class ConditionBlock(blocks.StructBlock):
    """One condition on one question."""

    field = ReferenceBlock(label=_("Question (its name)"))
    operator = blocks.ChoiceBlock(label=_("Condition"), choices=OPERATORS, default="is")
    values = ValuesBlock(
        label=_("Values"),
        required=False,
        default="",
        help_text=_(
            "What is chosen, with commas between; a number; a date (2026-03-15) or “today”; "
            "or the name of another question to compare with."
        ),
    )
    at = TermBlock(
        label=_("Age on which day"),
        help_text=_("A date or the name of a question. Empty: today."),
    )

    class Meta:
        icon = "circle-check"
        label = _("Condition")
        label_format = "{field} {operator} {values}"
        form_classname = "struct-block rule-condition"


class ThroughBlock(blocks.MultipleChoiceBlock):
    """How the request comes: known from the first step on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Channel.choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def get_translatable_segments(self, value: list[str]) -> list[Any]:
        return []

    class Meta:
        icon = "mail"
        label = _("How the request comes")
        help_text = _("Tick the ways for which this holds.")


class ListedBlock(blocks.StreamBlock):
    """A stream that was a list of conditions: older working definitions, in pages' rows and in
    their revisions, are read as they are, and written in this shape with the next save."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(_current(value) if isinstance(value, list | tuple) else value)

    def bulk_to_python(self, values: Iterable[Any]) -> Any:
        return super().bulk_to_python([_current(value) for value in values])


class AllOfBlock(ListedBlock):
    """All of several must hold, within a group of which one must."""

    condition = ConditionBlock()
    through = ThroughBlock()

    class Meta:
        icon = "list-ul"
        label = _("All of these together")
        required = False


class AnyOfBlock(blocks.StreamBlock):
    """One at least of several must hold, or of several groups."""

    condition = ConditionBlock()
    through = ThroughBlock()
    all_of = AllOfBlock()

    class Meta:
        icon = "list-ul"
        label = _("At least one of these")
        required = False


class ConditionsBlock(ListedBlock):
    """Conditions that must all hold; none means always."""

    condition = ConditionBlock()
    through = ThroughBlock()
    any_of = AnyOfBlock()

    class Meta:
        icon = "circle-check"
        collapsed = True


def _current(raw: Iterable[Any]) -> list[Any]:
    """Return a raw list of conditions as a raw stream; a stream stays as it is."""
    return [_as_child(item) if isinstance(item, Mapping) else item for item in raw]


def _as_child(item: Mapping[str, Any]) -> Mapping[str, Any]:
    if "type" not in item:
        return {"type": "condition", "value": item}
    return {**item, "type": "condition"} if item["type"] == "item" else item


def conditions(label: Any, **kwargs: Any) -> ConditionsBlock:
    kwargs.setdefault("required", False)
    return ConditionsBlock(label=label, **kwargs)
