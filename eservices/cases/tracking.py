"""Prove by code and second fact that a case is one's own; attempts are limited.

An unknown code and a wrong fact get the same answer after the same work. Attempts are
counted in the database, so that every process sees them, per code (whether or not it
exists) and per address of the client, both as keyed digests.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from eservices.cases.codes import InvalidCode, normalise
from eservices.cases.facts import matches
from eservices.cases.models import Case, TrackingAttempt, TrackingFact

Found = TypeVar("Found")
WINDOW = timedelta(minutes=15)
MAX_FAILURES_FOR_CODE = 5
#: A library, a counter or a telephone operator puts many people behind one address.
MAX_FAILURES_FOR_ADDRESS = 30


class NotFound(Exception):
    """No case has this code together with this fact."""


class TooManyAttempts(Exception):
    """Nothing is checked before ``retry_at``."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at.isoformat())
        self.retry_at = retry_at


def find_case(*, code: str, fact: str, address: str) -> Case:
    """Return the case that ``code`` names if ``fact`` is one that its person gave.

    Raises:
        NotFound: unknown code or wrong fact; never says which.
        TooManyAttempts: too many wrong answers lately for this code or from this address.
    """

    def look(known: str) -> Case | None:
        case = Case.objects.filter(code=known).first()
        facts = TrackingFact.objects.filter(case_id=case.pk if case else 0)
        return case if matches(fact, list(facts)) else None

    return attempt(code=code, address=address, look=look)


def attempt(
    *, code: str, address: str, look: Callable[[str], Found | None], scope: str = "code"
) -> Found:
    """Return what ``look`` finds for a code in its stored form, counting what it does not.

    ``scope`` says whose codes they are, so that the attempts at one do not stop another's.

    Raises:
        NotFound, TooManyAttempts
    """
    try:
        known = normalise(code)
    except InvalidCode:
        known = "?"
    limits = {
        _key(scope, known): MAX_FAILURES_FOR_CODE,
        _key("address", address): MAX_FAILURES_FOR_ADDRESS,
    }
    with transaction.atomic():
        now = timezone.now()
        attempts = _locked(limits, now)
        full = [row.since for row in attempts if row.failures >= limits[row.key]]
        found = look(known)
        if not full and found is None:
            for row in attempts:
                row.failures += 1
                row.save(update_fields=["failures"])
        elif not full:
            TrackingAttempt.objects.filter(key=_key(scope, known)).delete()
    if full:
        raise TooManyAttempts(max(full) + WINDOW)
    if found is None:
        raise NotFound
    return found


def _key(scope: str, value: str) -> str:
    secret = settings.SECRET_KEY
    key = secret.encode() if isinstance(secret, str) else secret
    message = f"eservices.cases.tracking\n{scope}\n{value}".encode()
    return hmac.new(key, message, sha256).hexdigest()


def _locked(keys: dict[str, int], now: datetime) -> list[TrackingAttempt]:
    """Return the counters under their row locks, always in one order; old ones start anew."""
    TrackingAttempt.objects.bulk_create(
        [TrackingAttempt(key=key, since=now) for key in sorted(keys)], ignore_conflicts=True
    )
    rows = list(TrackingAttempt.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for row in rows:
        if row.since <= now - WINDOW:
            row.failures, row.since = 0, now
            row.save(update_fields=["failures", "since"])
    return rows


def forget_old_attempts() -> None:
    """Delete counters whose window is over; a daily job."""
    TrackingAttempt.objects.filter(since__lte=timezone.now() - WINDOW).delete()
