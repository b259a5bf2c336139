"""The working definition filled in as a test, looked at, and kept as a sample journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from content.core.forms import error_summary
from eservices.cases.enums import Channel
from eservices.procedures.definition.replay import Outcome
from eservices.procedures.definition.schema import Definition
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.answers import words
from eservices.procedures.enums import End
from eservices.procedures.journey.dense import SHOWN, Posted
from eservices.procedures.models import Persona
from eservices.procedures.versions import personas
from eservices.procedures.workshop.base import WorkshopView
from eservices.procedures.workshop.trial import Trial, typed

#: Before the identity of a page of advice, in what is expected.
ADVICE = f"{End.EXIT}:"


class SampleForm(forms.Form):
    """How the journey comes, and what must become of it."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How the request comes"), choices=Channel.choices, initial=Channel.ONLINE
    )
    walked_on = forms.DateField(
        label=gettext_lazy("Day of the journey"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Ages and time limits are counted on this day, for ever."),
    )
    insists = forms.BooleanField(
        label=gettext_lazy("Reads advice and sends the request anyway"), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Who it is and what for, in a few words."),
    )
    expected = forms.ChoiceField(
        label=gettext_lazy("How it must end"),
        required=False,
        help_text=gettext_lazy("Kept only if it does; each publication is held to it."),
    )
    steps = forms.MultipleChoiceField(
        label=gettext_lazy("Steps that it must go through"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("These and no others. None ticked: those that it goes through."),
    )

    def __init__(self, view: FillView, definition: Definition, data: Any = None) -> None:
        self.view = view
        super().__init__(data, initial=_initial(view.persona))
        said = _Said(definition)
        self.fields["expected"].choices = said.ends()  # type: ignore[attr-defined]
        self.fields["steps"].choices = list(said.steps.items())  # type: ignore[attr-defined]
        # Only what is kept needs a name.
        self.fields["name"].required = data is None or "keep" in data

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Persona.objects.filter(procedure=self.view.procedure, name=name)
        if self.view.persona is not None:
            others = others.exclude(pk=self.view.persona.pk)
        if others.exists():
            raise forms.ValidationError(_("Another sample journey has this name."))
        return name

    def expectation(self) -> dict[str, Any]:
        """Return what is expected, in the words of `personas.add_persona`."""
        expected: str = self.cleaned_data["expected"]
        advice = expected.removeprefix(ADVICE) if expected.startswith(ADVICE) else ""
        return {
            "end": End.EXIT if advice else End(expected) if expected else None,
            "advice": advice,
            "steps": self.cleaned_data["steps"] or None,
        }


def _initial(persona: Persona | None) -> dict[str, Any]:
    if persona is None:
        return {"walked_on": timezone.localdate()}
    own = ("channel", "walked_on", "insists", "name", "steps")
    expected = f"{ADVICE}{persona.exit}" if persona.exit else persona.end
    return {**{name: getattr(persona, name) for name in own}, "expected": expected}


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the answers lead, in words."""

    steps: list[str]
    end: str
    #: The advice, the messages of checks, or the questions that have no answer.
    why: list[str]


class _Said:
    """Words of a definition in the language of the admin."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.language = get_language() or settings.LANGUAGE_CODE
        self.steps = {step.id: self._words(step.title) for step in definition.steps}
        every = definition.steps
        self.advice = {each.id: self._words(each.title) for s in every for each in s.exits}
        self._checks = {each.id: self._words(each.message) for s in every for each in s.checks}
        self._questions = {
            identity: self._words(question.label)
            for identity, question in definition.fields().items()
        }

    def _words(self, text: Text) -> str:
        return words(text, self.language).text

    def ends(self) -> Iterator[tuple[str, str]]:
        yield "", _("as it does now")
        yield End.CHECK, str(End.CHECK.label)
        for identity, title in self.advice.items():
            yield f"{ADVICE}{identity}", _("at the advice “%(title)s”") % {"title": title}
        yield End.REFUSED, str(End.REFUSED.label)
        yield End.INCOMPLETE, str(End.INCOMPLETE.label)

    def ending(self, outcome: Outcome) -> Ending:
        known = {**self._questions, **self.steps, **self._checks, **self.advice}
        reasons = [outcome.exit, *outcome.refused, *outcome.missing]
        return Ending(
            steps=[self.steps[identity] for identity in outcome.steps],
            end=str(outcome.end.label),
            why=[known[identity] for identity in reasons if identity],
        )


class FillView(WorkshopView):
    """One page: the answers, where they lead, what is expected. A POST stores nothing but
    the sample that it is asked to keep."""

    page_title = gettext_lazy("Fill in as a test")
    header_icon = "group"
    template_name = "eservices_procedures/workshop/fill.html"

    @cached_property
    def persona(self) -> Persona | None:
        if "persona_id" not in self.kwargs:
            return None
        return get_object_or_404(Persona, procedure=self.procedure, pk=self.kwargs["persona_id"])

    @cached_property
    def definition(self) -> Definition:
        definition = self.working()
        if definition is None:
            raise Http404
        return definition

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.working() is None:
            messages.error(request, _("The procedure has faults: see the effect of publishing it."))
            return redirect(reverse("workshop:samples", args=[self.page.pk]))
        form = SampleForm(self, self.definition)
        answers = self.persona.answers if self.persona else {}
        way = self._way(form)
        posted = typed(answers, self.definition, **way)
        trial = Trial(self.definition, posted, **way)
        return self.render_to_response(self.get_context_data(form=form, trial=trial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SampleForm(self, self.definition, request.POST)
        valid = form.is_valid()
        trial = Trial(self.definition, _left(request.POST), **self._way(form))
        blocks = trial.blocks(say_errors=True, add=request.POST.get("add", ""))
        readable = not any(block.form.errors for block in blocks)
        if "keep" in request.POST and valid and readable and self._keep(form, trial):
            return redirect(reverse("workshop:samples", args=[self.page.pk]))
        wrong = not valid or not readable or bool(form.errors)
        context = self.get_context_data(form=form, trial=trial, blocks=blocks)
        return self.render_to_response(context, status=422 if wrong else 200)

    def _way(self, form: SampleForm) -> dict[str, Any]:
        """Return how and when the journey is walked, as far as the form can be read."""
        known = {**_initial(self.persona), **getattr(form, "cleaned_data", {})}
        return {
            "channel": known.get("channel") or Channel.ONLINE,
            "day": known.get("walked_on") or timezone.localdate(),
            "language": get_language() or settings.LANGUAGE_CODE,
        }

    def _keep(self, form: SampleForm, trial: Trial) -> bool:
        """Keep the sample, or say beside what is expected why it is not so."""
        own = ("name", "insists", "walked_on", "channel")
        try:
            persona = personas.add_persona(
                procedure=self.procedure,
                definition=self.definition,
                answers=trial.answers,
                replaces=self.persona,
                **{name: form.cleaned_data[name] for name in own},
                **form.expectation(),
            )
        except personas.PersonaFails as error:
            form.add_error("steps" if form.cleaned_data["steps"] else "expected", str(error))
            return False
        messages.success(self.request, _("“%(name)s” is kept.") % {"name": persona.name})
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trial, form = kwargs["trial"], kwargs["form"]
        blocks = kwargs.setdefault("blocks", trial.blocks())
        insists = bool(form["insists"].value())
        shown = {block.place.step.id for block in blocks}
        lists = [(step, words(step.title, trial.language)) for step in trial.lists()]
        return super().get_context_data(**kwargs) | {
            "blocks": blocks,
            "unseen": trial.unseen(blocks),
            "lists": lists,
            "empty_lists": [pair for pair in lists if pair[0].id not in shown],
            "summary": error_summary(*(block.form for block in blocks)),
            "ending": _Said(self.definition).ending(trial.outcome(insists=insists)),
            "persona": self.persona,
        }


def _left(posted: Any) -> Posted:
    """Return what is posted without the item whose removal was asked for."""
    left = posted.copy()
    gone = posted.get("remove", "")
    left.setlist(SHOWN, [name for name in posted.getlist(SHOWN) if name != gone])
    return left  # type: ignore[no-any-return]
