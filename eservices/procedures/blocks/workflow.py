"""What happens to a request once it is sent: statuses, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from content.core.blocks import MachineNameBlock, RegisterChoiceBlock, give_ids
from eservices.cases.enums import Asked, CaseState, Mover, Sends
from eservices.cases.models import LetterTemplate
from eservices.procedures.compiler.workflow import check_workflow


def letter_templates() -> Iterator[tuple[str, str]]:
    """Yield the letters that a way may send, as stored in `Transition.letter`."""
    for template in LetterTemplate.objects.filter(is_active=True).prefetch_related("texts"):
        yield template.key, str(template)


class TransitionBlock(blocks.StructBlock):
    """One way out of a status: who may take it, what it asks, what it sends."""

    to = MachineNameBlock(
        label=_("Leads to (name of a status)"),
        help_text=_("The name of another status of this list."),
    )
    label = blocks.CharBlock(
        label=_("What the agent does"),
        required=False,
        default="",
        max_length=80,
        help_text=_("For instance “Grant the request”. Empty: the name of the status it leads to."),
    )
    who = blocks.ChoiceBlock(label=_("Who may"), choices=Mover.choices, default=Mover.AGENT)
    reason = blocks.ChoiceBlock(label=_("Reason"), choices=Asked.choices, default=Asked.MAY)
    day = blocks.CharBlock(
        label=_("Date asked"),
        required=False,
        default="",
        max_length=80,
        help_text=_(
            "What the date is, for instance “Date of the appointment”. Empty: no date is asked."
        ),
    )
    sends = blocks.ChoiceBlock(
        label=_("What it sends to the resident"), choices=Sends.choices, default=Sends.NOTICE
    )
    letter = RegisterChoiceBlock(
        label=_("Which letter"),
        choices=letter_templates,
        required=False,
        default="",
        help_text=_("For a letter. Nothing chosen: the agent chooses among the templates."),
    )
    words = blocks.TextBlock(
        label=_("Words for the resident"),
        required=False,
        default="",
        rows=3,
        help_text=_("Read on the tracking page; the e-mail says only that there is news."),
    )

    class Meta:
        icon = "arrow-right"
        label_format = "{label} → {to}"


class StatusBlock(blocks.StructBlock):
    """Where a request stands, as residents read it."""

    key = MachineNameBlock(
        label=_("Name"),
        help_text=_("Short, stable: it stays when the words change. The resident never sees it."),
    )
    label = blocks.CharBlock(label=_("Words"), max_length=80)
    state = blocks.ChoiceBlock(
        label=_("State of the platform"),
        choices=CaseState.choices,
        help_text=_(
            "The same for all procedures, so that figures compare. Choose “Waiting for the "
            "resident” where nothing goes on before they answer."
        ),
    )
    explanation = blocks.TextBlock(
        label=_("What the resident reads"),
        required=False,
        default="",
        rows=3,
        help_text=_("What it means for them and what they have to do. Empty: the usual words."),
    )
    transitions = blocks.ListBlock(
        TransitionBlock(), label=_("What can be done then"), default=[], collapsed=True
    )

    class Meta:
        icon = "tag"
        label = _("Status of the request")
        label_format = "{label} ({key})"


class WorkflowBlock(blocks.StreamBlock):
    """The statuses of a procedure; empty: the usual ones, with every way open to agents."""

    status = StatusBlock()

    class Meta:
        required = False
        collapsed = True

    def clean(self, value: Any) -> Any:
        give_ids(value)
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        beside: dict[int, list[str]] = {}
        for problem in check_workflow(cleaned):
            beside.setdefault(problem.status, []).append(problem.message)
        if beside:
            refusal: ValidationError = StreamBlockValidationError(
                block_errors={
                    position: ValidationError(messages) for position, messages in beside.items()
                }
            )
            raise refusal
        return cleaned
