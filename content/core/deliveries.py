"""The one door to deliveries: write one, register who does it, sweep those due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from content.core.models.deliveries import Delivery, DeliveryState, Lane

Handler = Callable[[Delivery], None]


class HandlerRegistry:
    """Which function does a kind of delivery; registering twice raises."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def register(self, kind: str, handler: Handler) -> None:
        if kind in self._handlers:
            raise ValueError(f"a handler for {kind!r} is registered already")
        self._handlers[kind] = handler

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
    then runs once more after it.
    """
    due = due_at or timezone.now()
    row, created = Delivery.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": payload or {}, "lane": lane, "due_at": due}
    )
    if again and not created:
        row.payload = payload or {}
        row.state = DeliveryState.WAITING
        row.attempts = 0
        row.due_at = due
        row.leased_until = None
        row.save(update_fields=["payload", "state", "attempts", "due_at", "leased_until"])
    return row
