"""Acknowledgements and attestations: read, downloaded, asked for."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from eservices.cases import acknowledging, services, visits
from eservices.cases.models import Case, Statement
from eservices.cases.statements import Letter
from eservices.cases.views import private


@require_safe
def statement(request: HttpRequest, case_uuid: UUID, sequence: int) -> HttpResponseBase:
    """Show a statement to its resident or to an agent who has opened the file."""
    letter = _letter(request, case_uuid, sequence)
    context = {"letter": letter, "case": letter.case, "resident": _is_resident(request, case_uuid)}
    return private(render(request, "eservices_cases/statement.html", context))


@require_safe
def statement_pdf(request: HttpRequest, case_uuid: UUID, sequence: int) -> HttpResponseBase:
    letter = _letter(request, case_uuid, sequence)
    response = HttpResponse(letter.pdf(), content_type="application/pdf")
    name = f"{letter.event.kind}-{letter.case.grouped_code}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)


@require_POST
def attest(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Make the attestation of an agreement by silence, and show it."""
    if not _is_resident(request, case_uuid):
        return private(redirect("cases:track"))
    case = get_object_or_404(Case, uuid=case_uuid)
    try:
        event = acknowledging.attest(case=case)
    except acknowledging.NothingToAttest:
        return private(redirect("cases:case", case_uuid=case_uuid))
    return private(redirect("cases:statement", case_uuid=case_uuid, sequence=event.sequence))


def _is_resident(request: HttpRequest, case_uuid: UUID) -> bool:
    return visits.reads(request, case_uuid) or visits.owns(request, case_uuid)


def _letter(request: HttpRequest, case_uuid: UUID, sequence: int) -> Letter:
    found = Statement.objects.select_related("event__note", "case__queue").filter(
        case__uuid=case_uuid, event__sequence=sequence
    )
    made = found.first()
    user = request.user
    if not _is_resident(request, case_uuid):
        if made is None or not user.is_authenticated:
            raise PermissionDenied
        if not services.has_opened(case=made.case, user=user):
            raise PermissionDenied
    if made is None:
        raise Http404
    return Letter(made.case, made.event, get_language() or "fr")
