"""Every refusal at the desk is logged: who, which act, which case; nothing of the person."""

import logging

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from eservices.accounts.models import User
from eservices.cases.models import Case

logger = logging.getLogger("eservices.backoffice.refusals")


def log_refusal(request: HttpRequest, act: str, case: Case | None = None) -> None:
    log_act_refused(request.user, act, case)


def log_act_refused(user: User | AnonymousUser, act: str, case: Case | None = None) -> None:
    """Write one line with fields that a machine reads; a case is its number in the database."""
    fields = {"user": user.pk, "act": act, "case": case.pk if case is not None else None}
    logger.warning(
        "refused: user %(user)s, act %(act)s, case %(case)s", fields, extra={"fields": fields}
    )
