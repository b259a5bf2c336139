"""The proof of a case, at the desk."""

from __future__ import annotations

import tempfile
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from eservices.backoffice.access import agent_of, case_for
from eservices.backoffice.refusals import log_refusal
from eservices.cases.permissions import may_prove
from eservices.cases.proof import prove
from eservices.cases.services import has_opened_chain

_IN_MEMORY = 20 * 1024 * 1024


@require_POST
def proof(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Give the proof of a file that the officer or auditor has opened; it is kept nowhere."""
    case = case_for(request, case_uuid, "proof", work=False)
    user = agent_of(request)
    if not may_prove(user, case):
        log_refusal(request, "proof", case)
        raise PermissionDenied
    if not has_opened_chain(case=case, user=user):
        return redirect("desk:case", case_uuid)
    package = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    prove(case=case, user=user, language=get_language() or "fr", out=package)
    package.seek(0)
    response = FileResponse(package, as_attachment=True, filename=f"{case.code}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response
