"""Every refusal at the desk is logged: who, which act, which case; nothing of the person."""

import logging

from django.http import HttpRequest

from eservices.cases.models import Case

logger = logging.getLogger("eservices.backoffice.refusals")


def log_refusal(request: HttpRequest, act: str, case: Case | None = None) -> None:
    logger.warning(
        "refused: user %s, act %s, case %s", request.user.pk, act, case.uuid if case else "-"
    )
