"""The visit itself: what the person came for, what was sent, its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eservices.backoffice.access import agent_of
from eservices.backoffice.counter import visits
from eservices.backoffice.counter.forms import EndForm, ProcedureForm
from eservices.backoffice.counter.gate import in_visit, page, serving, visit_url
from eservices.backoffice.counter.offered import Offered, matching, offered
from eservices.backoffice.models import Visit
from eservices.cases.mandates import MandateNotInForce
from eservices.cases.models import Case, Mandate
from eservices.procedures.drafts.answers import words
from eservices.procedures.journey.gate import language_now
from eservices.procedures.models import Draft


@in_visit
def show(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Ask what the person came for; begin at once where one procedure fits."""
    lines = offered(language_now())
    form = ProcedureForm(
        request.POST if request.method == "POST" and "what" in request.POST else None
    )
    status = 200
    if request.method == "POST":
        fitting = _chosen(request, form, lines)
        if len(fitting) == 1:
            try:
                draft = visits.begin_request(
                    visit=visit,
                    user=agent_of(request),
                    version=fitting[0].version,
                    mandate=_mandate(request, visit),
                )
            except MandateNotInForce:
                return _page(request, visit, form, lines, 409, refused=True)
            return redirect(visit_url("request", visit, draft=draft.uuid))
        if form.is_bound and form.is_valid() and not fitting:
            form.add_error("what", _("No procedure has these words in its title."))
        status = 422 if form.errors else 200
        lines = fitting or lines
    return _page(request, visit, form, lines, status)


def _chosen(request: HttpRequest, form: ProcedureForm, lines: list[Offered]) -> list[Offered]:
    if "procedure" in request.POST:
        return [line for line in lines if line.uuid == request.POST["procedure"]]
    return matching(form.cleaned_data["what"], lines) if form.is_valid() else []


def _mandate(request: HttpRequest, visit: Visit) -> Mandate | None:
    """Return the mandate chosen; without one the person asks for themselves."""
    chosen = request.POST.get("mandate", "")
    return get_object_or_404(Mandate, uuid=chosen) if chosen else None


def _page(
    request: HttpRequest,
    visit: Visit,
    form: ProcedureForm,
    lines: list[Offered],
    status: int,
    *,
    refused: bool = False,
) -> HttpResponse:
    drafts = Draft.objects.filter(visit_link__visit=visit).select_related("version")
    drafts = drafts.select_related("submission__case").order_by("started_at")
    language = language_now()
    context = {
        "form": form,
        "lines": lines,
        "language": language,
        "begun": [(draft, words(draft.version.compiled.title, language)) for draft in drafts],
        "refused": refused,
        "chosen": request.POST.get("mandate", ""),
        "mandates": Mandate.objects.in_force()
        .filter(representative=visit.person)
        .select_related("represented")
        if visit.person
        else [],
        "cases": Case.objects.of_person(visit.person)[:20] if visit.person else [],
    }
    return page(request, "visit", _("Visit"), context, status=status, visit=visit)


@require_POST
@in_visit
def interrupt(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Let the person go and come back."""
    visits.interrupt(visit=visit, user=agent_of(request))
    return forget(redirect("desk:counter:index"))


@in_visit
def end(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """End the visit, asking once more where something was not sent."""
    unsent = list(
        Draft.objects.filter(visit_link__visit=visit, submitted_at=None).select_related("version")
    )
    form = EndForm(request.POST if request.method == "POST" else None, unsent=unsent)
    if form.is_bound and form.is_valid():
        try:
            visits.end(
                visit=visit,
                user=agent_of(request),
                erase=bool(form.cleaned_data.get("erase")),
            )
        except visits.UnsentDrafts:  # begun meanwhile, in another tab
            return redirect(visit_url("end", visit))
        return forget(redirect(reverse("desk:counter:ended")))
    titles = [words(draft.version.compiled.title, language_now()) for draft in unsent]
    context = {"form": form, "titles": titles}
    status = 422 if form.is_bound else 200
    return page(request, "end", _("End the visit"), context, status=status, visit=visit)


@require_GET
@serving
def ended(request: HttpRequest) -> HttpResponse:
    """Say that nothing is left, and what the agent alone can still clear away."""
    return page(request, "ended", _("The visit is over"), {})


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Make the browser drop what it kept of the pages before, for its Back button too.

    Cookies and storage stay: they are the agent's own session and settings, and nothing of
    a visit is ever in them.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
