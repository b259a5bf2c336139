"""Answers among those shown: options, yes or no, districts, places, slots; agreements."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.core.forms import Checkboxes, Radios
from content.core.models import District
from eservices.procedures.answers import marked, words
from eservices.procedures.definition import Field
from eservices.procedures.directory import offered_places, place_label
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.slots import SlotGone, SlotSource, sources

#: Above, radios are slower to hear than a list that opens (F14).
MOST_RADIOS = 15

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
    return _shown(
        [
            (str(found.uuid), place_label(found, asked.language))
            for found in offered_places(question.source)
        ],
        common,
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
