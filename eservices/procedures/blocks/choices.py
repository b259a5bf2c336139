"""Questions answered by choosing: among options, yes or no, places, polls, slots; by agreeing."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from content.core.blocks import MachineNameBlock, RegisterChoiceBlock
from content.core.models import Service
from content.places.models import PlaceKind
from eservices.procedures.blocks.figures import BoundedBlock
from eservices.procedures.blocks.question import QuestionBlock
from eservices.procedures.sources.slots import sources


class OptionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=150)
    value = MachineNameBlock(
        label=_("Stored value"),
        help_text=_("Made from the label, for conditions. It stays when the words change."),
    )
    hint = blocks.CharBlock(label=_("Hint"), max_length=250, required=False, default="")

    class Meta:
        label_format = "{label}"

    def get_form_layout(self) -> BlockGroup:
        """Show what residents read; the stored value is made from it, behind the settings."""
        return BlockGroup(["label", "hint"], settings=["value"])


class ChoiceQuestionBlock(QuestionBlock):
    presentation = blocks.ChoiceBlock(
        label=_("Shown as"),
        choices=[("radios", _("buttons, all visible")), ("list", _("a list that opens"))],
        default="radios",
        help_text=_("Above fifteen options, a list that opens is used anyway."),
    )
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2)


class ChoicesQuestionBlock(BoundedBlock):
    """Several answers among those shown."""

    minimum = blocks.IntegerBlock(label=_("Boxes at least"), required=False, min_value=1)
    maximum = blocks.IntegerBlock(label=_("Boxes at most"), required=False, min_value=1)
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=1)


class DistrictQuestionBlock(QuestionBlock):
    routes = blocks.BooleanBlock(
        label=_("Sends the request to this district’s town hall"), required=False, default=True
    )


def place_filters() -> Iterator[tuple[str, object]]:
    """Yield which places a question may offer, as stored in `Field.source`."""
    for kind in PlaceKind.objects.prefetch_related("texts"):
        yield f"kind:{kind.key}", str(kind)
    for service in Service.objects.prefetch_related("texts"):
        yield f"service:{service.key}", gettext("places of: %(service)s") % {"service": service}


class PlaceQuestionBlock(QuestionBlock):
    source = RegisterChoiceBlock(
        label=_("Which places"),
        choices=place_filters,
        required=False,
        help_text=_("Nothing chosen: every place that is open or soon will be."),
    )
    routes = blocks.BooleanBlock(
        label=_("Sends the request to the town hall of this place"), required=False
    )


class PollQuestionBlock(QuestionBlock):
    """A poll of the register; its answer gives rules the days, by part."""

    class Meta:
        help_text = _(
            "The votes to come, from the register of polls. Conditions can read: key, "
            "first_round, last_round, eve (the day before the last round), closes (the last day "
            "to register in this way), closes_last (in any way), late_until (article L30). For "
            "instance “vote.closes is before today”."
        )


def slot_sources() -> list[tuple[str, str]]:
    language = get_language() or settings.LANGUAGE_CODE
    return [(source.key, source.name(language)) for source in sources]


class SlotQuestionBlock(QuestionBlock):
    source = blocks.ChoiceBlock(label=_("Which slots"), choices=slot_sources)


class ConsentBlock(QuestionBlock):
    """An agreement that may be refused without any effect on the request."""

    required = None
    required_if = None  # type: ignore[assignment]  # removes the inherited one
    example = None
    autocomplete = None
    second_fact = None
