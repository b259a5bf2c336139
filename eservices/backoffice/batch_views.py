"""A batch: prepared from the list, confirmed, then its outcome case by case."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from eservices.accounts.models import User
from eservices.accounts.permissions import may_serve
from eservices.backoffice import batches
from eservices.backoffice.access import agent_of
from eservices.backoffice.batch_forms import FORMS, ChooseForm, GivenForm
from eservices.backoffice.models import Batch, Outcome
from eservices.backoffice.query import CaseQuery
from eservices.backoffice.refusals import log_refusal
from eservices.cases.querysets import CaseQuerySet


def _worker(request: HttpRequest) -> User:
    if not may_serve(request.user):
        log_refusal(request, "batch")
        raise PermissionDenied
    return agent_of(request)


@require_POST
def prepare(request: HttpRequest) -> HttpResponseBase:
    """Keep the cases chosen, or all that the list's address gives, and ask to confirm."""
    user = _worker(request)
    form = ChooseForm(request.POST)
    back = f"{reverse('desk:index')}?{request.POST.get('address', '')[:2000]}"
    if not form.is_valid():
        messages.error(request, _("Choose what is to be done."))
        return redirect(back)
    query = CaseQuery(user=user, params=QueryDict(form.cleaned_data["address"]))
    cases = query.cases()
    if form.cleaned_data["scope"] == "ticked":
        ticked = [int(key) for key in request.POST.getlist("case") if key.isdecimal()]
        cases = _in_order(query.readable(), ticked[: batches.MOST])
    try:
        batch = batches.prepare(user=user, act=form.cleaned_data["act"], cases=cases)
    except batches.NothingChosen:
        messages.error(request, _("Tick the requests first."))
        return redirect(back)
    except batches.TooMany:
        words = _("At most %(most)s requests at once: filter the list further.")
        messages.error(request, words % {"most": batches.MOST})
        return redirect(back)
    return redirect("desk:batch", batch.uuid)


def _in_order(cases: CaseQuerySet, keys: list[int]) -> CaseQuerySet:
    """Return the cases of these keys in the order of the list, which is that of its ticks."""
    place = Case(*(When(pk=key, then=place) for place, key in enumerate(keys)))
    return cases.filter(pk__in=keys).order_by(place)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    """Ask what is needed and to confirm; once confirmed, show what became of each case."""
    user = _worker(request)
    found = Batch.objects.filter(uuid=batch_uuid, user=user).first()
    if found is None:
        raise Http404
    if found.confirmed_at is not None:
        return _outcome(request, found)
    bound = request.method == "POST"
    form = FORMS[found.act](request.POST if bound else None, batch=found, user=user)
    if bound and form.is_valid():
        # Confirmed in another tab, the page shows what became of it.
        with suppress(batches.AlreadyConfirmed):
            batches.confirm(batch=found, given=form.given)
        return redirect("desk:batch", found.uuid)
    return _confirmation(request, found, form)


def _confirmation(request: HttpRequest, found: Batch, form: GivenForm) -> HttpResponse:
    items = found.items.select_related("case")
    context = {
        "batch": found,
        "form": form,
        "count": items.count(),
        "first": items[:20],
        **_header(found),
    }
    return _private(
        request, "eservices_backoffice/batch_confirm.html", context, 422 if form.is_bound else 200
    )


def _outcome(request: HttpRequest, found: Batch) -> HttpResponse:
    items = found.items.select_related("case")
    tally = {outcome: items.filter(outcome=outcome).count() for outcome in Outcome}
    done = tally[Outcome.DONE]
    # What was refused is read first: it is what is left to see to.
    rank = Case(
        When(outcome=Outcome.DONE, then=1), When(outcome=Outcome.PENDING, then=2), default=0
    )
    shown = items.order_by(rank, "pk")
    context = {
        "batch": found,
        "count": sum(tally.values()),
        "done": done,
        "pending": tally[Outcome.PENDING],
        "refused": sum(tally.values()) - done - tally[Outcome.PENDING],
        "page": Paginator(shown, 100).get_page(request.GET.get("p")),
        **_header(found),
    }
    return _private(request, "eservices_backoffice/batch_outcome.html", context)


def _header(found: Batch) -> dict[str, object]:
    title = str(found.get_act_display())
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "tasks",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            {"url": "", "label": title},
        ],
    }


def _private(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
