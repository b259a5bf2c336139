"""Questions answered in words of a given length, figures, sums of money and days."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.core.blocks import MachineNameBlock
from eservices.procedures.blocks.conditions import TermBlock, conditions
from eservices.procedures.blocks.question import QuestionBlock


class BoundedBlock(QuestionBlock):
    """A question with a least and a greatest answer, in this order."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if low is not None and high is not None and low > high:
            wrong = ValidationError(_("The most must not be less than the least."))
            raise blocks.StructBlockValidationError(block_errors={"maximum": wrong})
        return cleaned


class TextQuestionBlock(BoundedBlock):
    rarely = ("minimum", "maximum")

    minimum = blocks.IntegerBlock(label=_("Characters at least"), required=False, min_value=1)
    maximum = blocks.IntegerBlock(
        label=_("Characters at most"), required=False, min_value=1, max_value=4000
    )


class NumberQuestionBlock(BoundedBlock):
    minimum = blocks.DecimalBlock(label=_("Least number"), required=False)
    maximum = blocks.DecimalBlock(label=_("Greatest number"), required=False)
    decimals = blocks.IntegerBlock(
        label=_("Figures after the comma"), default=0, min_value=0, max_value=6
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        default="",
        max_length=30,
        help_text=_("For instance “people”, “m²”."),
    )


class MoneyQuestionBlock(BoundedBlock):
    minimum = blocks.DecimalBlock(
        label=_("Least amount (euros)"), required=False, min_value=0, decimal_places=2
    )
    maximum = blocks.DecimalBlock(
        label=_("Greatest amount (euros)"), required=False, min_value=0, decimal_places=2
    )


#: Which parts of a day may be unknown (`Field.partial`).
PARTIAL = [
    ("none", _("the whole date is needed")),
    ("day", _("the day may be unknown")),
    ("month", _("the day and the month may be unknown")),
]


def day(label: object) -> TermBlock:
    """A bound of a day: a date, "today" or the name of a question."""
    return TermBlock(
        label=label,
        help_text=_("A date (2026-03-15), “today” or the name of a question. Empty: no limit."),
    )


class DateQuestionBlock(QuestionBlock):
    partial = blocks.ChoiceBlock(label=_("Unknown parts"), choices=PARTIAL, default="none")
    earliest = day(_("Not before"))
    latest = day(_("Not after"))


class PeriodQuestionBlock(QuestionBlock):
    earliest = day(_("Not before"))
    latest = day(_("Not after"))


class ComputationBlock(blocks.StructBlock):
    """How a value is made of the answers before it."""

    operation = blocks.ChoiceBlock(
        label=_("Computation"),
        choices=[
            ("sum", _("the sum of the values")),
            ("difference", _("the first value less the second")),
            ("product", _("the values multiplied")),
            ("years", _("whole years from the first day to the second (an age)")),
            ("days", _("days from the first day to the second")),
            ("count", _("how many answers the question holds")),
        ],
        default="sum",
    )
    terms = blocks.ListBlock(
        TermBlock(required=True),
        label=_("Values: numbers, dates, “today” or names of questions"),
        min_num=1,
        max_num=10,
    )

    class Meta:
        label_format = "{operation}"


class ComputedBlock(blocks.StructBlock):
    """A value made of the answers before it: shown, never asked."""

    name = MachineNameBlock(
        label=_("Name"), help_text=_("For conditions; the resident never sees it.")
    )
    label = blocks.CharBlock(label=_("Title"), max_length=200)
    help = blocks.TextBlock(label=_("Help"), required=False, default="", rows=2)
    value = ComputationBlock(label=_("Computation"))
    source = blocks.ChoiceBlock(
        label=_("Shown as"),
        choices=[("number", _("a number, a day or words")), ("money", _("an amount of money"))],
        default="number",
    )
    decimals = blocks.IntegerBlock(
        label=_("Figures after the comma"), default=0, min_value=0, max_value=6
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        default="",
        max_length=30,
        help_text=_("For instance “people”, “m²”."),
    )
    purpose = blocks.CharBlock(label=_("Why"), required=False, default="", max_length=250)
    shown_if = conditions(_("Shown only if"))

    class Meta:
        label_format = "{label}"
