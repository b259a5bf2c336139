"""Whom to call and whom to write to, because there is news and no mail reaches them."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eservices.accounts import permissions
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter.forms import FollowUpForm
from eservices.backoffice.counter.gate import page, serving
from eservices.backoffice.refusals import log_refusal
from eservices.cases import follow_ups, services
from eservices.cases.enums import ContactWay, OpeningReason
from eservices.cases.models import FollowUp
from eservices.cases.presentation import Tracked
from eservices.procedures.journey.gate import language_now

_LISTED = 200


@require_GET
@serving
def index(request: HttpRequest) -> HttpResponse:
    """List them, those who wait longest first; nothing of the person is on the list."""
    waiting = list(follow_ups.waiting_for(agent_of(request))[:_LISTED])
    language = language_now()
    groups = [
        (str(label), [(one, *one.case.title_in(language)) for one in waiting if one.way == way])
        for way, label in (
            (ContactWay.TELEPHONE, _("To call")),
            (ContactWay.LETTER, _("To write to")),
        )
    ]
    return page(request, "follow_ups", _("To call, to write to"), {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
@serving
def one(request: HttpRequest, follow_up: UUID) -> HttpResponseBase:
    """Open the file to call or write, say what is new, write down what came of it."""
    found = get_object_or_404(FollowUp.objects.select_related("case__queue"), uuid=follow_up)
    user = agent_of(request)
    if not permissions.may_work(user, found.case.queue):
        log_refusal(request, "follow-up", found.case)
        raise PermissionDenied
    if "open" in request.POST:
        services.record_opening(case=found.case, user=user, reason=OpeningReason.CONTACT)
        return redirect("desk:counter:follow-up", follow_up=follow_up)
    opened = services.has_opened(case=found.case, user=user)
    form = FollowUpForm(request.POST if request.method == "POST" else None, way=found.way)
    if opened and form.is_bound and form.is_valid():
        try:
            follow_ups.record(follow_up=found, user=user, **form.cleaned_data)
        except follow_ups.DoneAlready:
            form.add_error(None, _("A colleague did it meanwhile."))
        else:
            return redirect("desk:counter:follow-ups")
    context = {
        "found": found,
        "opened": opened,
        "form": form,
        "tracked": Tracked(found.case, language_now()) if opened else None,
    }
    title = _("Call") if found.way == ContactWay.TELEPHONE else _("Write a letter")
    status = 422 if form.errors else 200
    return page(request, "follow_up", title, context, status=status)
