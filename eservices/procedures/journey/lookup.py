"""An address looked up on a page of its own: what was typed, the addresses that exist, one picked.

Works without script: the step's button brings what was typed here, the answer goes back
into the step's own controls, where it can be changed like anything typed (F14).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from content.core import address_lookup
from content.core.address_lookup import MOST, LookupAway, Match
from content.core.forms import AccessibleForm, Radios
from content.core.querysets import district_number
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import words
from eservices.procedures.drafts.progress import NOTHING
from eservices.procedures.enums import AddressScope
from eservices.procedures.form_factory import build_form
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey.gate import TEMPLATES, JourneyRequest, language_now
from eservices.procedures.journey.wizard import StepView

PARTS = ("street", "postcode", "town")


class PickForm(AccessibleForm):
    """Which of the addresses found; its place in the list is what is posted."""

    address = forms.ChoiceField(widget=Radios())

    def __init__(self, data: Any = None, *, found: list[Match]) -> None:
        super().__init__(data, label_as_heading=True)
        field = self.fields["address"]
        field.label = _("Which address is it?")
        field.choices = [(str(match), str(match)) for match in found]  # type: ignore[attr-defined]
        field.error_messages |= {
            "required": _("Choose an address in the list, or go back and type it."),
            "invalid_choice": _("Choose an address in the list, or go back and type it."),
        }
        self.found = {str(match): match for match in found}

    @property
    def picked(self) -> Match:
        return self.found[self.cleaned_data["address"]]


class LookupView(StepView):
    """Keep what was typed in the step, show the addresses that match, take the one picked."""

    @property
    def question(self) -> Field | None:
        asked = self.kwargs["question"]
        addresses = (one for one in self.step.fields if one.kind is FieldKind.POSTAL_ADDRESS)
        return next((one for one in addresses if one.id == asked), None)

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.question is None or not settings.ADDRESS_LOOKUP:
            return redirect(self._with_query(self._place_url()))
        return self._show(self.question)

    def post(self, request: JourneyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.question is None or ("address" not in request.POST and "pick" not in request.POST):
            return super().post(request, *args, **kwargs)
        return self._show(self.question, request.POST)

    def take_answers(self, refused: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep what was typed as it is, then look for its address."""
        form = self.get_form(data=self.request.POST)
        self.storage.set_step_data(self.step.key, form, accepted=False)
        if self.question is None:
            return redirect(self._with_query(self._place_url()))
        return redirect(self._with_query(self._place_url("lookup", question=self.question.id)))

    def _show(self, question: Field, posted: Any = None) -> HttpResponseBase:
        typed = self._typed(question)
        found, away = self._found(question, typed)
        form = PickForm(posted, found=found[:MOST])
        if posted is not None and form.is_valid():
            self._fill(question, form.picked)
            return redirect(self._with_query(self._place_url()))
        context = {
            "form": form,
            "found": found,
            "away": away,
            "too_many": len(found) > MOST,
            "typed": " ".join(filter(None, (typed["street"], typed["postcode"]))),
            "back": self._with_query(self._place_url()),
            "procedure": words(self.progress.definition.title, language_now()),
            "title": words(question.label, language_now()),
        }
        status = 422 if form.errors else 200
        return render(self.request, f"{TEMPLATES}lookup.html", context, status=status)

    def _typed(self, question: Field) -> dict[str, str]:
        raw = self.request.progress.kept.get(self.step.id, NOTHING).raw
        return {
            part: " ".join("".join(raw.get(f"{question.id}-{part}", [])).split()) for part in PARTS
        }

    def _found(self, question: Field, typed: dict[str, str]) -> tuple[list[Match], bool]:
        """Return the addresses that match, and whether their source is away."""
        source = address_lookup.source()
        if source is None or not (typed["street"] or typed["postcode"]):
            return [], False
        try:
            found = source.find(street=typed["street"], postcode=typed["postcode"])
        except LookupAway:
            return [], True
        if question.source == AddressScope.CITY:
            found = [match for match in found if district_number(match.postcode) is not None]
        return found, False

    def _fill(self, question: Field, match: Match) -> None:
        """Write the address into the step's own controls, everything else as it was typed."""
        raw = dict(self.request.progress.kept.get(self.step.id, NOTHING).raw)
        raw |= {f"{question.id}-{part}": [str(getattr(match, part))] for part in PARTS}
        form: StepForm = build_form(
            self.step,
            self.request.progress,
            language=language_now(),
            data=MultiValueDict(raw),
        )
        self.storage.set_step_data(self.step.key, form, accepted=False)
