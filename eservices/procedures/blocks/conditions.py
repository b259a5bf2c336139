"""Conditions: rules as an editor builds them, without code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.core.blocks import MachineNameBlock


class MachineValuesBlock(blocks.CharBlock):
    """Stored values, separated by commas; never offered to translators."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []


class ConditionBlock(blocks.StructBlock):
    """One condition; where several stand, all must hold."""

    field = MachineNameBlock(label=_("Question (its name)"))
    operator = blocks.ChoiceBlock(
        label=_("Condition"),
        choices=[
            ("is", _("is one of")),
            ("is_not", _("is none of")),
            ("answered", _("was answered")),
        ],
        default="is",
    )
    values = MachineValuesBlock(
        label=_("Values"),
        required=False,
        default="",
        help_text=_("Stored values of the options, separated by commas."),
    )

    class Meta:
        icon = "decisions"
        label_format = "{field} {operator} {values}"


def conditions(label: Any) -> blocks.ListBlock:
    return blocks.ListBlock(ConditionBlock(), label=label, default=[], collapsed=True)
