"""A copy of a file for its person, asked for at the desk (GDPR, article 15)."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_POST

from eservices.backoffice.access import agent_of
from eservices.backoffice.refusals import log_refusal
from eservices.cases.chain import Actor
from eservices.cases.models import Case
from eservices.cases.services import has_opened
from eservices.records.views import copy_of


@require_POST
def copy(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Give everything that the agent may read of the person: of a file opened with a reason,
    this request and the person's others in the agent's queues."""
    user = agent_of(request)
    case = get_object_or_404(Case.objects.select_related("queue", "person"), uuid=case_uuid)
    if not has_opened(case=case, user=user):
        log_refusal(request, "copy", case)
        raise PermissionDenied
    cases = [case]
    if case.person is not None:
        cases = list(Case.objects.worked_by(user).of_person(case.person))
    with override(case.language):
        return copy_of(cases, case.person, case.language, Actor.agent(user))
