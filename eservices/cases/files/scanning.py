"""The virus check of files, by the worker: check, catch up, erase. Nobody waits for it.

A file's check is a delivery written with the file, so a worker killed at any step does it
again and a daemon that is away is asked again, later and later. One more row watches for
the daemon's return, so that nothing waits for its long delay once it is back.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.core import deliveries
from content.core.models.deliveries import Delivery, DeliveryState, Lane
from eservices.cases import services
from eservices.cases.enums import AttachmentState
from eservices.cases.files import attachments, scanner
from eservices.cases.files.attachments import ERASE, SCAN
from eservices.cases.files.owners import owners
from eservices.cases.files.storage import PrivateStorage
from eservices.cases.files.strays import forget_strays
from eservices.cases.models import Attachment

logger = logging.getLogger(__name__)

WATCH = "cases.watch_scanner"
#: How often the daemon is asked whether it is back.
WATCH_EVERY = timedelta(minutes=1)
#: A file that waits longer than this without a delivery under way is asked for anew.
STUCK_AFTER = timedelta(minutes=10)


def scan(row: Delivery) -> None:
    """Check the file that the delivery names. A second run changes nothing more.

    Raises:
        ScannerUnavailable: the delivery is tried again; the file waits, closed.
    """
    attachment = attachments.begin_scan(uuid=row.key)
    if attachment is None:
        return
    if not scanner.is_configured():
        attachments.leave_unscanned(attachment=attachment)
        return
    try:
        scanned_by = scanner.version()
        with attachment.file.open("rb") as file:
            verdict = scanner.scan(file)
    except scanner.ScannerUnavailable:
        attachments.put_back(attachment=attachment)
        if not scanner.answers():  # otherwise the trouble is with this file alone
            watch_scanner()
        raise
    if verdict.clean:
        attachments.accept(attachment=attachment, scanned_by=scanned_by)
    else:
        refuse(attachment=attachment, scanned_by=scanned_by, threat=verdict.threat)


def refuse(*, attachment: Attachment, scanned_by: str, threat: str) -> None:
    """Quarantine an infected file and tell its cases, in one transaction."""
    with transaction.atomic():
        refused = attachments.quarantine(
            attachment=attachment,
            scanned_by=scanned_by,
            threat=threat,
            keep=getattr(settings, "QUARANTINE_DAYS", 0) > 0,
        )
        if not refused:
            return
        # Asked after the change of state: whoever links the file holds its row meanwhile
        # (`services.hold_files`), so either sees the other.
        for case in owners.cases_of(attachment):
            services.tell_file_refused(case=case, attachment=attachment)
    logger.warning("attachment %s is infected: %s", attachment.uuid, threat)


def watch_scanner() -> None:
    """Write the row that waits for the daemon's return, unless it is there."""
    row = deliveries.enqueue(
        kind=WATCH, key="scanner", lane=Lane.SCAN, due_at=timezone.now() + WATCH_EVERY
    )
    if row.state in (DeliveryState.DONE, DeliveryState.FAILED):
        deliveries.enqueue(
            kind=WATCH,
            key="scanner",
            lane=Lane.SCAN,
            due_at=timezone.now() + WATCH_EVERY,
            again=True,
        )


def look_for_scanner(_row: Delivery) -> None:
    """Catch up if the daemon is back, otherwise look again in a minute, for as long as it takes."""
    if not scanner.answers():
        # Again: this row is running, and runs once more at the new date.
        deliveries.enqueue(
            kind=WATCH,
            key="scanner",
            lane=Lane.SCAN,
            due_at=timezone.now() + WATCH_EVERY,
            again=True,
        )
        return
    catch_up()


def catch_up() -> int:
    """Make every check that waits due now, and ask for those that nothing would do.

    Daily too: files whose delivery was given up or lost, files that came when there was no
    scanner, and those left in the middle by a restored backup. Return how many were asked.
    """
    if not scanner.is_configured():
        return 0
    rows = Delivery.objects.filter(kind=SCAN)
    asked = deliveries.hasten(rows) + deliveries.retry(rows)
    alive = rows.filter(state__in=[DeliveryState.WAITING, DeliveryState.RUNNING])
    with_delivery = set(alive.values_list("key", flat=True))
    overdue = Q(
        state__in=[AttachmentState.RECEIVED, AttachmentState.SCANNING],
        created_at__lt=timezone.now() - STUCK_AFTER,
    )
    left = Attachment.objects.filter(overdue | Q(state=AttachmentState.UNSCANNED))
    for attachment in left.iterator():
        if str(attachment.uuid) not in with_delivery:
            attachments.ask_scan(attachment)
            asked += 1
    return asked


def daily() -> None:
    """Sweep what is stuck, and destroy what was quarantined for long enough."""
    catch_up()
    kept = timedelta(days=getattr(settings, "QUARANTINE_DAYS", 0))
    over = Attachment.objects.infected().filter(scanned_at__lt=timezone.now() - kept)
    for attachment in over.exclude(quarantine=""):
        attachments.destroy_quarantined(attachment=attachment)


def erase(row: Delivery) -> None:
    """Erase bytes from the private store; what is gone already is no error."""
    store = PrivateStorage()
    for name in row.payload.get("names", []):
        if store.exists(name):
            store.delete(name)


def register() -> None:
    """Called once by the app when it is ready."""
    from content.core.worker import daily as daily_jobs

    deliveries.handlers.register(SCAN, scan)
    deliveries.handlers.register(ERASE, erase)
    deliveries.handlers.register(WATCH, look_for_scanner)
    daily_jobs.register("cases.files", daily, lane=Lane.SCAN)
    daily_jobs.register("cases.strays", forget_strays, lane=Lane.MEDIA)
