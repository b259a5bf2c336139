"""Asking a resident for a correction at the desk: answers ticked, each with why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from eservices.backoffice.access import agent_of, case_for
from eservices.backoffice.forms import ActForm
from eservices.backoffice.refusals import log_refusal
from eservices.cases import services
from eservices.cases.models import Case
from eservices.procedures.corrections import services as corrections
from eservices.procedures.corrections.asked import look
from eservices.procedures.drafts.answers import Row, Section, sections
from eservices.procedures.drafts.progress import in_item

#: Days given to answer, unless the agent says otherwise.
DAYS = 15


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that can be ticked."""

    row: Row
    ask: BoundField
    why: BoundField


class CorrectionForm(ActForm):
    """A box and a reason for each answer of the request."""

    name = "correction"
    text = forms.CharField(
        label=gettext_lazy("Message to the resident"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
    )
    incomplete = forms.BooleanField(
        label=gettext_lazy("The file is incomplete"),
        required=False,
        help_text=gettext_lazy(
            "What is asked is required by law or regulation: the legal period waits for it "
            "(CRPA, L114-5). Leave unticked for a mere question."
        ),
    )
    until = forms.DateField(
        label=gettext_lazy("To be answered by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, asked: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.initial.setdefault("until", timezone.localdate() + timedelta(days=DAYS))
        for section, row in _rows(asked):
            name = in_item(row.field, section.item)
            self.fields[f"ask-{name}"] = forms.BooleanField(label=str(row.label), required=False)
            self.fields[f"why-{name}"] = forms.CharField(
                label=_("Why"),
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"spellcheck": "true"}),
            )

    def clean_until(self) -> date:
        until = cast(date, self.cleaned_data["until"])
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ticked = [name.removeprefix("ask-") for name in cleaned if name.startswith("ask-")]
        cleaned["items"] = {
            name: cleaned.get(f"why-{name}", "") for name in ticked if cleaned[f"ask-{name}"]
        }
        if not cleaned["items"]:
            self.add_error(None, _("Tick at least one answer."))
        for name, why in cleaned["items"].items():
            if not why:
                self.add_error(f"why-{name}", _("Say why in a few words: the resident reads it."))
        return cleaned

    def sections(self) -> Iterator[tuple[Section, list[Question]]]:
        for section in self.asked:
            yield (
                section,
                [
                    Question(row, self[f"ask-{name}"], self[f"why-{name}"])
                    for row in section.rows
                    if row.is_asked
                    for name in [in_item(row.field, section.item)]
                ],
            )


def _rows(asked: list[Section]) -> Iterator[tuple[Section, Row]]:
    for section in asked:
        for row in section.rows:
            if row.is_asked:
                yield section, row


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Let an agent who has opened the file ask some of its answers again."""
    case = case_for(request, case_uuid, "correction")
    user = agent_of(request)
    if not services.has_opened(case=case, user=user):
        return redirect("desk:case", case_uuid)
    language = get_language() or "fr"
    asked = [part for part in sections(look(case), language) if part.rows]
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        initial={"seen": case.lock},
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, case, form, 422 if form.is_bound else 200)
    cleaned = form.cleaned_data
    try:
        corrections.ask(
            case=case,
            user=user,
            items=cleaned["items"],
            text=cleaned["text"],
            incomplete=cleaned["incomplete"],
            until=cleaned["until"],
            seen_lock=cleaned["seen"],
        )
    except services.NotAllowed:
        log_refusal(request, form.name, case)
        raise PermissionDenied from None
    except corrections.AlreadyAsked:
        form.add_error(None, _("A correction is under way: wait for its answer."))
        return _page(request, case, form, 409)
    except services.CaseChanged as conflict:
        form.add_error(None, _("The request changed meanwhile: read it again, then send this."))
        again = request.POST.copy()
        again["seen"] = str(conflict.case.lock)
        form.data = again
        return _page(request, conflict.case, form, 409)
    messages.success(request, _("The resident was asked."))
    return redirect("desk:case", case_uuid)


def _page(request: HttpRequest, case: Case, form: CorrectionForm, status: int) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "page_title": _("Ask for a correction or documents"),
        "header_title": _("Ask for a correction or documents"),
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            {"url": reverse("desk:case", args=[case.uuid]), "label": case.grouped_code},
            {"url": "", "label": _("Correction")},
        ],
    }
    response = render(request, "eservices_backoffice/correction.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


class ReceivedForm(ActForm):
    """When what was missing came by post or at a counter."""

    name = "received"
    on = forms.DateField(label=gettext_lazy("Came on"))

    def clean_on(self) -> date:
        on = cast(date, self.cleaned_data["on"])
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on


@require_POST
def received(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Record that what was missing came another way."""
    case = case_for(request, case_uuid, "received")
    user = agent_of(request)
    form = ReceivedForm(request.POST)
    if not services.has_opened(case=case, user=user):
        return redirect("desk:case", case_uuid)
    if not form.is_valid():
        messages.error(
            request, str(form.errors["on"][0]) if "on" in form.errors else _("Choose a day.")
        )
        return redirect("desk:case", case_uuid)
    try:
        corrections.receive_otherwise(
            case=case, user=user, on=form.cleaned_data["on"], seen_lock=form.cleaned_data["seen"]
        )
    except services.NotAllowed:
        log_refusal(request, form.name, case)
        raise PermissionDenied from None
    except services.CaseChanged:
        messages.error(request, _("The request changed meanwhile: read it again, then send this."))
    except corrections.AlreadyAnswered:
        messages.error(request, _("Nothing is asked of the resident any more."))
    else:
        messages.success(request, _("Recorded: the legal period follows."))
    return redirect("desk:case", case_uuid)
