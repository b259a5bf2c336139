"""The door of every page of the counter: who serves, with whom; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from eservices.accounts import permissions
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter import visits
from eservices.backoffice.models import Visit
from eservices.backoffice.refusals import log_refusal
from eservices.procedures.journey.gate import private

View = Callable[..., HttpResponseBase]
_TEMPLATES = "eservices_backoffice/counter/"


def serving(view: View) -> View:
    """Let a view run for whoever serves persons; its answer stays in no cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.may_serve(agent_of(request)):
            log_refusal(request, "counter")
            raise PermissionDenied
        return private(view(request, *args, **kwargs))

    return guarded


def in_visit(view: View) -> View:
    """Let a view run, with ``visit``, for the agent who is in that visit now."""

    @serving
    @wraps(view)
    def guarded(request: HttpRequest, visit: UUID, **kwargs: Any) -> HttpResponseBase:
        found = Visit.objects.select_related("person").filter(uuid=visit).first()
        if found is None:
            raise Http404
        try:
            visits.enter(visit=found, user=agent_of(request))
            return view(request, visit=found, **kwargs)
        except visits.VisitOver:
            return over(request, found)

    return guarded


def over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that a visit shows nothing any more, and how to go on if it can."""
    own = visit.ended_at is None and visit.agent_id == agent_of(request).pk
    context = {"visit": visit, "may_resume": own}
    return page(request, "over", _("This visit is over"), context, status=410)


def page(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    visit: Visit | None = None,
) -> HttpResponse:
    """Render one page of the counter inside the admin."""
    trail = [{"url": reverse("desk:counter:index"), "label": _("Counter")}]
    if visit is not None:
        trail.append({"url": visit_url("visit", visit), "label": _("Visit")})
    context |= {
        "page_title": title,
        "header_title": title,
        "header_icon": "user",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
        "visit": context.get("visit", visit),
    }
    response: HttpResponse = render(request, f"{_TEMPLATES}{template}.html", context, status=status)
    return response


def visit_url(name: str, visit: Visit, **kwargs: Any) -> str:
    return reverse(f"desk:counter:{name}", kwargs={"visit": visit.uuid, **kwargs})
