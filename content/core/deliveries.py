"""The one door to deliveries: write one, register who does it, run those due.

A row is taken in a short transaction that is committed before the handler starts,
so a worker killed at any moment leaves it RUNNING with a lease; when the lease has
run out the row is due again. A handler may therefore run twice for one row, and
must do its work so that a second run changes nothing more.
"""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections, models, router, transaction
from django.utils import timezone

from content.core.models.deliveries import Delivery, DeliveryState, Lane

logger = logging.getLogger(__name__)

Handler = Callable[[Delivery], None]

LEASE = timedelta(seconds=60)
#: Seconds to wait after each failed attempt: five days in all, longer than a long
#: weekend with a dead mail server. After the last one the row is FAILED.
DELAYS = (10, 30, 120, 600, 1800, 3600, *(2 * 3600,) * 2, *(6 * 3600,) * 3, *(24 * 3600,) * 4)
#: How long a done row is remembered, so that its key is still refused a second time.
KEPT = timedelta(days=400)
#: How long a failed row keeps its payload (perhaps a person's address) for a retry.
FAILED_KEPT = timedelta(days=60)


class PermanentFailure(Exception):
    """Raised by a handler when another attempt can never succeed."""


class HandlerRegistry:
    """Which function does a kind of delivery; registering twice raises."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def register(self, kind: str, handler: Handler) -> None:
        if kind in self._handlers:
            raise ValueError(f"a handler for {kind!r} is registered already")
        self._handlers[kind] = handler

    def unregister(self, kind: str) -> None:
        """Forget a kind (tests)."""
        del self._handlers[kind]

    def __getitem__(self, kind: str) -> Handler:
        return self._handlers[kind]

    def __contains__(self, kind: str) -> bool:
        return kind in self._handlers


handlers = HandlerRegistry()


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    lane: Lane = Lane.QUICK,
    due_at: datetime | None = None,
    again: bool = False,
) -> Delivery:
    """Write a delivery in the caller's transaction and return it.

    (kind, key) is unique: a second call returns the row that is there, so a mail
    has one key and leaves once. With ``again`` the existing row becomes due anew
    (an index change), even while an older run of it is under way: the handler
    then runs once more after it, never beside it. The payload is erased once done.
    """
    due = due_at or timezone.now()
    row, created = Delivery.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": payload or {}, "lane": lane, "due_at": due}
    )
    if again and not created:
        running = models.Q(state=DeliveryState.RUNNING)
        Delivery.objects.filter(pk=row.pk).update(
            payload=payload or {},
            due_at=due,
            revision=models.F("revision") + 1,
            error="",
            # One statement, so that a worker taking the row meanwhile is seen.
            state=models.Case(
                models.When(running, then=models.F("state")),
                default=models.Value(DeliveryState.WAITING),
            ),
            attempts=models.Case(
                models.When(running, then=models.F("attempts")), default=models.Value(0)
            ),
        )
        row.refresh_from_db()
    return row


def take(lane: Lane, *, lease: timedelta = LEASE) -> Delivery | None:
    """Lease the oldest due row of ``lane`` and return it, or ``None``.

    Two workers never get one row: PostgreSQL locks it and the other skips it, SQLite
    has one writer at a time and the UPDATE repeats the condition.
    """
    using = router.db_for_write(Delivery)
    now = timezone.now()
    due = Delivery.objects.using(using).due(lane, now)
    if not due.exists():  # A read; SQLite's write lock is only asked for when there is work.
        return None
    run = uuid.uuid4()
    with transaction.atomic(using=using):
        if connections[using].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        row = due.first()
        if row is None:
            return None
        taken = (
            Delivery.objects.using(using)
            .due(lane, now)
            .order_by()
            .filter(pk=row.pk)
            .update(
                state=DeliveryState.RUNNING,
                attempts=models.F("attempts") + 1,
                run=run,
                leased_until=timezone.now() + lease,
            )
        )
        if not taken:
            return None
        row.refresh_from_db()
    return row


def renew(run: uuid.UUID, *, lease: timedelta = LEASE) -> bool:
    """Prolong the lease of a run under way; return whether it still holds its row."""
    return bool(
        Delivery.objects.filter(run=run, state=DeliveryState.RUNNING).update(
            leased_until=timezone.now() + lease
        )
    )


def perform(row: Delivery) -> DeliveryState:
    """Run the handler of a taken row and write down how it ended.

    No exception of a handler comes out: it is logged with its class and its place,
    without its message, which may quote what a person typed.
    """
    if row.attempts > len(DELAYS) + 1:
        # Its worker died every time: something in this row kills workers.
        return _failed(row, PermanentFailure("attempts"))
    try:
        handlers[row.kind](row)
    except Exception as error:
        return _failed(row, error)
    return _done(row)


def _held(row: Delivery) -> models.QuerySet[Delivery]:
    return Delivery.objects.filter(pk=row.pk, state=DeliveryState.RUNNING, run=row.run)


def _done(row: Delivery) -> DeliveryState:
    ended = _held(row).filter(revision=row.revision)
    if ended.update(
        state=DeliveryState.DONE,
        done_at=timezone.now(),
        payload={},
        error="",
        run=None,
        leased_until=None,
    ):
        return DeliveryState.DONE
    return _changed_meanwhile(row)


def _changed_meanwhile(row: Delivery) -> DeliveryState:
    _held(row).update(state=DeliveryState.WAITING, attempts=0, run=None, leased_until=None)
    return DeliveryState.WAITING


def _failed(row: Delivery, error: Exception) -> DeliveryState:
    final = isinstance(error, PermanentFailure) or row.attempts > len(DELAYS)
    state = DeliveryState.FAILED if final else DeliveryState.WAITING
    place = _place(error)
    changes: dict[str, Any] = {"state": state, "error": place[:500]}
    if not final:
        changes["due_at"] = timezone.now() + timedelta(seconds=DELAYS[row.attempts - 1])
    logger.log(
        logging.ERROR if final else logging.WARNING,
        "delivery %s of kind %s failed, attempt %d, %s: %s",
        row.pk,
        row.kind,
        row.attempts,
        "given up" if final else f"again in {DELAYS[row.attempts - 1]} s",
        place,
    )
    ended = _held(row).filter(revision=row.revision)
    if ended.update(run=None, leased_until=None, **changes):
        return state
    return _changed_meanwhile(row)


def _place(error: BaseException) -> str:
    """Return the exception's class and where it was raised, nothing of its message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[:-4:-1])
    return f"{type(error).__name__} at {where}" if where else type(error).__name__


def retry(rows: models.QuerySet[Delivery]) -> int:
    """Make failed deliveries due now; return how many."""
    return rows.filter(state=DeliveryState.FAILED).update(
        state=DeliveryState.WAITING, attempts=0, due_at=timezone.now()
    )


def hasten(rows: models.QuerySet[Delivery]) -> int:
    """Make waiting deliveries due now (what they wait for is back); return how many."""
    return rows.filter(state=DeliveryState.WAITING).update(due_at=timezone.now(), attempts=0)


def cancel(*, kind: str, names: Collection[str]) -> int:
    """End the rows of ``kind`` not done whose key holds one of ``names``; return how many.

    Their payload is erased: what they were about is erased too.
    """
    waiting = Delivery.objects.filter(kind=kind).exclude(state=DeliveryState.DONE)
    keys = waiting.values_list("pk", "key")
    found = [pk for pk, key in keys if any(name in key for name in names)]
    return waiting.filter(pk__in=found).update(
        state=DeliveryState.DONE,
        done_at=timezone.now(),
        payload={},
        error="",
        run=None,
        leased_until=None,
    )


def clean() -> None:
    """Forget old rows; the daily job of this module."""
    now = timezone.now()
    Delivery.objects.filter(state=DeliveryState.DONE, done_at__lt=now - KEPT).delete()
    Delivery.objects.failed().filter(due_at__lt=now - FAILED_KEPT).exclude(payload={}).update(
        payload={}
    )
    failed = Delivery.objects.failed().count()
    if failed:
        logger.error("%d deliveries have failed; see manage.py deliveries", failed)
