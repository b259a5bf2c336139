"""Requests for erasure at the desk: recorded, listed by their day, answered once."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from eservices.accounts.models import User
from eservices.accounts.permissions import answers_erasures
from eservices.backoffice.records.erasure_forms import AnswerForm, RecordErasureForm
from eservices.backoffice.records.views import _heading
from eservices.backoffice.refusals import log_refusal
from eservices.cases.chain import Actor
from eservices.cases.letters.services import LetterIncomplete
from eservices.cases.models import Case
from eservices.cases.services import has_opened
from eservices.records import erasure
from eservices.records.enums import ErasureState
from eservices.records.models import ErasureRequest

_PAGE = 50
_FOLDER = "eservices_backoffice/records/"


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List those that wait, the most pressing first, then those answered."""
    if not answers_erasures(request.user):
        log_refusal(request, "erasures")
        raise PermissionDenied
    found = erasure.answered_by(_user(request)).for_pages()
    answered = found.exclude(state=ErasureState.ASKED).order_by("-answered__at", "-pk")
    context = {
        "waiting": found.waiting(),
        "page": Paginator(answered, _PAGE).get_page(request.GET.get("p")),
        **_heading(_("Requests for erasure")),
    }
    return _rendered(request, "erasures", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, erasure_uuid: UUID) -> HttpResponseBase:
    """Show one, and answer it: granted or refused, with reasons."""
    found = get_object_or_404(ErasureRequest.objects.for_pages(), uuid=erasure_uuid)
    user = _user(request)
    if not erasure.may_answer(user, found.case):
        log_refusal(request, "erasure", found.case)
        raise PermissionDenied
    form = None
    if found.is_waiting:
        typed = request.POST if request.method == "POST" else None
        form = AnswerForm(typed, case=found.case, user=user)
        if form.is_bound and form.is_valid() and _answered(request, found, form):
            return redirect("records:erasures")
    title = _("Erasure of %(code)s") % {"code": found.case.grouped_code}
    context = {
        "erasure": found,
        "form": form,
        "title_in": found.case.title_in("fr"),
        **_heading(title, (reverse("records:erasures"), _("Requests for erasure"))),
    }
    return _rendered(request, "erasure", context, 422 if form and form.errors else 200)


def _answered(request: HttpRequest, found: ErasureRequest, form: AnswerForm) -> bool:
    """Write the answer and return whether it stands; what is in its way is said on the form."""
    try:
        erasure.answer(erasure=found, user=_user(request), reply=form.reply())
    except erasure.AnsweredAlready:
        messages.warning(request, _("A colleague answered meanwhile: nothing was written."))
        return True
    except erasure.StillOpen:
        words = _(
            "The request is not finished: its file is needed to answer it. Finish it first, or "
            "refuse because its file is still needed."
        )
        form.add_error("decision", words)
        return False
    except LetterIncomplete as error:
        form.say_missing(dict(error.problems))
        return False
    messages.success(request, _("Answered. The person is told."))
    return True


@require_POST
def ask(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Record what the person asked at a counter, by telephone or by letter."""
    case = get_object_or_404(Case.objects.select_related("queue"), uuid=case_uuid)
    user = _user(request)
    if not has_opened(case=case, user=user):
        log_refusal(request, "ask erasure", case)
        raise PermissionDenied
    form = RecordErasureForm(request.POST, case=case)
    if not form.is_valid():
        messages.error(request, _("Say how the erasure was asked for."))
    else:
        _record(request, case, user, form.cleaned_data)
    return redirect(reverse("desk:case", args=[case.uuid]) + "#erasure")


def _record(request: HttpRequest, case: Case, user: User, said: dict[str, Any]) -> None:
    try:
        erasure.ask(case=case, actor=Actor.agent(user), **said)
    except erasure.AskedAlready:
        messages.warning(request, _("It was asked for already, and waits for its answer."))
    except erasure.NothingLeft:
        messages.warning(request, _("This file was destroyed: nothing of it is left to erase."))
    else:
        messages.success(request, _("Recorded. The officer of the sector answers within a month."))


def _rendered(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, f"{_FOLDER}{name}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
