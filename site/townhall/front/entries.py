"""A page ready to send, and the process's store of them."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped] # it carries no types

#: Seconds that no entry outlives.
LIFE = 600
#: Below this compression costs more than it saves.
SMALL = 500

Headers = list[tuple[str, str]]
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Variant:
    """The same page in one content encoding, its headers complete but for `Age`."""

    body: bytes
    headers: Headers
    etag: str


@dataclass(slots=True)
class Entry:
    """One page, as each encoding, with the tags it was made from."""

    plain: Variant
    gzip: Variant
    brotli: Variant
    tags: frozenset[str]
    stored: float = field(default_factory=time.time)
    used: float = 0.0

    @property
    def size(self) -> int:
        kept = {id(v): len(v.body) for v in (self.plain, self.gzip, self.brotli)}
        return sum(kept.values()) + 2000

    def variant(self, accepted: str) -> Variant:
        """Return the smallest variant that an `Accept-Encoding` header allows."""
        if "br" in accepted and accepts(accepted, "br"):
            return self.brotli
        if "gzip" in accepted and accepts(accepted, "gzip"):
            return self.gzip
        return self.plain


def accepts(header: str, coding: str) -> bool:
    """Say whether an `Accept-Encoding` header allows ``coding`` (RFC 9110, section 12.5.3)."""
    for part in header.split(","):
        name, _semicolon, quality = part.partition(";")
        if name.strip().lower() == coding:
            weight = quality.replace(" ", "").lower()
            return not weight.startswith("q=0") or any(c in "123456789" for c in weight[3:])
    return False


def _variant(body: bytes, headers: Headers, coding: str) -> Variant:
    suffix = f"-{coding}" if coding else ""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}{suffix}"'
    own = [*headers, ("ETag", etag), ("Content-Length", str(len(body)))]
    if coding:
        own.append(("Content-Encoding", coding))
    return Variant(body, own, etag)


_DROPPED = {"etag", "content-length", "age", "date", "content-encoding", "vary", "cache-tag"}
_COMPRESSED = ("text/", "application/json", "application/geo+json", "application/xml")


def make_entry(body: bytes, headers: Headers, tags: frozenset[str]) -> Entry:
    """Compress a public page once for all who will ask for it."""
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    kept.append(("Vary", "Accept-Encoding"))
    if tags:
        kept.append(("Cache-Tag", " ".join(sorted(tags))))
    plain = _variant(body, kept, "")
    kind = next((value for name, value in kept if name.lower() == "content-type"), "")
    if len(body) < SMALL or not kind.startswith(_COMPRESSED):
        return Entry(plain, plain, plain, tags)
    return Entry(
        plain,
        _variant(gzip.compress(body, 6, mtime=0), kept, "gzip"),
        _variant(brotli.compress(body, quality=5), kept, "br"),
        tags,
    )


class Store:
    """Entries by key, bounded in bytes; the least recently used leave first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: dict[Key, Entry] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key, now: float) -> Entry | None:
        """Return a live entry. Takes no lock: one look-up in a dictionary is atomic."""
        entry = self._entries.get(key)
        if entry is None or now - entry.stored >= LIFE:
            return None
        entry.used = now
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        if entry.size > self._limit // 4:
            return
        entry.used = time.time()
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._size += entry.size
            if self._size > self._limit:
                self._shrink()

    def _shrink(self) -> None:
        # Down to nine tenths, so that sorting is paid rarely.
        for key in sorted(self._entries, key=lambda k: self._entries[k].used):
            if self._size <= self._limit * 0.9:
                break
            self._drop(key)

    def _drop(self, key: Key) -> None:
        gone = self._entries.pop(key, None)
        if gone is not None:
            self._size -= gone.size

    def purge(self, tags: frozenset[str]) -> None:
        """Forget every entry made from one of the tags."""
        with self._lock:
            for key in [k for k, e in self._entries.items() if not tags.isdisjoint(e.tags)]:
                self._drop(key)

    def __len__(self) -> int:
        return len(self._entries)
