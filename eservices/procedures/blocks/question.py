"""What every kind of question has, whatever it asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from content.core.blocks import MachineNameBlock
from eservices.procedures.blocks.conditions import conditions
from eservices.procedures.enums import RetentionClass

#: Tokens of HTML's autofill that a procedure may ask about the user (WCAG 1.3.5).
AUTOCOMPLETE = [
    ("name", _("the person’s name")),
    ("given-name", _("their first names")),
    ("family-name", _("their surname")),
    ("bday", _("their date of birth")),
    ("email", _("their e-mail address")),
    ("tel", _("their telephone")),
    ("street-address", _("their postal address")),
    ("postal-code", _("their postcode")),
    ("address-level2", _("their town")),
    ("organization", _("their organisation")),
]

#: What every question is asked about after its words, and what few of them need.
ASKED_LAST = ("required", "shown_if", "purpose", "name")
SETTINGS = ("example", "required_if", "autocomplete", "retention_class", "second_fact")


class QuestionBlock(blocks.StructBlock):
    """A question that may be left out, or needed by rule, with its reason and its fate.

    ``rarely`` names parts of its own that few questions of the kind need.
    """

    rarely: tuple[str, ...] = ()

    name = MachineNameBlock(
        label=_("Name"),
        help_text=_("Made from the question, for conditions; the resident never sees it."),
    )
    label = blocks.CharBlock(label=_("Question"), max_length=200)
    help = blocks.TextBlock(label=_("Help"), required=False, default="", rows=2)
    example = blocks.CharBlock(label=_("Example"), required=False, default="", max_length=120)
    required = blocks.BooleanBlock(label=_("An answer is needed"), required=False, default=True)
    required_if = conditions(_("An answer is needed only if"))
    autocomplete = blocks.ChoiceBlock(
        label=_("What the browser may fill in"),
        choices=AUTOCOMPLETE,
        required=False,
        help_text=_("Only when the question is about the person who answers."),
    )
    purpose = blocks.CharBlock(
        label=_("Why we ask"),
        required=False,
        default="",
        max_length=250,
        help_text=_("Told on the page where the request starts. No good reason? Do not ask."),
    )
    retention_class = blocks.ChoiceBlock(
        label=_("How long the answer is kept"),
        choices=RetentionClass.choices,
        default=RetentionClass.ANSWERS,
    )
    second_fact = blocks.BooleanBlock(
        label=_("Proves who follows the request"),
        required=False,
        help_text=_("Asked with the code on the tracking page."),
    )
    shown_if = conditions(_("Shown only if"))

    class Meta:
        label_format = "{label}"

    def get_form_layout(self) -> BlockGroup:
        """Show what most questions need; what few need waits behind the settings button."""
        asked = [name for name in ("label", "help") if name in self.child_blocks]
        common = {*asked, *ASKED_LAST, *SETTINGS}
        own = [name for name in self.child_blocks if name not in {*common, *self.rarely}]
        return BlockGroup(
            [*asked, *own, *(name for name in ASKED_LAST if name in self.child_blocks)],
            settings=[*self.rarely, *(name for name in SETTINGS if name in self.child_blocks)],
        )


class InformationBlock(blocks.StructBlock):
    """Words between questions; asks nothing."""

    label = blocks.CharBlock(label=_("Title"), max_length=200)
    help = blocks.TextBlock(label=_("Text"))
    shown_if = conditions(_("Shown only if"))

    class Meta:
        label_format = "{label}"
