"""Destruction lists and transfers, for archivists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from eservices.accounts.permissions import is_archivist
from eservices.backoffice.access import agent_of
from eservices.backoffice.records.forms import AcknowledgeForm, ApproveAllForm, LinesForm
from eservices.backoffice.refusals import log_refusal
from eservices.records import lists, transfers
from eservices.records.enums import Verdict
from eservices.records.lists import Decision
from eservices.records.models import DestructionList

_PAGE = 50
_FOLDER = "eservices_backoffice/records/"


def for_archivists(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let archivists in, and nobody else; a refusal is logged."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_archivist(request.user):
            log_refusal(request, "records")
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


@require_safe
@for_archivists
def index(request: HttpRequest) -> HttpResponse:
    """List the lists, those that wait for a verdict first."""
    waiting = DestructionList.objects.waiting()
    page = Paginator(DestructionList.objects.decided(), _PAGE).get_page(request.GET.get("p"))
    context = {"waiting": waiting, "page": page, **_heading(_("Destruction lists"))}
    return render(request, f"{_FOLDER}index.html", context)


def _heading(title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    crumbs = [{"url": url, "label": label} for url, label in parents]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }


def _find(list_uuid: UUID) -> DestructionList:
    return get_object_or_404(DestructionList.objects.for_pages(), uuid=list_uuid)


def _page(
    request: HttpRequest,
    found: DestructionList,
    *,
    lines_form: LinesForm | None = None,
    approve_form: ApproveAllForm | None = None,
    acknowledge_form: AcknowledgeForm | None = None,
) -> HttpResponse:
    lines = found.lines.select_related("case", "tombstone")
    page = Paginator(lines, _PAGE).get_page(request.GET.get("p"))
    last = found.lines.order_by("-pk").values_list("pk", flat=True).first()
    title = _("List %(number)s – %(service)s") % {"number": found.number, "service": found.service}
    context = {
        "list": found,
        "page": page,
        "form": lines_form or LinesForm(lines=list(page.object_list)),
        "approve_form": approve_form or ApproveAllForm(initial={"up_to": last}),
        "acknowledge_form": acknowledge_form or AcknowledgeForm(),
        "transfer": getattr(found, "transfer", None),
        "transferred": found.lines.filter(verdict=Verdict.TRANSFER).count(),
        **_heading(title, (reverse("records:index"), _("Destruction lists"))),
    }
    failed = lines_form or approve_form or acknowledge_form
    return render(request, f"{_FOLDER}list.html", context, status=422 if failed else 200)


@require_safe
@for_archivists
def show(request: HttpRequest, list_uuid: UUID) -> HttpResponse:
    return _page(request, _find(list_uuid))


@require_POST
@for_archivists
def decide(request: HttpRequest, list_uuid: UUID) -> HttpResponseBase:
    """Write the verdicts chosen on one page of lines."""
    found = _find(list_uuid)
    lines = found.lines.select_related("case", "tombstone")
    page = Paginator(lines, _PAGE).get_page(request.GET.get("p"))
    form = LinesForm(request.POST, lines=list(page.object_list))
    if not form.is_valid():
        return _page(request, found, lines_form=form)
    return _decide(request, found, form.decisions())


@require_POST
@for_archivists
def approve(request: HttpRequest, list_uuid: UUID) -> HttpResponseBase:
    """Give the visa to every undecided line as it is proposed."""
    found = _find(list_uuid)
    form = ApproveAllForm(request.POST)
    if not form.is_valid():
        return _page(request, found, approve_form=form)
    undecided = found.lines.filter(verdict="", pk__lte=form.cleaned_data["up_to"])
    proposed = dict(undecided.values_list("pk", "proposal"))
    return _decide(request, found, {pk: Decision(Verdict(said)) for pk, said in proposed.items()})


def _decide(
    request: HttpRequest, found: DestructionList, decisions: dict[int, Decision]
) -> HttpResponseBase:
    try:
        count = lists.decide(destruction_list=found, user=agent_of(request), decisions=decisions)
    except lists.AlreadyDecided as conflict:
        codes = ", ".join(line.case.grouped_code for line in conflict.lines[:10])
        messages.error(
            request,
            _("Nothing was written: somebody decided meanwhile on %(codes)s.") % {"codes": codes},
        )
    else:
        said = ngettext("%(count)s verdict written.", "%(count)s verdicts written.", count) % {
            "count": count
        }
        messages.success(request, said)
    return redirect(reverse("records:list", args=[found.uuid]))


@require_POST
@for_archivists
def transfer(request: HttpRequest, list_uuid: UUID) -> HttpResponseBase:
    """Pack what the list transfers."""
    found = _find(list_uuid)
    try:
        transfers.make(destruction_list=found, user=agent_of(request))
    except transfers.NotDecided:
        messages.error(request, _("Decide on every line first."))
    return redirect(reverse("records:list", args=[found.uuid]))


@require_safe
@for_archivists
def package(request: HttpRequest, list_uuid: UUID) -> HttpResponseBase:
    """Give the package until the archives have it."""
    made = getattr(_find(list_uuid), "transfer", None)
    if made is None or not made.file:
        raise Http404
    name = f"{made.list.number}.zip"
    return FileResponse(made.file.open("rb"), as_attachment=True, filename=name)


@require_POST
@for_archivists
def acknowledge(request: HttpRequest, list_uuid: UUID) -> HttpResponseBase:
    """Record the archives' acknowledgement."""
    found = _find(list_uuid)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, acknowledge_form=form)
    made = getattr(found, "transfer", None)
    if made is None:
        raise Http404
    transfers.acknowledge(transfer=made, user=agent_of(request), **form.cleaned_data)
    messages.success(request, _("Acknowledged: these files are erased here tonight."))
    return redirect(reverse("records:list", args=[found.uuid]))
