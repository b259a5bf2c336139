"""The questions of a step: one block a kind, named as in `FieldKind`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from eservices.procedures.blocks.choices import (
    ChoiceQuestionBlock,
    ChoicesQuestionBlock,
    ConsentBlock,
    DistrictQuestionBlock,
    PlaceQuestionBlock,
    PollQuestionBlock,
    SlotQuestionBlock,
)
from eservices.procedures.blocks.figures import (
    ComputedBlock,
    DateQuestionBlock,
    MoneyQuestionBlock,
    NumberQuestionBlock,
    PeriodQuestionBlock,
    TextQuestionBlock,
)
from eservices.procedures.blocks.people import (
    AddressQuestionBlock,
    ContactQuestionBlock,
    FileQuestionBlock,
    IdentityQuestionBlock,
)
from eservices.procedures.blocks.question import InformationBlock, QuestionBlock

_WORDS, _FIGURES = _("Words"), _("Figures and days")
_CHOICES, _PEOPLE = _("Choices"), _("People and contacts")
_OTHER = _("Documents, agreements and the rest")


class QuestionsBlock(blocks.StreamBlock):
    """One block type a kind of question; the names are those of `FieldKind`."""

    text = TextQuestionBlock(label=_("Short text"), icon="pilcrow", group=_WORDS)
    long_text = TextQuestionBlock(label=_("Long text"), icon="pilcrow", group=_WORDS)
    number = NumberQuestionBlock(label=_("Number"), icon="order", group=_FIGURES)
    money = MoneyQuestionBlock(label=_("Amount of money"), icon="order", group=_FIGURES)
    date = DateQuestionBlock(label=_("Date"), icon="date", group=_FIGURES)
    date_range = PeriodQuestionBlock(label=_("Period"), icon="calendar", group=_FIGURES)
    choice = ChoiceQuestionBlock(label=_("Choice"), icon="list-ul", group=_CHOICES)
    choices = ChoicesQuestionBlock(label=_("Several choices"), icon="list-ul", group=_CHOICES)
    yes_no = QuestionBlock(label=_("Yes or no"), icon="check", group=_CHOICES)
    district = DistrictQuestionBlock(label=_("District"), icon="site", group=_CHOICES)
    place = PlaceQuestionBlock(label=_("Place of the directory"), icon="site", group=_CHOICES)
    poll = PollQuestionBlock(label=_("Vote of the register"), icon="date", group=_CHOICES)
    slot = SlotQuestionBlock(label=_("Slot of a booking"), icon="calendar-alt", group=_CHOICES)
    person_name = QuestionBlock(label=_("Name of a person"), icon="user", group=_PEOPLE)
    identity = IdentityQuestionBlock(label=_("Identity of a person"), icon="user", group=_PEOPLE)
    postal_address = AddressQuestionBlock(label=_("Postal address"), icon="mail", group=_PEOPLE)
    email = ContactQuestionBlock(label=_("E-mail address"), icon="mail", group=_PEOPLE)
    phone = QuestionBlock(label=_("Telephone"), icon="mobile-alt", group=_PEOPLE)
    file = FileQuestionBlock(label=_("Documents"), icon="upload", group=_OTHER)
    declaration = QuestionBlock(label=_("Declaration"), icon="check", group=_OTHER)
    consent = ConsentBlock(label=_("Consent"), icon="check", group=_OTHER)
    computed = ComputedBlock(label=_("Computed value"), icon="cog", group=_OTHER)
    information = InformationBlock(label=_("Information"), icon="info-circle", group=_OTHER)

    class Meta:
        collapsed = True
