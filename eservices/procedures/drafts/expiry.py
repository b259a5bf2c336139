"""Drafts that were never sent: a notice first, then nothing is left of them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from eservices.procedures.drafts import confirmation, services
from eservices.procedures.models import NOTICE, Draft

_BATCH = 200


def run() -> None:
    """The daily job: warn, then purge. Bears a second run."""
    warn()
    purge()


def warn() -> int:
    """Mail a notice, once, to drafts that end soon and have an address; return how many."""
    now = timezone.now()
    soon = (
        Draft.objects.open()
        .filter(expires_at__lte=now + NOTICE, warned_at=None, is_test=False)
        .exclude(contact_email="")
    )
    count = 0
    for draft in soon.select_related("version__procedure").defer("version__definition").iterator():
        with transaction.atomic():
            # Somebody may go on with it right now: then there is nothing to say.
            claimed = Draft.objects.filter(
                pk=draft.pk, warned_at=None, submitted_at=None, lock=draft.lock
            ).update(warned_at=now)
            if claimed:
                confirmation.write_expiry_notice(draft)
                count += 1
    return count


def purge() -> int:
    """Erase drafts whose days of grace are over, with answers and files; return how many.

    Short transactions of one draft each: a purge of many never holds up a resident.
    """
    count = 0
    while batch := list(Draft.objects.purgeable()[:_BATCH]):
        for draft in batch:
            services.discard(draft=draft)
            count += 1
    return count
