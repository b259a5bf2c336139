"""Writing a letter: begin, write, preview, send. What is typed is kept at each step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from eservices.backoffice.access import agent_of, case_for
from eservices.backoffice.letters.forms import BeginForm, LetterForm, ReturnedForm
from eservices.backoffice.refusals import log_refusal
from eservices.cases import contacts, transitions
from eservices.cases import services as cases
from eservices.cases.letters import post, services
from eservices.cases.models import Case, LetterDraft

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _opened(request: HttpRequest, case_uuid: UUID, act: str) -> Case:
    """Return the case if the user works it and has opened its file."""
    case = case_for(request, case_uuid, act)
    if not cases.has_opened(case=case, user=agent_of(request)):
        raise PermissionDenied
    return case


def _draft(request: HttpRequest, case_uuid: UUID) -> LetterDraft:
    case = _opened(request, case_uuid, "letter")
    draft = LetterDraft.objects.filter(case=case, author=agent_of(request)).first()
    if draft is None:
        raise Http404
    draft.case, draft.author = case, agent_of(request)
    return draft


def _to_case(case: Case) -> HttpResponseBase:
    return redirect(reverse("desk:case", args=[case.uuid]) + "#letters")


@require_POST
def begin(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Begin a letter from a template, or go on with the one begun."""
    case = _opened(request, case_uuid, "letter")
    form = BeginForm(request.POST, case=case, user=agent_of(request))
    if not form.is_valid():
        messages.error(request, _("Choose which letter to write."))
        return _to_case(case)
    status, template = form.chosen
    try:
        services.begin(case=case, user=agent_of(request), template=template, status=status)
    except services.DraftExists:
        messages.warning(request, _("You had begun this letter: send it or throw it away first."))
    except transitions.WrongTransition:
        messages.error(request, _("The request cannot go to this status any more."))
        return _to_case(case)
    return redirect("desk:letter_draft", case.uuid)


@_GET_OR_POST
def write(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Write the letter; each button keeps what is typed."""
    draft = _draft(request, case_uuid)
    if request.method != "POST":
        return _page(request, draft, LetterForm(instance=draft))
    if "discard" in request.POST:
        services.discard(draft=draft)
        messages.success(request, _("The letter was thrown away."))
        return _to_case(draft.case)
    form = LetterForm(request.POST, instance=draft)
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    services.save(draft=draft, written=form.written())
    if "preview" not in request.POST:
        messages.success(request, _("The letter is kept. Nothing was sent."))
        return _to_case(draft.case)
    return _checked(request, draft, form) or redirect("desk:letter_preview", draft.case.uuid)


def _checked(request: HttpRequest, draft: LetterDraft, form: LetterForm) -> HttpResponse | None:
    """Show the form again with what the letter lacks; ``None`` when it lacks nothing."""
    missing = services.problems(draft)
    if not missing:
        return None
    form.say_missing(missing)
    return _page(request, draft, form, status=422)


@require_safe
def preview(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Show the letter as it will be sent, with what sending it does."""
    draft = _draft(request, case_uuid)
    if services.problems(draft):
        return redirect("desk:letter_draft", draft.case.uuid)
    return _preview_page(request, draft)


@require_safe
def preview_pdf(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Give the exact PDF, with the mark of a preview."""
    draft = _draft(request, case_uuid)
    return pdf_response(services.document(draft).pdf(preview=True), "apercu.pdf")


@require_POST
def send(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Send the letter that was previewed."""
    draft = _draft(request, case_uuid)
    seen = request.POST.get("seen", "")
    try:
        services.send(
            draft=draft,
            seen_draft=request.POST.get("draft", ""),
            seen_lock=int(seen) if seen.isdecimal() else -1,
        )
    except cases.NotAllowed:
        log_refusal(request, "letter", draft.case)
        raise PermissionDenied from None
    except cases.CaseChanged as conflict:
        draft.case = conflict.case
        return _preview_page(request, draft, conflict=conflict)
    except services.DraftChanged:
        messages.warning(request, _("The letter changed since this preview: read it again."))
        return redirect("desk:letter_preview", draft.case.uuid)
    except services.LetterIncomplete as error:
        form = LetterForm(model_to_dict(draft), instance=draft)
        form.is_valid()
        form.say_missing(dict(error.problems))
        return _page(request, draft, form, status=422)
    except transitions.WrongTransition:
        messages.error(
            request, _("The request cannot go to this status any more: begin the letter again.")
        )
        return _to_case(draft.case)
    messages.success(request, _("Letter sent."))
    return _to_case(draft.case)


@_GET_OR_POST
def returned(request: HttpRequest, case_uuid: UUID, letter_uuid: UUID) -> HttpResponseBase:
    """Say that the post brought a letter back."""
    case = _opened(request, case_uuid, "letter returned")
    letter = post.with_paper(case.letters.all()).filter(uuid=letter_uuid).first()
    if letter is None:
        raise Http404
    form = ReturnedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            post.mark_returned(letter=letter, user=agent_of(request), **form.cleaned_data)
        except post.WrongDate:
            form.add_error("returned_on", _("A day between the posting and today is needed."))
        except post.WrongMoment:
            messages.warning(request, _("This letter was not posted, or came back already."))
            return _to_case(case)
        else:
            messages.success(request, _("Noted. To send it again, write a new letter."))
            return _to_case(case)
    title = _("A letter came back")
    context = {"form": form, "letter": letter, **_around(case, title, "undo")}
    return _rendered(request, "returned", context, 422 if form.is_bound else 200)


def _page(
    request: HttpRequest, draft: LetterDraft, form: LetterForm, status: int = 200
) -> HttpResponse:
    title = _("Write: %(kind)s") % {"kind": draft.get_kind_display()}
    context = {"form": form, "draft": draft, "way": _way(draft), **_around(draft.case, title)}
    return _rendered(request, "write", context, status)


def _preview_page(
    request: HttpRequest, draft: LetterDraft, conflict: cases.CaseChanged | None = None
) -> HttpResponse:
    context = {
        "draft": draft,
        "mark": services.mark(draft),
        "text": services.document(draft).text(),
        "way": _way(draft),
        "reads_mail": contacts.reads_mail(draft.case),
        "conflict": conflict,
        **_around(draft.case, _("Read before sending"), "view"),
    }
    return _rendered(request, "preview", context, 409 if conflict else 200)


def _way(draft: LetterDraft) -> str:
    """Return the words of the status that the letter leads to."""
    try:
        return str(draft.case.get_workflow()[draft.status]) if draft.status else ""
    except KeyError:
        return draft.status


def _around(case: Case, title: str, icon: str = "edit") -> dict[str, Any]:
    """Return what Wagtail's page needs around the content."""
    return {
        "case": case,
        "page_title": title,
        "header_title": f"{case.grouped_code} – {title}",
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            {"url": reverse("desk:case", args=[case.uuid]), "label": case.grouped_code},
            {"url": "", "label": title},
        ],
    }


def _rendered(
    request: HttpRequest, name: str, context: dict[str, Any], status: int
) -> HttpResponse:
    template = f"eservices_backoffice/letters/{name}.html"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
