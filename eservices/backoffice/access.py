"""Who asks at the desk, and for which case; what is refused is logged."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from eservices.accounts.models import User
from eservices.backoffice.refusals import log_refusal
from eservices.cases import permissions
from eservices.cases.models import Case


def agent_of(request: HttpRequest) -> User:
    """Return the member of staff who asks; the admin let them in."""
    return cast(User, request.user)


def uses_keys(user: User) -> bool:
    """Return whether single keys do something for ``user``: Wagtail's switch in the account."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or bool(profile.keyboard_shortcuts)


def case_for(request: HttpRequest, case_uuid: UUID, act: str, *, work: bool = True) -> Case:
    """Return the case if the user may process it (without ``work``: read it).

    Raises:
        Http404: there is no such case.
        PermissionDenied: it is not the user's; ``act`` is logged as refused.
    """
    case = (
        Case.objects.select_related("service", "sector", "district", "queue", "assignee", "contact")
        .filter(uuid=case_uuid)
        .first()
    )
    if case is None:
        raise Http404
    may = permissions.may_work if work else permissions.may_read
    if not may(request.user, case):
        log_refusal(request, act, case)
        raise PermissionDenied
    return case
