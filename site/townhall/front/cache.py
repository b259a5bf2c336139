"""The page cache: answers public pages before Django wakes."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from content.core.fragments import fragments
from townhall.front.addresses import key_of
from townhall.front.counters import counters
from townhall.front.entries import Entry, Headers, Key, Store, make_entry
from townhall.front.purges import Purges, Rows, recent_rows
from townhall.front.shared import SharedStore

#: Seconds that a request waits for another's render of the same page before its own.
PATIENCE = 20.0
#: Seconds for which an address that gave no public page makes nobody wait.
UNCACHED = 10.0
#: Between processes: what one has purged, another may have stored up to this much later.
LAG = 5.0


def storable(status: str, headers: Headers) -> frozenset[str] | None:
    """Return the cache tags of a response that everybody may be given, else ``None``."""
    if not status.startswith("200"):
        return None
    told: dict[str, str] = {}
    for name, value in headers:
        low = name.lower()
        if low == "set-cookie":
            return None
        told[low] = f"{told[low]},{value}" if low in told else value
    control = told.get("cache-control", "").lower()
    if "public" not in control or "no-store" in control or "private" in control:
        return None
    # Whatever else an answer depends on is not in the key.
    if {v.strip().lower() for v in told.get("vary", "").split(",")} - {"", "accept-encoding"}:
        return None
    if "content-encoding" in told or "content-range" in told:
        return None
    return frozenset(told.get("cache-tag", "").split())


class PageCache:
    """Two levels, one render at a time for each key, emptied by tag."""

    def __init__(
        self,
        *,
        limit: int,
        known: Collection[str],
        shared: SharedStore | None = None,
        rows: Rows = recent_rows,
    ) -> None:
        self.store = Store(limit)
        self.purges = Purges(self._purge, rows)
        self._known = known
        self._shared = shared
        self._under_way: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()
        self._uncached: dict[Key, float] = {}

    def _purge(self, tags: frozenset[str]) -> None:
        # First what pages are made from, or the next render would take the old pieces.
        fragments.forget()
        self.store.purge(tags)
        if self._shared is not None:
            self._shared.purge(tags)

    def key(self, environ: dict[str, Any]) -> Key | None:
        return key_of(environ, self._known)

    def find(self, key: Key) -> Entry | None:
        """Look in this process only: no lock, no statement, no network."""
        return self.store.get(key, time.time())

    def find_shared(self, key: Key) -> Entry | None:
        if self._shared is None:
            return None
        entry = self._shared.get(key)
        if entry is None or self.purges.since(entry.stored - LAG, entry.tags):
            return None
        self.store.put(key, entry)
        return entry

    def keep(
        self, key: Key, began: float, status: str, headers: Headers, body: bytes
    ) -> Entry | None:
        """Store a render that began at ``began``, unless it may not or is out of date."""
        tags = storable(status, headers)
        if tags is None:
            self._remember_uncached(key)
            return None
        if self.purges.since(began, tags):
            return None
        entry = make_entry(body, headers, tags)
        counters["cache_renders"] += 1
        self.store.put(key, entry)
        if self._shared is not None:
            self._shared.put(key, entry)
        if self.purges.since(began, tags):
            # Purged while it was being compressed and stored.
            self._purge(tags)
        return entry

    def _remember_uncached(self, key: Key) -> None:
        if len(self._uncached) > 2000:
            self._uncached.clear()
        self._uncached[key] = time.monotonic() + UNCACHED

    @contextmanager
    def turn(self, key: Key) -> Iterator[bool]:
        """Say whether it is this request's turn to render; the others wait for its end.

        An address that lately gave no public page makes nobody wait.
        """
        if self._uncached.get(key, 0.0) > time.monotonic():
            yield True
            return
        with self._lock:
            event = self._under_way.get(key)
            mine = event is None
            if event is None:
                event = self._under_way[key] = threading.Event()
        if not mine:
            event.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                self._under_way.pop(key, None)
            event.set()
