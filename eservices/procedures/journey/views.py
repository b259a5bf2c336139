"""Pages of a journey beside its steps: start, check, receipt, resume, later, advice."""

from __future__ import annotations

from contextlib import suppress
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eservices.cases import codes
from eservices.cases.enums import Channel
from eservices.procedures.addresses import paper_url, slug_of, startable
from eservices.procedures.drafts import access, confirmation, moves, services, submission
from eservices.procedures.drafts.answers import Words, sections, words
from eservices.procedures.drafts.receipts import Receipt, contacts, paragraphs
from eservices.procedures.journey import limits
from eservices.procedures.journey.forms import CheckForm, StartForm, VerifyForm
from eservices.procedures.journey.gate import (
    TEMPLATES,
    JourneyRequest,
    draft_url,
    find_or_404,
    gate,
    language_now,
    notice,
    place_url,
    private,
    say_translations,
)
from eservices.procedures.journey.privacy import privacy_notice
from eservices.procedures.journey.wizard import FROM_CHECK
from eservices.procedures.models import DraftAttachment, ProcedureVersion, Submission
from eservices.procedures.words.documents import documents


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say what is needed, offer a draft already begun, and begin one by POST."""
    version = startable(slug, language_now())
    if version is None:
        raise Http404
    say_translations(request, version.procedure_id)
    if request.method == "POST" and not limits.start_allowed(request):
        return private(_start_page(request, version, StartForm(), 429))
    form = StartForm(_posted(request))
    if form.is_bound and form.is_valid():
        return private(_begin(request, version))
    return private(_start_page(request, version, form, 422 if form.is_bound else 200))


def _begin(request: HttpRequest, version: ProcedureVersion) -> HttpResponseBase:
    draft, secret = services.start_draft(
        version=version, language=language_now(), person=access.person(request)
    )
    first = draft.version.compiled.steps[0]
    response = redirect(draft_url("step", draft, step=first.key))
    access.give_cookies(request, response, draft, secret)
    return response


def _start_page(
    request: HttpRequest, version: ProcedureVersion, form: StartForm, status: int
) -> HttpResponse:
    definition = version.compiled_for(Channel.ONLINE)
    language = language_now()
    context = {
        "form": form,
        "definition": definition,
        "title": words(definition.title, language),
        "drafts": [
            (draft, draft_url("draft", draft), draft_url("later", draft))
            for draft in access.own_drafts(request, version.procedure_id)
        ],
        "contacts": contacts(definition, language),
        "documents": [
            Words(said, "" if said_in == language else said_in)
            for said, said_in in documents(definition, language)
        ],
        "paper_url": paper_url(version, slug_of(version.procedure_id, language)),
        "too_many": status == 429,
        "draft_days": definition.retention.draft_days,
        "privacy": privacy_notice(definition, language),
    }
    return render(request, f"{TEMPLATES}start.html", context, status=status)


@require_GET
@gate
def draft(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    """Lead to where the draft stands: its first incomplete step, else the check page."""
    step = request.progress.first_incomplete
    if step is None:
        return redirect(draft_url("check", request.progress.draft))
    return redirect(draft_url("step", request.progress.draft, step=step.key))


@require_GET
def misplaced(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Lead an address in the words of another language to the draft's own."""
    return private(redirect(draft_url("draft", find_or_404(UUID(draft)))))


@require_http_methods(["GET", "HEAD", "POST"])
@gate
def check(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    """Show every answer with a way to change it; send by POST, and only here."""
    progress = request.progress
    if progress.first_incomplete is not None:
        return redirect(draft_url("draft", progress.draft))
    form = CheckForm(_posted(request), progress=progress, language=language_now())
    if request.method == "POST" and not limits.submit_allowed(request):
        return _check_page(request, form.renewed(), status=429, too_many=True)
    if request.method == "POST" and form.is_valid():
        try:
            submission.submit(
                draft=progress.draft,
                seen_lock=form.cleaned_data["seen"],
                language=language_now(),
            )
        except submission.AnswersChanged:
            return _check_page(request, form.renewed(), status=409, changed=True)
        except submission.StepIncomplete as error:
            return redirect(draft_url("step", progress.draft, step=error.step.key))
        return redirect(draft_url("receipt", progress.draft))
    return _check_page(request, form, status=422 if form.is_bound else 200)


def _check_page(
    request: JourneyRequest,
    form: CheckForm,
    *,
    status: int,
    changed: bool = False,
    too_many: bool = False,
) -> HttpResponse:
    progress, language = request.progress, language_now()
    shown = [
        (
            section,
            f"{place_url(progress.draft, section.key, section.item)}?{FROM_CHECK}=1",
            f"{place_url(progress.draft, section.key)}?{FROM_CHECK}=1",
        )
        for section in sections(progress, language)
    ]
    context = {
        "form": form,
        "sections": shown,
        "changed": changed,
        "too_many": too_many,
        "notice": notice(progress),
        "acknowledge_url": draft_url("changes", progress.draft),
        "refused_files": progress.all_refused,
        "draft": progress.draft,
        "title": words(progress.definition.title, language),
        "declaration": words(progress.definition.declaration, language),
        "back": draft_url("step", progress.draft, step=progress.steps[-1].key),
    }
    return render(request, f"{TEMPLATES}check.html", context, status=status)


@require_POST
@gate
def changes(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    """The person has read what changed: go on where the draft stands."""
    moves.acknowledge(draft=request.progress.draft)
    return redirect(draft_url("draft", request.progress.draft))


@require_GET
@gate
def advice(request: JourneyRequest, step: str, **_kwargs: object) -> HttpResponseBase:
    """Advise whom the answers lead away: where to go, a human, or send it anyway."""
    progress, language = request.progress, language_now()
    asked = progress.step(step)
    found = asked and progress.is_done(asked) and progress.exit_after(asked)
    if asked is None or not found:
        return redirect(draft_url("draft", progress.draft))
    following = progress.after(asked)
    on = draft_url("step", progress.draft, step=following.key) if following else ""
    context = {
        "title": words(found.title, language),
        "body": paragraphs(found.body, language),
        "url": found.url,
        "link": words(found.link, language),
        "contacts": contacts(progress.definition, language),
        "on": on or draft_url("draft", progress.draft),
        "back": draft_url("step", progress.draft, step=step),
    }
    return render(request, f"{TEMPLATES}advice.html", context)


@require_POST
@gate
def remove_file(
    request: JourneyRequest, step: str, file: UUID, item: int | None = None, **_kwargs: object
) -> HttpResponseBase:
    """Remove one file from the draft and come back to the step."""
    # It may be removed already, in another tab or by a double click.
    with suppress(DraftAttachment.DoesNotExist):
        services.remove_file(draft=request.progress.draft, attachment_uuid=str(file))
    query = f"?{FROM_CHECK}=1" if FROM_CHECK in request.GET else ""
    return redirect(place_url(request.progress.draft, step, item) + query)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _receipt(request: JourneyRequest) -> Receipt:
    sent = Submission.objects.select_related("case__service", "version").filter(
        draft=request.progress.draft
    )
    found = sent.first()
    if found is None:
        raise Http404
    return Receipt(found, language_now(), confirmation.origin())


@require_GET
@gate(sent=True)
def receipt(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    """Show the letter that says the request is in our hands."""
    letter = _receipt(request)
    context = {
        "receipt": letter,
        "pdf_url": draft_url("receipt-pdf", request.progress.draft),
        "email": letter.case.contact_email,
    }
    return render(request, f"{TEMPLATES}receipt.html", context)


@require_GET
@gate(sent=True, form=False)
def receipt_pdf(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    letter = _receipt(request)
    response = HttpResponse(letter.pdf(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="recu-{letter.code}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """Let anyone who holds a receipt check that it comes from the city."""
    say_translations(request)
    form = VerifyForm(
        _posted(request), initial={"fingerprint": request.GET.get("fingerprint", "")[:64]}
    )
    context: dict[str, object] = {"form": form}
    status = 200
    if form.is_bound and not limits.verify_allowed(request):
        context["too_many"], status = True, 429
    elif form.is_bound and form.is_valid():
        context["authentic"] = submission.verify(
            code=form.cleaned_data["code"], fingerprint=form.cleaned_data["fingerprint"]
        )
        context["code"] = codes.grouped(cast(str, form.cleaned_data["code"]))
    elif form.is_bound:
        status = 422
    return private(render(request, f"{TEMPLATES}verify.html", context, status=status))
