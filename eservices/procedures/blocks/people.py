"""Questions about who people are and where they are reached; their documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from eservices.procedures.blocks.figures import PARTIAL
from eservices.procedures.blocks.question import QuestionBlock
from eservices.procedures.enums import AddressScope, IdentityPart


class IdentityQuestionBlock(QuestionBlock):
    """Names as on civil-status records, with what else the procedure needs."""

    source = blocks.MultipleChoiceBlock(
        label=_("Asked besides the names"),
        choices=IdentityPart.choices,
        default=IdentityPart.values,
        required=False,
        help_text=_("Ask only for what the procedure needs."),
    )
    partial = blocks.ChoiceBlock(
        label=_("Unknown parts of the date of birth"), choices=PARTIAL, default="none"
    )


class AddressQuestionBlock(QuestionBlock):
    source = blocks.ChoiceBlock(
        label=_("Where the address may be"),
        choices=[choice for choice in AddressScope.choices if choice[0]],
        required=False,
        help_text=_("Nothing chosen: anywhere, abroad too."),
    )
    routes = blocks.BooleanBlock(
        label=_("Sends the request to the town hall of this address"), required=False
    )


class ContactQuestionBlock(QuestionBlock):
    contact = blocks.BooleanBlock(
        label=_("Notices about the request go there"), required=False, default=True
    )


class FileQuestionBlock(QuestionBlock):
    max_files = blocks.IntegerBlock(label=_("Files at most"), default=3, min_value=1, max_value=10)
    max_megabytes = blocks.IntegerBlock(
        label=_("Megabytes a file at most"), default=10, min_value=1, max_value=50
    )
