"""The desk: one page a case, one small form an act, each conflict explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from eservices.accounts.models import User
from eservices.accounts.permissions import workers_of
from eservices.backoffice.case_page import CasePage
from eservices.backoffice.forms import AssignForm, DeskForm, MessageForm, OpenForm
from eservices.backoffice.refusals import log_refusal
from eservices.backoffice.status_form import StatusForm
from eservices.cases import permissions, services, transitions
from eservices.cases.assignment import NowhereToForward
from eservices.cases.models import Case


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _find(request: HttpRequest, case_uuid: UUID, act: str, *, work: bool = True) -> Case:
    """Return the case if the user may process it (or only read it); a refusal is logged."""
    case = (
        Case.objects.select_related("service", "sector", "queue", "assignee")
        .filter(uuid=case_uuid)
        .first()
    )
    if case is None:
        raise Http404
    may = permissions.may_work if work else permissions.may_read
    if not may(request.user, case):
        log_refusal(request, act, case)
        raise PermissionDenied
    return case


def _page(
    request: HttpRequest,
    case: Case,
    *,
    form: DeskForm | None = None,
    conflict: services.CaseChanged | None = None,
) -> HttpResponse:
    page = CasePage(case=case, user=_user(request), form=form, conflict=conflict)
    status = 409 if conflict else 422 if form is not None else 200
    response = render(request, page.template, page.context(), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def case(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Show the file, or ask why it is opened."""
    return _page(request, _find(request, case_uuid, "read", work=False))


@require_POST
def open_file(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Record the opening with its reason, then show the file."""
    found = _find(request, case_uuid, "open", work=False)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    services.record_opening(
        case=found,
        user=_user(request),
        reason=form.cleaned_data["reason"],
        detail=form.cleaned_data["detail"],
    )
    return _back(found)


@require_POST
def assign(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Take the case, put it back, or give it to a colleague."""
    found = _find(request, case_uuid, "assign")
    data = request.POST.copy()
    if "take" in data:
        data["assignee"] = str(request.user.pk)
    form = AssignForm(data, workers=workers_of(found.queue))
    return _act(
        request,
        found,
        form,
        lambda cleaned: services.assign(
            case=found,
            user=_user(request),
            assignee=cleaned["assignee"],
            seen_lock=cleaned["seen"],
        ),
        _("Assignment changed."),
    )


@require_POST
def message(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Write to the resident."""
    found = _find(request, case_uuid, "message")
    form = MessageForm(request.POST, request.FILES)
    return _act(
        request,
        found,
        form,
        lambda cleaned: services.post_message_by_agent(
            case=found,
            user=_user(request),
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
    found = _find(request, case_uuid, "status")
    form = StatusForm(request.POST, case=found, user=_user(request))
    return _act(
        request,
        found,
        form,
        lambda cleaned: services.change_status(
            case=found,
            user=_user(request),
            status=cleaned["status"],
            reason=cleaned.get("reason", ""),
            day=form.day,
            seen_lock=cleaned["seen"],
        ),
        _("Status changed."),
    )


def _act(
    request: HttpRequest,
    case: Case,
    form: DeskForm,
    do: Callable[[dict[str, Any]], object],
    success: str,
) -> HttpResponseBase:
    """Do one act of an agent who has opened the file, and explain what stands in its way."""
    if not services.has_opened(case=case, user=_user(request)):
        return _back(case)
    if not form.is_valid():
        return _page(request, case, form=_without_files(form))
    try:
        do(form.cleaned_data)
    except services.NotAllowed:
        _without_files(form)
        log_refusal(request, form.name, case)
        raise PermissionDenied from None
    except services.CaseChanged as conflict:
        return _page(request, conflict.case, form=_without_files(form), conflict=conflict)
    except transitions.WrongTransition:
        form.add_error("status", _("The request cannot go to this status any more."))
        return _page(request, case, form=form)
    except NowhereToForward:
        form.add_error(None, _("The request is with this service already, or is finished."))
        return _page(request, case, form=form)
    except transitions.InputMissing as missing:
        cast(StatusForm, form).say_missing(missing)
        return _page(request, case, form=form)
    messages.success(request, success)
    return _back(case)


def _without_files(form: DeskForm) -> DeskForm:
    """Take back the files received with a form that was refused; they are chosen again."""
    from eservices.cases import attachments

    for attachment in form.cleaned_data.get("documents", []) if form.is_bound else []:
        attachments.remove(attachment=attachment)
    return form


def _back(case: Case) -> HttpResponseBase:
    return redirect(reverse("desk:case", args=[case.uuid]))
