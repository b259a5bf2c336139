"""Tracking: prove, read, answer, leave. No account, no session, nothing cached."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import rights, services, tracking, visits
from eservices.cases.forms import ReplyForm, TrackForm
from eservices.cases.models import Attachment, Case
from eservices.cases.presentation import Tracked, case_file

Response = TypeVar("Response", bound=HttpResponseBase)
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def private(response: Response) -> Response:
    """Keep a personal page out of caches, search engines and other sites' logs.

    With ``no-referrer`` browsers send ``Origin: null`` with a form, which CSRF protection
    refuses; ``same-origin`` tells other sites as little.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@_GET_OR_POST
def track(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code and the fact, and open the case that they name."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _track_page(request, form)
    try:
        case = tracking.find_case(
            code=form.cleaned_data["code"],
            fact=form.cleaned_data["fact"],
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except tracking.NotFound:
        form.add_error(None, _not_found())
        return _track_page(request, form)
    except tracking.TooManyAttempts as error:
        return locked_page(request, error)
    return _opened(request, case, form.cleaned_data["message"])


def _track_page(request: HttpRequest, form: TrackForm) -> HttpResponse:
    context = {"form": form, "visit": request.GET.get("visit", "")}
    status = 422 if form.is_bound else 200
    return private(render(request, "eservices_cases/track.html", context, status=status))


def _not_found() -> str:
    return _(
        "We find no request with this code and this answer together. Check both on your receipt, "
        "or try another thing that you wrote: your date of birth instead of your e-mail address."
    )


def locked_page(request: HttpRequest, error: tracking.TooManyAttempts) -> HttpResponse:
    """Say when to try again."""
    wait = max(1, int((error.retry_at - timezone.now()).total_seconds()) + 1)
    context = {"retry_at": error.retry_at}
    response = render(request, "eservices_cases/locked.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return private(response)


def _opened(request: HttpRequest, case: Case, message: str) -> HttpResponseBase:
    """Begin the visit; a reply that was being typed comes back into its form."""
    response: HttpResponseBase
    if message:
        response = _case_page(request, case, ReplyForm(initial={"text": message}))
    else:
        response = redirect("cases:case", case_uuid=case.uuid)
    visits.begin(request, response, case)
    return private(response)


@_GET_OR_POST
def case(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Show the case to whoever proved it theirs; take a reply."""
    if not visits.reads(request, case_uuid) and not visits.owns(request, case_uuid):
        return _visit_over(request)
    cases = Case.objects.select_related("service", "contact")
    found = get_object_or_404(cases, uuid=case_uuid)
    if request.method == "POST":
        return _reply(request, found)
    services.mark_read_by_resident(case=found)
    response = _case_page(request, found, None if found.is_closed else ReplyForm())
    visits.renew(request, response, found)
    return response


def _visit_over(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code again; what was typed in a reply is kept in the form."""
    text = request.POST.get("text", "")[: services.MAX_MESSAGE_LENGTH]
    if not text:
        return private(redirect(reverse("cases:track") + "?visit=over"))
    form = TrackForm(initial={"message": text})
    context = {"form": form, "visit": "over", "kept": text}
    return private(render(request, "eservices_cases/track.html", context, status=403))


def _reply(request: HttpRequest, found: Case) -> HttpResponseBase:
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        form.discard_files()
        return _case_page(request, found, form, status=422)
    try:
        services.post_message_by_resident(
            case=found, text=form.cleaned_data["text"], attachments=form.cleaned_data["documents"]
        )
    except services.CaseClosed:
        form.discard_files()
        form.add_error(None, _("This request is finished: call us to write about it again."))
        return _case_page(request, found, form, status=422)
    response = redirect(reverse("cases:case", args=[found.uuid]) + "?sent=1#messages")
    visits.renew(request, response, found)
    return private(response)


def _case_page(
    request: HttpRequest, found: Case, form: ReplyForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "tracked": Tracked(found, get_language() or "fr"),
        "case": found,
        "form": form,
        "sent": request.GET.get("sent", "") if request.method == "GET" else "",
        "may_keep": visits.may_keep(request, found),
        "rights": rights.of_case(found) if visits.is_person(request, found.uuid) else [],
    }
    return private(render(request, "eservices_cases/case.html", context, status=status))


@_GET_OR_POST
def leave(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """End the visit on this browser."""
    response = redirect(reverse("cases:track") + "?visit=ended")
    if request.method == "POST":
        visits.end(response, case_uuid)
    return private(response)


@require_safe
def file(request: HttpRequest, case_uuid: UUID, attachment_uuid: UUID) -> HttpResponseBase:
    """Give a file of the case to its resident or to an agent who opened the case.

    Staff never get a file that waits for its virus check; a file that nobody checks
    opens as our rebuilt copy only.
    """
    found = get_object_or_404(Case.objects.select_related("queue"), uuid=case_uuid)
    resident = visits.reads(request, case_uuid) or visits.owns(request, case_uuid)
    if not resident and not _agent_reads(request, found):
        raise PermissionDenied
    attachment = case_file(found, attachment_uuid)
    if attachment is None or not attachment.is_readable or not attachment.rebuilt:
        raise Http404
    if not resident:
        services.record_document_opening(
            case=found,
            user=request.user,  # type: ignore[arg-type]  # an agent, checked above
            attachment=attachment,
        )
    return private(_served(attachment))


def _agent_reads(request: HttpRequest, found: Case) -> bool:
    user = request.user
    return user.is_authenticated and services.has_opened(case=found, user=user)


def _served(attachment: Attachment) -> FileResponse:
    response = FileResponse(
        attachment.rebuilt.open("rb"),
        filename=attachment.rebuilt_name,
        content_type=attachment.rebuilt_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
