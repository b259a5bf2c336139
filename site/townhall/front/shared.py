"""The level that processes and machines share, where Redis is configured.

Without Redis there is none: each process renders a page for itself once. Redis away is
the same as no Redis, for ten seconds, then it is asked again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from typing import Any

from townhall.front.entries import LIFE, Entry, Headers, Key, Variant, make_entry

logger = logging.getLogger(__name__)
PREFIX = "townhall:page:2:"
PAUSE = 10.0


class SharedStore:
    """Entries in Redis, each listed under its tags so that a purge finds them."""

    def __init__(self, url: str) -> None:
        import redis

        self._error = redis.RedisError
        self._redis: Any = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._away_until = 0.0

    def _call(self, commands: Any) -> Any:
        if time.monotonic() < self._away_until:
            return None
        try:
            return commands()
        except self._error as error:
            logger.warning("shared page cache is away: %s", type(error).__name__)
            self._away_until = time.monotonic() + PAUSE
            return None

    @staticmethod
    def _name(key: Key) -> str:
        return PREFIX + hashlib.sha256("\0".join(key).encode()).hexdigest()

    def get(self, key: Key) -> Entry | None:
        """Return an entry with the moment it was stored, so that it lives no longer here."""
        packed: bytes | None = self._call(lambda: self._redis.get(self._name(key)))
        if not packed:
            return None
        head, _newline, body = packed.partition(b"\n")
        told = json.loads(head)
        headers: Headers = [(name, value) for name, value in told["headers"]]
        entry = make_entry(body, headers, frozenset(told["tags"]))
        entry.stored = told["stored"]
        return entry if time.time() - entry.stored < LIFE else None

    def put(self, key: Key, entry: Entry) -> None:
        name, plain = self._name(key), entry.plain
        packed = self._pack(plain, entry)

        def commands() -> None:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.set(name, packed, ex=LIFE)
                for tag in entry.tags:
                    pipeline.sadd(f"{PREFIX}tag:{tag}", name)
                    pipeline.expire(f"{PREFIX}tag:{tag}", 2 * LIFE)
                pipeline.execute()

        self._call(commands)

    @staticmethod
    def _pack(plain: Variant, entry: Entry) -> bytes:
        told = {"headers": plain.headers, "tags": sorted(entry.tags), "stored": entry.stored}
        return json.dumps(told).encode() + b"\n" + plain.body

    def purge(self, tags: frozenset[str]) -> None:
        def commands() -> None:
            for tag in tags:
                names = self._redis.smembers(f"{PREFIX}tag:{tag}")
                self._redis.delete(f"{PREFIX}tag:{tag}", *names)

        self._call(commands)
