"""Leave a journey and come back: later, by mailed link, by code, after its end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eservices.cases import codes, tracking
from eservices.procedures.drafts import access, resuming, services
from eservices.procedures.drafts.answers import words
from eservices.procedures.journey import limits
from eservices.procedures.journey.forms import CodeForm, PhraseForm, ResumeForm
from eservices.procedures.journey.gate import (
    TEMPLATES,
    JourneyRequest,
    draft_url,
    expired,
    find_or_404,
    gate,
    language_now,
    private,
    refused,
    say_translations,
    start_url,
)
from eservices.procedures.models import Draft

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@gate
def later(request: JourneyRequest, **_kwargs: object) -> HttpResponseBase:
    """Say that all is kept, until when; give the ways to go on elsewhere."""
    draft = request.progress.draft
    if "forget" in request.POST:
        response = render(request, f"{TEMPLATES}forgotten.html", {"draft": draft})
        access.take_cookies(response, draft.uuid)
        return response
    if "erase" in request.POST:
        return _erase(request)
    asks_code = "code" in request.POST
    mail = ResumeForm(
        None if asks_code else _posted(request), initial={"email": draft.contact_email}
    )
    has_facts = resuming.has_facts(request.progress)
    phrase = PhraseForm(
        _posted(request) if asks_code else None, required=not (has_facts or draft.phrase)
    )
    sent = mail.is_bound and mail.is_valid() and limits.mail_allowed(request, draft)
    if sent:
        services.remember_email(draft=draft, email=mail.cleaned_data["email"])
        _mail_link(draft)
    given = phrase.is_bound and phrase.is_valid()
    if given:
        resuming.give_code(progress=request.progress, phrase=phrase.cleaned_data["phrase"])
    language = language_now()
    context = {
        "mail": mail,
        "phrase": phrase,
        "form": phrase if asks_code else mail,
        "draft": draft,
        "sent": sent,
        "given": given,
        "code": codes.grouped(draft.code),
        "code_spoken": codes.spoken(draft.code, language),
        "has_phrase": bool(draft.phrase),
        "has_facts": has_facts,
        "on": draft_url("draft", draft),
        "title": words(request.progress.definition.title, language),
    }
    status = 422 if mail.errors or phrase.errors else 200
    return render(request, f"{TEMPLATES}later.html", context, status=status)


def _erase(request: JourneyRequest) -> HttpResponseBase:
    """Ask once, then leave nothing of a request that was not sent."""
    draft = request.progress.draft
    title = words(request.progress.definition.title, language_now())
    context = {"draft": draft, "title": title, "back": draft_url("later", draft)}
    if request.POST["erase"] != "now":
        return render(request, f"{TEMPLATES}erase.html", context)
    context["start_url"] = start_url(draft)
    services.discard(draft=draft)
    response = render(request, f"{TEMPLATES}erased.html", context)
    access.take_cookies(response, draft.uuid)
    return response


@require_POST
def resume(request: HttpRequest, draft: UUID, **_kwargs: object) -> HttpResponseBase:
    """Mail the link to the draft's address, if that is what was typed; say no more."""
    found = find_or_404(draft)
    form = ResumeForm(request.POST)
    if not form.is_valid():
        return private(refused(request, found, form))
    known = found.contact_email.lower() == form.cleaned_data["email"].lower()
    open_still = found.submitted_at is not None or found.erased_at > timezone.now()
    if known and open_still and limits.mail_allowed(request, found):
        _mail_link(found)
    return private(render(request, f"{TEMPLATES}link_sent.html", {"draft": found}))


@_GET_OR_POST
def resume_link(
    request: HttpRequest, draft: UUID, token: str, **_kwargs: object
) -> HttpResponseBase:
    """Open the draft on this device. By POST: programs that read mails follow links."""
    found = find_or_404(draft)
    say_translations(request, found.version.procedure_id)
    try:
        access.check_resume_token(found, token)
    except access.LinkRefused:
        return private(refused(request, found))
    if found.submitted_at is None and found.erased_at <= timezone.now():
        return private(expired(request, found))
    if request.method != "POST":
        title = words(found.version.compiled.title, language_now())
        return private(render(request, f"{TEMPLATES}resume.html", {"draft": found, "title": title}))
    if found.is_expired:
        services.put_off(draft=found)
    return _opened(request, found)


@_GET_OR_POST
def resume_by_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for a draft's code and its second fact, and open it on this device."""
    say_translations(request)
    form = CodeForm(_posted(request))
    if form.is_bound and form.is_valid():
        try:
            found = resuming.find_by_code(
                code=form.cleaned_data["code"],
                fact=form.cleaned_data["fact"],
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except tracking.NotFound:
            form.add_error(None, _not_found())
        except tracking.TooManyAttempts as error:
            return _locked(request, form, error)
        else:
            return _opened(request, found)
    status = 422 if form.is_bound else 200
    return private(render(request, f"{TEMPLATES}code.html", {"form": form}, status=status))


@require_POST
def restore(request: HttpRequest, draft: UUID, **_kwargs: object) -> HttpResponseBase:
    """Bring back, by one click, a draft whose time is over and that is not erased yet."""
    found = find_or_404(draft)
    if not access.may_open(request, found):
        return private(refused(request, found))
    try:
        services.put_off(draft=found)
    except services.DraftExpired:
        return private(expired(request, found))
    except services.DraftSent:
        return private(redirect(draft_url("receipt", found)))
    return _opened(request, found)


def _opened(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    response = redirect(draft_url("draft", draft))
    access.give_cookies(request, response, draft, services.open_on_this_device(draft=draft))
    return private(response)


def _not_found() -> str:
    return _(
        "We find no request begun with this code and this answer together. Check the code, or "
        "try another thing: your phrase, your date of birth, your name, your postcode."
    )


def _locked(
    request: HttpRequest, form: CodeForm, error: tracking.TooManyAttempts
) -> HttpResponseBase:
    context = {"form": form, "retry_at": error.retry_at}
    response: HttpResponse = render(request, f"{TEMPLATES}code.html", context, status=429)
    wait = int((error.retry_at - timezone.now()).total_seconds()) + 1
    response.headers["Retry-After"] = str(max(1, wait))
    return private(response)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _mail_link(draft: Draft) -> None:
    """Mail it once a minute at most, whatever is clicked."""
    minute = int(timezone.now().timestamp() // 60)
    services.mail_resume_link(draft=draft, key=f"procedures.resume:{draft.uuid}:{minute}")
