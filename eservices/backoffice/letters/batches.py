"""The post of one's queues: letters that wait, print batches, what was posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from eservices.accounts import permissions
from eservices.accounts.models import Queue
from eservices.backoffice.access import agent_of
from eservices.backoffice.letters.forms import PostedForm
from eservices.backoffice.letters.views import pdf_response
from eservices.backoffice.refusals import log_refusal
from eservices.cases.letters import post
from eservices.cases.models import PrintBatch
from eservices.cases.services import NotAllowed

#: Batches listed, the latest.
SHOWN = 50


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show how many letters wait in each queue, and the latest batches."""
    if not permissions.works(request.user):
        log_refusal(request, "post")
        raise PermissionDenied
    queues = list(post.queues_with_letters(agent_of(request)))
    batches = (
        PrintBatch.objects.filter(queue__in=permissions.queues_worked_by(request.user))
        .select_related("queue__service", "queue__sector")
        .prefetch_related("queue__service__texts", "entries")[:SHOWN]
    )
    context = {"queues": queues, "batches": batches, **_around(_("Letters to post"))}
    return _rendered(request, "post", context)


@require_POST
def make(request: HttpRequest, queue_id: int) -> HttpResponseBase:
    """Gather what waits in a queue into one batch."""
    queue = Queue.objects.filter(pk=queue_id).first()
    if queue is None:
        raise Http404
    try:
        batch = post.make_batch(queue=queue, user=agent_of(request))
    except NotAllowed:
        log_refusal(request, "print")
        raise PermissionDenied from None
    except post.NothingToPrint:
        messages.warning(request, _("No letter waits in this queue any more."))
        return redirect("desk:post")
    return redirect("desk:post_batch", batch.uuid)


@require_safe
def batch(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    """Show a batch, its letters, and what comes next."""
    return _batch_page(request, _find(request, batch_uuid), PostedForm())


@require_safe
def batch_pdf(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    """Give the file to print: the cover list, then the letters in its order."""
    found = _find(request, batch_uuid)
    if found.undone_at:
        raise Http404
    return pdf_response(post.batch_pdf(found), "lettres.pdf")


@require_POST
def printed(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    found = _find(request, batch_uuid)
    done = lambda: post.mark_printed(batch=found, user=agent_of(request))  # noqa: E731
    return _act(request, found, done, _("The batch is marked as printed."))


@require_POST
def undo(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    found = _find(request, batch_uuid)
    done = lambda: post.undo(batch=found, user=agent_of(request))  # noqa: E731
    return _act(request, found, done, _("The batch is undone: its letters wait again."))


@require_POST
def posted(request: HttpRequest, batch_uuid: UUID) -> HttpResponseBase:
    found = _find(request, batch_uuid)
    form = PostedForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, found, form, status=422)
    day = form.cleaned_data["posted_on"]
    try:
        return _act(
            request,
            found,
            lambda: post.mark_posted(batch=found, user=agent_of(request), posted_on=day),
            _("The letters are marked as posted. Their recipients read it when they follow."),
        )
    except post.WrongDate:
        form.add_error("posted_on", _("A day between the making of the batch and today is needed."))
        return _batch_page(request, found, form, status=422)


def _act(
    request: HttpRequest, found: PrintBatch, act: Callable[[], None], success: str
) -> HttpResponseBase:
    try:
        act()
    except post.WrongMoment:
        messages.warning(request, _("A colleague did it meanwhile: this is how the batch stands."))
    else:
        messages.success(request, success)
    return redirect("desk:post_batch", found.uuid)


def _find(request: HttpRequest, batch_uuid: UUID) -> PrintBatch:
    found = PrintBatch.objects.select_related("queue").filter(uuid=batch_uuid).first()
    if found is None:
        raise Http404
    if not permissions.may_work(request.user, found.queue):
        log_refusal(request, "batch")
        raise PermissionDenied
    return found


def _batch_page(
    request: HttpRequest, found: PrintBatch, form: PostedForm, status: int = 200
) -> HttpResponse:
    entries = list(
        found.entries.select_related("letter__case", "letter__content", "letter__returned")
    )
    title = ngettext("%(count)s letter", "%(count)s letters", len(entries)) % {
        "count": len(entries)
    }
    context = {"batch": found, "entries": entries, "form": form, **_around(title, inside=True)}
    return _rendered(request, "batch", context, status)


def _around(title: str, *, inside: bool = False) -> dict[str, Any]:
    post_item = {"url": reverse("desk:post"), "label": _("Letters to post")}
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            *([post_item, {"url": "", "label": title}] if inside else [post_item | {"url": ""}]),
        ],
    }


def _rendered(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    template = f"eservices_backoffice/letters/{name}.html"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
