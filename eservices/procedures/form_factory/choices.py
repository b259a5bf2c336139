"""Answers among those shown: options, yes or no, districts, places, polls, slots; agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.core.forms import Checkboxes, Radios
from content.core.models import District, Poll
from content.core.models.polls import ANY_POLL
from content.core.ordinals import district_label
from content.places.models import Place
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import marked, words
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.sources.directory import offered_places, place_label
from eservices.procedures.sources.polls import answer, coming_polls, poll_name
from eservices.procedures.sources.slots import SlotGone, SlotSource, sources
from eservices.procedures.words.wording import poll_hint

#: Above, radios are slower to hear than a list that opens (F14).
MOST_RADIOS = 15
#: Stands after every district: places that are in none.
OUTSIDE = 1000

Choices = Sequence[tuple[str, Any]]


def choice(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    choices = [
        (option.value, marked(words(option.label, asked.language))) for option in question.options
    ]
    if question.presentation == "list" or len(choices) > MOST_RADIOS:
        return _listed(choices, common)
    return forms.ChoiceField(
        choices=choices, widget=Radios(hints=_hints(question, asked)), **common
    )


def choices(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return ManyField(
        choices=[
            (option.value, marked(words(option.label, asked.language)))
            for option in question.options
        ],
        widget=Checkboxes(hints=_hints(question, asked)),
        least=int(question.minimum or 0),
        most=int(question.maximum or 0),
        **common,
    )


def _hints(question: Field, asked: Asked) -> dict[str, str]:
    return {
        option.value: marked(words(option.hint, asked.language))
        for option in question.options
        if option.hint
    }


def _listed(choices: Sequence[tuple[str, Any]], common: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", _("Choose in the list")), *choices], **common)


def _shown(choices: Choices, common: dict[str, Any]) -> forms.ChoiceField:
    if len(choices) > MOST_RADIOS:
        return _listed(choices, common)
    return forms.ChoiceField(choices=choices, widget=Radios(), **common)


class ManyField(forms.MultipleChoiceField):
    """Several answers among those shown, as many as the question asks."""

    def __init__(self, *, least: int = 0, most: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least
        self.most = most

    def clean(self, value: Any) -> list[str]:
        chosen: list[str] = super().clean(value)
        words = {"label": self.label or "", "least": self.least, "most": self.most}
        if chosen and len(chosen) < self.least:
            raise forms.ValidationError(
                _("“%(label)s”: tick at least %(least)s answers.") % words, code="too_few"
            )
        if self.most and len(chosen) > self.most:
            raise forms.ValidationError(
                _("“%(label)s”: tick %(most)s answers at most.") % words, code="too_many"
            )
        return chosen


def yes_no(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], widget=Radios(), **common
    )


def district(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    numbers = District.objects.values_list("number", flat=True)
    return _listed(
        [(str(number), District(number=number).label(asked.language)) for number in numbers],
        common,
    )


def place(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    places = offered_places(question.source)
    if len(places) <= MOST_RADIOS:
        return _shown([_chosen(each, asked) for each in places], common)
    by_district = groupby(sorted(places, key=_district), key=_district)
    groups = [
        (
            district_label(number, asked.language) if number < OUTSIDE else _("Elsewhere"),
            [_chosen(each, asked) for each in here],
        )
        for number, here in by_district
    ]
    return _listed(groups, common)


def _district(place: Place) -> int:
    return place.district.number if place.district else OUTSIDE


def _chosen(place: Place, asked: Asked) -> tuple[str, str]:
    return str(place.uuid), place_label(place, asked.language)


class PollField(forms.ChoiceField):
    """A poll of the calendar; the answer holds its days as they are now."""

    def __init__(self, *, polls: Sequence[Poll], channel: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.polls = {poll.key: poll for poll in polls}
        self.channel = channel

    def clean(self, value: Any) -> dict[str, str]:
        chosen: str = super().clean(value)
        if chosen in self.polls:
            return answer(self.polls[chosen], self.channel)
        return {"key": chosen} if chosen else {}

    def prepare_value(self, value: Any) -> Any:
        return value.get("key") if isinstance(value, Mapping) else value


def poll(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    polls = coming_polls(asked.progress.day)
    hints = {each.key: poll_hint(each) for each in polls}
    named = [(each.key, poll_name(each, asked.language)) for each in polls]
    return PollField(
        polls=polls,
        channel=asked.progress.draft.channel,
        choices=[*named, (ANY_POLL, _("No vote in particular"))],
        widget=Radios(hints={**hints, ANY_POLL: _("You are registered for all votes to come.")}),
        error_messages={
            "invalid_choice": _("“%(label)s”: this vote is over. Choose another answer.")
            % {"label": str(common["label"]).replace("%", "%%")}
        },
        **common,
    )


class SlotField(forms.ChoiceField):
    """A slot, held for the draft as soon as it is chosen."""

    def __init__(self, *, source: SlotSource, draft: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.draft = draft

    def clean(self, value: Any) -> str:
        chosen: str = super().clean(value)
        if chosen:
            try:
                self.source.hold(draft=self.draft, value=chosen)
            except SlotGone as error:
                raise forms.ValidationError(
                    _("“%(label)s”: this time was taken meanwhile. Choose another.")
                    % {"label": self.label or ""},
                    code="gone",
                ) from error
        return chosen


def slot(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    source = sources.get(question.source)
    draft = asked.progress.draft.uuid
    offered = source.offered(draft=draft, language=asked.language)
    days = [
        (date_format(day, "l j F"), [(option.value, option.label) for option in options])
        for day, options in groupby(offered, key=lambda o: timezone.localdate(o.starts_at))
    ]
    few = len(offered) <= MOST_RADIOS
    return SlotField(
        source=source,
        draft=draft,
        choices=days if few else [("", _("Choose in the list")), *days],
        widget=Radios() if few else forms.Select(),
        error_messages={
            "invalid_choice": _("“%(label)s”: this time was taken meanwhile. Choose another.")
            % {"label": str(common["label"]).replace("%", "%%")}
        },
        **common,
    )


def declaration(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.BooleanField(**common)


def consent(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    """Never needed: refusing has no effect on the request."""
    return forms.BooleanField(**common | {"required": False})
