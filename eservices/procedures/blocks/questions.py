"""Questions: one block a kind, named as in `FieldKind`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.core.blocks import MachineNameBlock
from eservices.procedures.blocks.conditions import conditions

#: Tokens of HTML's autofill that a procedure may ask about the user (WCAG 1.3.5).
AUTOCOMPLETE = [
    (token, token)
    for token in (
        *("name", "given-name", "family-name", "bday", "email", "tel"),
        *("street-address", "postal-code", "address-level2", "organization"),
    )
]


class OptionBlock(blocks.StructBlock):
    value = MachineNameBlock(label=_("Stored value"))
    label = blocks.CharBlock(label=_("Label"), max_length=150)
    hint = blocks.CharBlock(label=_("Hint"), max_length=250, required=False, default="")

    class Meta:
        label_format = "{label}"


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has."""

    name = MachineNameBlock(
        label=_("Name"), help_text=_("For conditions; the resident never sees it.")
    )
    label = blocks.CharBlock(label=_("Question"), max_length=200)
    help = blocks.TextBlock(label=_("Help"), required=False, default="", rows=2)
    example = blocks.CharBlock(label=_("Example"), required=False, default="", max_length=120)
    required = blocks.BooleanBlock(label=_("An answer is needed"), required=False, default=True)
    autocomplete = blocks.ChoiceBlock(
        label=_("What the browser may fill in"), choices=AUTOCOMPLETE, required=False
    )
    purpose = blocks.CharBlock(label=_("Why we ask"), required=False, default="", max_length=250)
    second_fact = blocks.BooleanBlock(
        label=_("Proves who follows the request"),
        required=False,
        help_text=_("Asked with the code on the tracking page."),
    )
    shown_if = conditions(_("Shown only if"))
    required_if = conditions(_("An answer is needed only if"))

    class Meta:
        label_format = "{label}"


class ChoiceQuestionBlock(QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2)


class DistrictQuestionBlock(QuestionBlock):
    routes = blocks.BooleanBlock(
        label=_("Sends the request to this district's town hall"), required=False, default=True
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


class InformationBlock(blocks.StructBlock):
    """Words between questions; asks nothing."""

    label = blocks.CharBlock(label=_("Title"), max_length=200)
    help = blocks.TextBlock(label=_("Text"))
    shown_if = conditions(_("Shown only if"))

    class Meta:
        label_format = "{label}"


class QuestionsBlock(blocks.StreamBlock):
    """One block type a kind of question; the names are those of `FieldKind`."""

    text = QuestionBlock(label=_("Short text"), icon="pilcrow")
    long_text = QuestionBlock(label=_("Long text"), icon="pilcrow")
    person_name = QuestionBlock(label=_("Name of a person"), icon="user")
    date = QuestionBlock(label=_("Date"), icon="date")
    choice = ChoiceQuestionBlock(label=_("Choice"), icon="list-ul")
    district = DistrictQuestionBlock(label=_("District"), icon="site")
    postal_address = QuestionBlock(label=_("Postal address"), icon="mail")
    email = ContactQuestionBlock(label=_("E-mail address"), icon="mail")
    phone = QuestionBlock(label=_("Telephone"), icon="mobile-alt")
    file = FileQuestionBlock(label=_("Documents"), icon="upload")
    declaration = QuestionBlock(label=_("Declaration"), icon="check")
    information = InformationBlock(label=_("Information"), icon="info-circle")
