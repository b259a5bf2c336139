"""One act of an agent on a case: done, or what stands in its way explained on the case's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from eservices.backoffice.access import agent_of
from eservices.backoffice.case_page import CasePage
from eservices.backoffice.forms import DeskForm
from eservices.backoffice.refusals import log_refusal
from eservices.backoffice.status_form import StatusForm
from eservices.cases import services, transitions
from eservices.cases.assignment import NowhereToForward
from eservices.cases.files import attachments
from eservices.cases.models import Case


def page(
    request: HttpRequest,
    case: Case,
    *,
    form: DeskForm | None = None,
    conflict: services.CaseChanged | None = None,
) -> HttpResponse:
    """Show the case, with the form that failed as it was typed and what changed meanwhile."""
    shown = CasePage(case=case, user=agent_of(request), form=form, conflict=conflict)
    status = 409 if conflict else 422 if form is not None else 200
    response = render(request, shown.template, shown.context(), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def carry_out(
    request: HttpRequest,
    case: Case,
    form: DeskForm,
    do: Callable[[dict[str, Any]], object],
    success: str,
) -> HttpResponseBase:
    """Do one act of an agent who has opened the file, and explain what stands in its way."""
    if not services.has_opened(case=case, user=agent_of(request)):
        return back(case)
    if not form.is_valid():
        return page(request, case, form=_without_files(form))
    try:
        do(form.cleaned_data)
    except services.NotAllowed:
        _without_files(form)
        log_refusal(request, form.name, case)
        raise PermissionDenied from None
    except services.CaseChanged as conflict:
        return page(request, conflict.case, form=_without_files(form), conflict=conflict)
    except transitions.WrongTransition:
        form.add_error("status", _("The request cannot go to this status any more."))
        return page(request, case, form=form)
    except NowhereToForward:
        form.add_error(None, _("The request is with this service already, or is finished."))
        return page(request, case, form=form)
    except transitions.InputMissing as missing:
        cast(StatusForm, form).say_missing(missing)
        return page(request, case, form=form)
    messages.success(request, success)
    return back(case)


def _without_files(form: DeskForm) -> DeskForm:
    """Take back the files received with a form that was refused; they are chosen again."""
    for attachment in form.cleaned_data.get("documents", []) if form.is_bound else []:
        attachments.remove(attachment=attachment)
    return form


def back(case: Case) -> HttpResponseBase:
    return redirect(reverse("desk:case", args=[case.uuid]))
