"""Taking the next case, forwarding one, being covered while away."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from eservices.accounts.models import User
from eservices.accounts.permissions import may_serve
from eservices.backoffice import acts
from eservices.backoffice.access import agent_of, case_for
from eservices.backoffice.assignment_forms import AbsenceForm, ForwardForm
from eservices.backoffice.query import CaseQuery
from eservices.backoffice.refusals import log_refusal
from eservices.cases import assignment, permissions, services
from eservices.cases.models import Absence, Case


def _worker(request: HttpRequest, wanted: str) -> User:
    if not may_serve(request.user):
        log_refusal(request, wanted)
        raise PermissionDenied
    return agent_of(request)


@require_POST
def take_next(request: HttpRequest) -> HttpResponseBase:
    """Take the first case of the list's address that is nobody's, and go to it."""
    user = _worker(request, "next")
    address = request.POST.get("address", "")[:2000]
    query = CaseQuery(user=user, params=QueryDict(address))
    try:
        case = assignment.take_next(cases=query.cases(), user=user)
    except assignment.NothingToTake:
        messages.info(request, _("No request of this list waits for an agent."))
        return redirect(f"{reverse('desk:index')}?{address}")
    messages.success(request, _("Request %(code)s is yours.") % {"code": case.grouped_code})
    return redirect("desk:case", case.uuid)


@require_POST
def forward(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Send the case on to the service that it is for; it often leaves the agent's sight."""
    found = case_for(request, case_uuid, "forward")
    user = agent_of(request)
    form = ForwardForm(request.POST, case=found)
    response = acts.carry_out(
        request,
        found,
        form,
        lambda cleaned: assignment.forward(
            case=found,
            user=user,
            service=cleaned["service"],
            reason=cleaned["reason"],
            seen_lock=cleaned["seen"],
        ),
        _("Request %(code)s was sent on, and the person told.") % {"code": found.grouped_code},
    )
    now = Case.objects.select_related("queue").get(pk=found.pk)
    if response.status_code == 302 and not permissions.may_read(user, now):
        return redirect("desk:index")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponseBase:
    """List who is away and who stands in, and make an absence."""
    user = _worker(request, "absences")
    form = AbsenceForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        try:
            made = assignment.make_absence(user=user, **form.cleaned_data)
        except services.NotAllowed:
            log_refusal(request, "absences")
            raise PermissionDenied from None
        words = _("%(substitute)s will stand in for %(agent)s.")
        messages.success(request, words % {"substitute": made.substitute, "agent": made.agent})
        return redirect("desk:absences")
    context = {
        "form": form,
        "absences": assignment.absences_shown_to(user),
        "header_title": _("Absences"),
        "page_title": _("Absences"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            {"url": "", "label": _("Absences")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "eservices_backoffice/absences.html", context, status=status)


@require_POST
def end_absence(request: HttpRequest, absence_id: int) -> HttpResponseBase:
    user = _worker(request, "absences")
    found = Absence.objects.select_related("agent").filter(pk=absence_id).first()
    if found is None:
        raise Http404
    try:
        assignment.end_absence(absence=found, user=user)
    except services.NotAllowed:
        log_refusal(request, "absences")
        raise PermissionDenied from None
    messages.success(request, _("The absence is ended."))
    return redirect("desk:absences")
