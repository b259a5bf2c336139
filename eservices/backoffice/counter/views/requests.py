"""A request filled in during a visit: on one page, checked, sent, its receipt printed."""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from content.core.forms import error_summary
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter import sending
from eservices.backoffice.counter.forms import WayForm
from eservices.backoffice.counter.gate import View, in_visit, page, visit_url
from eservices.backoffice.models import Visit
from eservices.cases import claims, codes
from eservices.cases.mandates import MandateNotInForce
from eservices.procedures.drafts import confirmation, moves, services, submission
from eservices.procedures.drafts.answers import sections, words
from eservices.procedures.drafts.progress import Progress, find_draft, load
from eservices.procedures.drafts.receipts import Receipt, qr
from eservices.procedures.journey.dense import Block, DensePage
from eservices.procedures.journey.forms import CheckForm
from eservices.procedures.journey.gate import language_now
from eservices.procedures.journey.privacy import privacy_notice
from eservices.procedures.models import Draft, DraftAttachment, Submission


def of_draft(view: View) -> View:
    """Let a view run with ``progress``, of a draft begun in this visit and not sent yet."""

    @in_visit
    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, draft: UUID, **kwargs: Any) -> HttpResponseBase:
        found = _find(visit, draft)
        if found.submitted_at is not None:
            return redirect(visit_url("receipt", visit, draft=draft))
        if found.is_expired:
            return redirect(visit_url("visit", visit))
        if request.method != "POST":
            moves.follow(found)
        try:
            return view(request, visit=visit, progress=load(found), **kwargs)
        except services.DraftSent:
            return redirect(visit_url("receipt", visit, draft=draft))
        except (services.StepChanged, services.DraftExpired):
            return redirect(visit_url("request", visit, draft=draft))

    return guarded


def _find(visit: Visit, uuid: UUID) -> Draft:
    if not visit.drafts.filter(draft__uuid=uuid).exists():
        raise Http404
    return find_draft(uuid)


@of_draft
def fill(request: HttpRequest, visit: Visit, progress: Progress) -> HttpResponseBase:
    """Show every question that shows; keep what is posted, then do what the button asks."""
    dense = DensePage(progress, language_now())
    if request.method != "POST":
        return _dense_page(request, visit, dense, add=request.GET.get("add", ""))
    dense.keep(request.POST, request.FILES)
    here = visit_url("request", visit, draft=progress.draft.uuid)
    _remove(request, dense)
    if dense.needs_showing:
        return _dense_page(request, visit, dense, status=409 if dense.is_stale else 422)
    if "check" in request.POST:
        if dense.progress.first_incomplete is not None:
            return _dense_page(request, visit, dense, status=422, say_errors=True)
        return redirect(visit_url("check", visit, draft=progress.draft.uuid))
    add = request.POST.get("add", "")
    return redirect(f"{here}?add={add}#add" if add else here)


def _remove(request: HttpRequest, dense: DensePage) -> None:
    """Remove the file or the item that a button names, after what was typed was kept."""
    draft = dense.progress.draft
    if file := request.POST.get("drop"):
        with suppress(DraftAttachment.DoesNotExist, ValueError):
            services.remove_file(draft=draft, attachment_uuid=file)
    key, _slash, number = request.POST.get("remove", "").partition("/")
    step = dense.progress.step(key)
    if step is not None and number.isdecimal() and int(number) in dense.progress.items(step):
        last = dense.progress.next_item(step) - 1
        services.remove_item(draft=draft, step=step, item=int(number), last=last)


def _dense_page(
    request: HttpRequest,
    visit: Visit,
    dense: DensePage,
    *,
    status: int = 200,
    say_errors: bool = False,
    add: str = "",
) -> HttpResponse:
    progress, language = dense.progress, language_now()
    blocks = dense.blocks(say_errors=say_errors, add=add)
    shown = {block.place.step.id for block in blocks}
    lists = [(step, words(step.title, language)) for step in dense.lists()]
    context = {
        "blocks": blocks,
        "lists": lists,
        "empty_lists": [pair for pair in lists if pair[0].id not in shown],
        "summary": dense.summary(blocks) if status != 200 else None,
        "draft": progress.draft,
        "definition": progress.definition,
        "privacy": privacy_notice(progress.definition, language),
        "notice": moves.notice(progress, language, lambda key: f"#step-{key}"),
        "focus": _focus(blocks, add) if not say_errors else "",
        "more": any(block.is_new for block in blocks),
    }
    title = words(progress.definition.title, language)
    return page(request, "request", title.text, context, status=status, visit=visit)


def _focus(blocks: list[Block], add: str) -> str:
    """Return the id of the control to begin with: of what was just added, else the first empty."""
    for block in blocks:
        if add and (block.place.step.key != add or block.may_remove):
            continue
        for bound in block.form:
            if not bound.is_hidden and (add or not block.form.is_bound or not bound.value()):
                return str(bound.focus_id())  # type: ignore[attr-defined]  # an AccessibleBoundField
    return ""


@of_draft
def check(request: HttpRequest, visit: Visit, progress: Progress) -> HttpResponseBase:
    """Read everything over to the person; send by POST, and only here."""
    uuid = progress.draft.uuid
    if progress.first_incomplete is not None:
        return redirect(visit_url("request", visit, draft=uuid))
    posted = request.POST if request.method == "POST" else None
    form = CheckForm(posted, progress=progress, language=language_now())
    way = WayForm(posted, **sending.told_so_far(progress))
    changed = False
    if posted is not None and form.is_valid() and way.is_valid():
        try:
            sending.send(
                visit=visit,
                user=agent_of(request),
                draft=progress.draft,
                seen_lock=form.cleaned_data["seen"],
                **way.cleaned_data,
            )
            return redirect(visit_url("receipt", visit, draft=uuid))
        except submission.AnswersChanged:
            form, changed = form.renewed(), True
        except MandateNotInForce:
            form.add_error(
                None,
                _(
                    "Nothing was sent: the mandate was revoked or has ended since this was "
                    "begun. The person represented can send it, or give a new mandate."
                ),
            )
        except submission.StepIncomplete:
            dense = DensePage(load(progress.draft), language_now())
            return _dense_page(request, visit, dense, status=422, say_errors=True)
    language = language_now()
    context = {
        "form": form,
        "way": way,
        "summary": error_summary(form, way),
        "sections": sections(progress, language),
        "changed": changed,
        "draft": progress.draft,
        "title": words(progress.definition.title, language),
        "declaration": words(progress.definition.declaration, language),
        "refused_files": progress.all_refused,
        "back": visit_url("request", visit, draft=uuid),
    }
    status = 409 if changed else 422 if posted is not None else 200
    return page(request, "check", _("Check and send"), context, status=status, visit=visit)


def _receipt(visit: Visit, uuid: UUID) -> Receipt:
    sent = Submission.objects.select_related("case__service", "case__contact", "version")
    found = sent.filter(draft__uuid=uuid, draft__visit_link__visit=visit).first()
    if found is None:
        raise Http404
    return Receipt(found, found.case.language, confirmation.origin())


def claim_path(language: str) -> str:
    with override(language):
        return reverse("cases:claim")


@require_GET
@in_visit
def receipt(request: HttpRequest, visit: Visit, draft: UUID) -> HttpResponseBase:
    """Show the receipt, set to be printed and handed over, or read out on the telephone."""
    letter = _receipt(visit, draft)
    context = {
        "receipt": letter,
        "claim_code": codes.grouped(claims.one_time_code(letter.case)),
        "claim_url": letter.origin + claim_path(letter.language),
        "city": settings.WAGTAIL_SITE_NAME,
        "qr": qr(f"{letter.tracking_url}#{letter.case.code}"),
        "pdf_url": visit_url("receipt-pdf", visit, draft=draft),
    }
    return page(request, "receipt", _("Receipt"), context, visit=visit)


@require_GET
@in_visit
def receipt_pdf(request: HttpRequest, visit: Visit, draft: UUID) -> HttpResponseBase:
    """Give the receipt as PDF to look at and print: nothing is put among the downloads."""
    letter = _receipt(visit, draft)
    response = HttpResponse(letter.pdf(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="recu-{letter.code}.pdf"'
    return response


@of_draft
def noted(request: HttpRequest, visit: Visit, progress: Progress) -> HttpResponseBase:
    """The agent has read what changed in the procedure since the draft was begun."""
    if request.method == "POST":
        moves.acknowledge(draft=progress.draft)
    return redirect(visit_url("request", visit, draft=progress.draft.uuid))
