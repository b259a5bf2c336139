"""The PDF of a letter, for its resident and for agents who opened the file."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from eservices.cases import visits
from eservices.cases.letters import services
from eservices.cases.models import Case
from eservices.cases.services import has_opened
from eservices.cases.views import private


@require_safe
def letter(request: HttpRequest, case_uuid: UUID, letter_uuid: UUID) -> HttpResponseBase:
    """Give the bytes that were sent; the first opening by the resident is an event."""
    case = get_object_or_404(Case.objects.select_related("queue"), uuid=case_uuid)
    resident = visits.reads(request, case_uuid) or visits.owns(request, case_uuid)
    if not resident and not _agent_reads(request, case):
        raise PermissionDenied
    found = case.letters.select_related("content").filter(uuid=letter_uuid).first()
    if found is None or not hasattr(found, "content"):
        raise Http404
    if resident:
        services.mark_read_by_resident(letter=found)
    response = FileResponse(
        found.content.pdf.open("rb"),
        filename=f"{found.sent_at:%Y-%m-%d}-{case.code}.pdf",
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)


def _agent_reads(request: HttpRequest, case: Case) -> bool:
    user = request.user
    return user.is_authenticated and has_opened(case=case, user=user)
