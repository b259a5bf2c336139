"""How often one visitor may do what costs the city or tempts a robot."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from eservices.procedures.models import Draft

_HOUR = 3600


def start_allowed(request: HttpRequest) -> bool:
    """Thirty drafts an hour from one address: a counter or a library stays below."""
    return _allowed(f"start:{_address(request)}", 30)


def mail_allowed(request: HttpRequest, draft: Draft) -> bool:
    """Five links an hour for one draft, twenty for one address."""
    return _allowed(f"mail:{draft.uuid.hex}", 5) and _allowed(f"mail:{_address(request)}", 20)


def verify_allowed(request: HttpRequest) -> bool:
    return _allowed(f"verify:{_address(request)}", 30)


def _address(request: HttpRequest) -> str:
    return hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:16]


def _allowed(key: str, limit: int) -> bool:
    key = f"procedures:{key}"
    cache.add(key, 0, _HOUR)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired between the two calls
        return True
