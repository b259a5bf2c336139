"""The door of every page of a draft: found by its uuid, opened by its secret.

A wrong slug or language leads to the draft's own address; an address without the
secret opens nothing; an expired draft says so. Every answer is kept out of caches.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, overload
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from eservices.procedures.addresses import slug_of
from eservices.procedures.drafts import access, moves
from eservices.procedures.drafts.progress import DraftMissing, Progress, find_draft, load
from eservices.procedures.drafts.receipts import contacts
from eservices.procedures.drafts.services import DraftExpired, DraftSent, StepChanged
from eservices.procedures.journey.forms import ResumeForm
from eservices.procedures.models import Draft

View = Callable[..., HttpResponseBase]
TEMPLATES = "eservices_procedures/"


class JourneyRequest(HttpRequest):
    """A request that passed the gate."""

    progress: Progress


def language_now() -> str:
    """Return the language of the page being made."""
    return get_language() or settings.LANGUAGE_CODE


def private(response: HttpResponseBase, *, form: bool = True) -> HttpResponseBase:
    """Keep a page of a person out of every cache and its address out of other sites.

    With ``no-referrer`` browsers send ``Origin: null`` with a form's POST, which the
    CSRF check refuses; a page with a form therefore says ``same-origin``: its address
    still never leaves this site.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin" if form else "no-referrer"
    return response


def draft_url(name: str, draft: Draft, **kwargs: Any) -> str:
    """Return the address of one page of a draft, in the active language."""
    slug = slug_of(draft.version.procedure_id, language_now())
    return reverse(f"procedures:{name}", kwargs={"slug": slug, "draft": draft.uuid, **kwargs})


def say_translations(request: HttpRequest, procedure_id: int | None = None) -> None:
    """Let the header's links to other languages lead to this very page, the draft kept."""
    match = request.resolver_match
    if match is None:
        return
    found, current = {}, language_now()
    query = request.GET.urlencode()
    for language, _name in settings.LANGUAGES:
        kwargs = dict(match.kwargs)
        if procedure_id is not None:
            kwargs["slug"] = slug_of(procedure_id, language)
        if language != current:
            with override(language):
                path = reverse(match.view_name, kwargs=kwargs)
            found[language] = f"{path}?{query}" if query else path
    setattr(request, "translations", found)  # noqa: B010  # read by the language links


def place_url(draft: Draft, step: str, item: int | None = None) -> str:
    """Return the address of a step, or of one item of a repeated step."""
    if item is None:
        return draft_url("step", draft, step=step)
    return draft_url("item", draft, step=step, item=item)


@overload
def gate(view: View) -> View: ...


@overload
def gate(*, sent: bool = False, form: bool = True) -> Callable[[View], View]: ...


def gate(view: View | None = None, *, sent: bool = False, form: bool = True) -> Any:
    """Let a view run only for whoever may open the draft.

    The view gets ``request.progress``. ``sent`` is true for pages of a request that
    was sent, to which all others redirect; ``form`` says whether the page can hold a form.
    """

    def decorate(inner: View) -> View:
        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return private(_answer(inner, request, sent, args, kwargs), form=form)

        return guarded

    return decorate(view) if view else decorate


def _answer(
    view: View, request: HttpRequest, sent: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    draft = find_or_404(kwargs["draft"])
    say_translations(request, draft.version.procedure_id)
    if not access.may_open(request, draft):
        return refused(request, draft)
    if draft.is_expired:
        return expired(request, draft)
    if not sent and draft.submitted_at is not None:
        return redirect(draft_url("receipt", draft))
    misplaced = _canonical(request, draft, kwargs)
    if misplaced:
        return misplaced
    if draft.submitted_at is None and not _answers_a_step(request, kwargs):
        moves.follow(draft)
    setattr(request, "progress", load(draft))  # noqa: B010  # JourneyRequest from here on
    try:
        return view(request, *args, **kwargs)
    except DraftSent:
        return redirect(draft_url("receipt", draft))
    except StepChanged:  # by another tab, just now: show where the draft stands
        return redirect(draft_url("draft", draft))
    except DraftExpired:
        return expired(request, draft)


def _answers_a_step(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """What is posted answers the questions of the page that was shown: those are kept
    first, and the draft follows a newer version at the next request."""
    return request.method == "POST" and "step" in kwargs


def _canonical(
    request: HttpRequest, draft: Draft, kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    match = request.resolver_match
    if request.method != "GET" or match is None or "slug" not in kwargs:
        return None
    procedure, language = draft.version.procedure_id, language_now()
    if kwargs["slug"] == slug_of(procedure, language):
        return None
    slug = slug_of(procedure, language, fresh=True)
    if kwargs["slug"] == slug:
        return None
    query = request.META.get("QUERY_STRING", "")
    target = reverse(match.view_name, kwargs=kwargs | {"slug": slug})
    return redirect(f"{target}?{query}" if query else target)


def notice(progress: Progress) -> moves.Notice | None:
    """Return the list of what changed in the procedure, until the person has read it."""
    return moves.notice(
        progress, language_now(), lambda key: draft_url("step", progress.draft, step=key)
    )


def find_or_404(uuid: UUID) -> Draft:
    try:
        return find_draft(uuid)
    except DraftMissing as error:
        raise Http404 from error


def refused(request: HttpRequest, draft: Draft, form: ResumeForm | None = None) -> HttpResponse:
    """Say that the address alone opens nothing, and offer a way back in."""
    context = {
        "form": form or ResumeForm(),
        "resume_url": draft_url("resume", draft),
        "start_url": start_url(draft),
        "code_url": reverse("procedures:resume-code"),
        "tracking_url": reverse("cases:track"),
    }
    return render(request, f"{TEMPLATES}refused.html", context, status=403)


def expired(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the draft's time is over and what remains to be done."""
    context = {
        "draft": draft,
        "can_restore": draft.erased_at > timezone.now(),
        "restore_url": draft_url("restore", draft),
        "start_url": start_url(draft),
        "contacts": contacts(draft.version.compiled, language_now()),
    }
    return render(request, f"{TEMPLATES}expired.html", context, status=410)


def start_url(draft: Draft) -> str:
    slug = slug_of(draft.version.procedure_id, language_now())
    return reverse("procedures:start", kwargs={"slug": slug})
