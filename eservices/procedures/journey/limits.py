"""How often one visitor may do what costs the city or tempts a robot."""

from __future__ import annotations

from django.http import HttpRequest

from content.core.rate_limits import hit, visitor
from eservices.procedures.models import Draft

_HOUR = 3600


def start_allowed(request: HttpRequest) -> bool:
    """Thirty drafts an hour from one address: a counter or a library stays below."""
    return hit("procedures.start", visitor(request), 30, _HOUR)


def submit_allowed(request: HttpRequest) -> bool:
    """Sixty presses on "Send" an hour from one address, those that change nothing too."""
    return hit("procedures.submit", visitor(request), 60, _HOUR)


def mail_allowed(request: HttpRequest, draft: Draft) -> bool:
    """Five links an hour for one draft, twenty for one address."""
    return hit("procedures.mail.draft", draft.uuid.hex, 5, _HOUR) and hit(
        "procedures.mail", visitor(request), 20, _HOUR
    )


def verify_allowed(request: HttpRequest) -> bool:
    """Thirty tries an hour: enough for a counter, too few to guess a fingerprint."""
    return hit("procedures.verify", visitor(request), 30, _HOUR)
