"""The page of one case, and the acts on it: one small form each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eservices.accounts.permissions import workers_of
from eservices.backoffice import acts
from eservices.backoffice.access import agent_of, case_for
from eservices.backoffice.forms import AssignForm, MessageForm, OpenForm
from eservices.backoffice.status_form import StatusForm
from eservices.cases import services


@require_safe
def case(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Show the file, or ask why it is opened."""
    return acts.page(request, case_for(request, case_uuid, "read", work=False))


@require_POST
def open_file(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Record the opening with its reason, then show the file."""
    found = case_for(request, case_uuid, "open", work=False)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return acts.page(request, found, form=form)
    services.record_opening(
        case=found,
        user=agent_of(request),
        reason=form.cleaned_data["reason"],
        detail=form.cleaned_data["detail"],
    )
    return acts.back(found)


@require_POST
def assign(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Take the case, put it back, or give it to a colleague."""
    found = case_for(request, case_uuid, "assign")
    data = request.POST.copy()
    if "take" in data:
        data["assignee"] = str(request.user.pk)
    form = AssignForm(data, workers=workers_of(found.queue))
    return acts.carry_out(
        request,
        found,
        form,
        lambda cleaned: services.assign(
            case=found,
            user=agent_of(request),
            assignee=cleaned["assignee"],
            seen_lock=cleaned["seen"],
        ),
        _("Assignment changed."),
    )


@require_POST
def message(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Write to the resident."""
    found = case_for(request, case_uuid, "message")
    form = MessageForm(request.POST, request.FILES)
    return acts.carry_out(
        request,
        found,
        form,
        lambda cleaned: services.post_message_by_agent(
            case=found,
            user=agent_of(request),
            text=cleaned["text"],
            attachments=cleaned["documents"],
            awaits_answer=cleaned.get("awaits_answer", False),
            seen_lock=cleaned["seen"],
        ),
        _("Message sent."),
    )


@require_POST
def status(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Move the case along its workflow."""
    found = case_for(request, case_uuid, "status")
    form = StatusForm(request.POST, case=found, user=agent_of(request))
    return acts.carry_out(
        request,
        found,
        form,
        lambda cleaned: services.change_status(
            case=found,
            user=agent_of(request),
            status=cleaned["status"],
            reason=cleaned.get("reason", ""),
            day=form.day,
            seen_lock=cleaned["seen"],
        ),
        _("Status changed."),
    )
