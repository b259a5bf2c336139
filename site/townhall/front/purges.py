"""The look at purge rows: every process sees a publication within a second.

A purge is a row written in the publishing transaction. On PostgreSQL a lower id may
commit later than a higher one, so each look re-reads the last ten minutes and skips
what was applied.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from content.core.models import Purge
from townhall.front.counters import counters

logger = logging.getLogger(__name__)
WINDOW = 600
EVERY = 1.0

Rows = Callable[[], Iterable[tuple[int, str]]]


def recent_rows() -> list[tuple[int, str]]:
    since = timezone.now() - timedelta(seconds=WINDOW)
    return list(Purge.objects.filter(created_at__gte=since).values_list("pk", "tag"))


class Purges:
    """What was purged lately, and when this process learnt of it."""

    def __init__(self, apply: Callable[[frozenset[str]], None], rows: Rows = recent_rows) -> None:
        self._apply = apply
        self._rows = rows
        self._applied: dict[int, float] = {}
        self._seen: dict[str, float] = {}
        self._starting = threading.Lock()
        self._running = False

    def look(self) -> None:
        """Apply the purges that this process has not applied yet."""
        rows, now = list(self._rows()), time.time()
        new = frozenset(tag for pk, tag in rows if pk not in self._applied)
        for pk, _tag in rows:
            self._applied.setdefault(pk, now)
        if new:
            # First what forbids to store, then what forgets: a render that ends between
            # the two is refused, one that ended before is forgotten.
            self._seen |= dict.fromkeys(new, now)
            self._apply(new)
            counters["purges"] += len(new)
        if len(self._applied) > 10_000:
            self._forget(now - 2 * WINDOW)

    def _forget(self, before: float) -> None:
        self._applied = {pk: at for pk, at in self._applied.items() if at > before}
        self._seen = {tag: at for tag, at in self._seen.items() if at > before}

    def since(self, moment: float, tags: frozenset[str]) -> bool:
        """Say whether one of the tags was purged since ``moment``."""
        return any(self._seen.get(tag, 0.0) >= moment for tag in tags)

    def start(self) -> None:
        """Begin to look once a second, in a thread of this process; once is enough.

        Called by requests: the thread must belong to the process that serves.
        """
        if self._running:
            return
        with self._starting:
            if not self._running:
                # At once: what was purged before must not pass for purged during a render.
                self._try()
                self._running = True
                threading.Thread(target=self._watch, name="purges", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(EVERY)
            self._try()

    def _try(self) -> None:
        try:
            self.look()
        except Exception:  # The database may be away for a while; entries still expire.
            logger.warning("cannot look for purges", exc_info=True)
            connection.close()
        # A pooled connection goes back between two looks.
        connection.close_if_unusable_or_obsolete()
