"""Sample journeys: tried as a resident would, kept, looked at, taken anew, removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from wagtail.admin import messages

from eservices.cases.enums import Channel
from eservices.procedures import addresses
from eservices.procedures.compiler import CompileError
from eservices.procedures.definition.replay import Outcome
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts import access, answers
from eservices.procedures.drafts.services import start_draft
from eservices.procedures.models import Draft, Persona
from eservices.procedures.versions import personas, publishing
from eservices.procedures.workshop.base import WorkshopView

#: Test drafts offered to be kept as a sample, those saved last.
OFFERED = 20


class RecordForm(forms.Form):
    """A name for the answers of a test draft."""

    draft = forms.ModelChoiceField(
        Draft.objects.none(), label=gettext_lazy("Test"), empty_label=None, to_field_name="uuid"
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Who it is and what for, in a few words."),
    )
    insists = forms.BooleanField(
        label=gettext_lazy("Reads advice and sends the request anyway"), required=False
    )

    def __init__(self, view: SamplesView, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["draft"]
        field.queryset = view.tests()  # type: ignore[attr-defined]
        field.label_from_instance = _draft_label  # type: ignore[attr-defined]


class TryForm(forms.Form):
    """How the request that is tried comes: rules may read it."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How the request comes"),
        choices=Channel.choices,
        initial=Channel.ONLINE,
    )


def _draft_label(draft: Draft) -> str:
    words = {"moment": date_format(localtime(draft.saved_at), "SHORT_DATETIME_FORMAT")}
    sent = draft.submitted_at is not None
    return (_("%(moment)s, sent") if sent else _("%(moment)s, not sent")) % words


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample in words, and what the draft as saved last makes of it."""

    persona: Persona
    steps: list[str]
    end: str
    answers: list[tuple[str, str]]
    failure: str

    @property
    def anchor(self) -> str:
        return f"sample-{self.persona.pk}"


class SamplesView(WorkshopView):
    page_title = gettext_lazy("Sample journeys")
    header_icon = "group"
    template_name = "eservices_procedures/workshop/samples.html"

    def tests(self) -> Any:
        drafts = Draft.objects.filter(version__procedure=self.procedure, is_test=True)
        latest = drafts.order_by("-saved_at").values("pk")[:OFFERED]
        return drafts.filter(pk__in=list(latest.values_list("pk", flat=True))).order_by("-saved_at")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RecordForm(self))
        definition = self.working()
        stored = Persona.objects.filter(procedure=self.procedure)
        shown = [_shown(persona, definition) for persona in stored] if definition else []
        return super().get_context_data(**kwargs) | {
            "samples": shown,
            "try_form": TryForm(),
            "tests": self.tests().exists(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = RecordForm(self, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        persona = personas.record(**form.cleaned_data)
        messages.success(request, _("“%(name)s” is kept.") % {"name": persona.name})
        return redirect(reverse("workshop:samples", args=[self.page.pk]))


class TryView(WorkshopView):
    """Begin a test: the journey of residents, out of queues and figures."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.procedure.current_version
        if version is None:
            messages.error(request, _("Publish the procedure first."))
            return redirect(reverse("workshop:samples", args=[self.page.pk]))
        form = TryForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose how the request comes."))
            return redirect(reverse("workshop:samples", args=[self.page.pk]))
        language = self.page.locale.language_code
        draft, secret = start_draft(
            version=version,
            language=language,
            channel=form.cleaned_data["channel"],
            agent=request.user,  # type: ignore[arg-type]
            is_test=True,
        )
        with override(language):
            slug = addresses.slug_of(version.procedure_id, language)
            response = redirect(reverse("procedures:draft", args=[slug, draft.uuid]))
        access.give_cookies(request, response, draft, secret)
        return response


class ChangeView(WorkshopView):
    """Take the way a sample goes now as the right one, or forget the sample."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        persona = get_object_or_404(Persona, procedure=self.procedure, pk=kwargs["persona_id"])
        if "remove" in request.POST:
            personas.remove(persona=persona)
            messages.success(request, _("“%(name)s” is removed.") % {"name": persona.name})
        else:
            self._accept(request, persona)
        return redirect(reverse("workshop:samples", args=[self.page.pk]))

    def _accept(self, request: HttpRequest, persona: Persona) -> None:
        try:
            definition = publishing.working(self.draft())
        except CompileError as error:
            messages.error(request, error.problems[0])
            return
        if definition is not None:
            personas.accept(persona=persona, definition=definition)
            messages.success(request, _("“%(name)s” now goes this way.") % {"name": persona.name})


def _shown(persona: Persona, definition: Definition) -> Shown:
    language = get_language() or settings.LANGUAGE_CODE
    titles = {step.id: step.title.get(language)[0] for step in definition.steps}
    expected: Outcome = persona.expected
    failure = personas.difference(persona, definition)
    return Shown(
        persona=persona,
        steps=[titles.get(identity, "…") for identity in expected.steps],
        end=str(expected.end.label),
        answers=list(_given(persona.answers, definition, language)),
        failure=failure.message if failure else "",
    )


def _given(
    given: Mapping[str, Any], definition: Definition, language: str
) -> Iterator[tuple[str, str]]:
    """Yield questions with their answers; those asked of several things are numbered."""
    fields = definition.fields()
    repeated = {step.id for step in definition.steps if step.repeat is not None}
    for identity, value in given.items():
        if identity in fields:
            question = fields[identity]
            label = question.label.get(language)[0]
            yield label, str(answers.shown(question, value, language))
        elif identity in repeated:
            for number, row in enumerate(value, start=1):
                for label, said in _given(row, definition, language):
                    yield f"{label} ({number})", said
