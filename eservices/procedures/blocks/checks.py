"""Checks across the questions of a step: what must hold before going on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from eservices.procedures.blocks.conditions import (
    ConditionsBlock,
    NamesBlock,
    ReferenceBlock,
    TermBlock,
)


def _message() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Message"),
        max_length=250,
        required=False,
        default="",
        help_text=_("Says how to put it right. Empty: a sentence made from the questions."),
    )


class DatesInOrderBlock(blocks.StructBlock):
    first = ReferenceBlock(label=_("First date (its name)"))
    second = ReferenceBlock(label=_("Later date (its name)"))
    same_day = blocks.BooleanBlock(label=_("May be the same day"), required=False, default=True)
    message = _message()

    class Meta:
        icon = "date"
        label = _("Dates in order")
        label_format = "{first} → {second}"


class AgeBlock(blocks.StructBlock):
    field = ReferenceBlock(label=_("Date of birth (its name)"))
    at_least = blocks.IntegerBlock(
        label=_("Years at least"), required=False, min_value=0, max_value=130
    )
    under = blocks.IntegerBlock(
        label=_("Years, less than"), required=False, min_value=1, max_value=130
    )
    at = TermBlock(
        label=_("On which day"), help_text=_("A date or the name of a question. Empty: today.")
    )
    message = _message()

    class Meta:
        icon = "user"
        label = _("Age at a date")
        label_format = "{field} {at_least} {under}"


class AtLeastOneBlock(blocks.StructBlock):
    fields = NamesBlock(
        label=_("Questions (their names)"), help_text=_("Names with commas between.")
    )
    message = _message()

    class Meta:
        icon = "check"
        label = _("At least one answer among several")
        label_format = "{fields}"


class MustHoldBlock(blocks.StructBlock):
    rule = ConditionsBlock(label=_("What must hold"), min_num=1, collapsed=False)
    field = ReferenceBlock(
        label=_("Question beside which the message stands (its name)"),
    )
    message = blocks.CharBlock(
        label=_("Message"),
        max_length=250,
        help_text=_("Says beside the question how to put it right."),
    )

    class Meta:
        icon = "circle-check"
        label = _("Another rule")
        label_format = "{message}"


class ChecksBlock(blocks.StreamBlock):
    """What must hold across the answers of a step, in the order of the messages."""

    dates_in_order = DatesInOrderBlock()
    age = AgeBlock()
    at_least_one = AtLeastOneBlock()
    rule = MustHoldBlock()

    class Meta:
        collapsed = True
