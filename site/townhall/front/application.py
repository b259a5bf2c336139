"""The outermost layer: cached pages at once, bodies spooled, Django a few at a time.

Measured on two workers of two threads: eight slow uploads froze even a cached page for
five seconds. Here a hit enters nothing, a body is taken in before Django starts, and a
semaphore keeps the number of requests at work as small as what two cores can do.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpResponse

from search.observation import observed
from townhall import errors
from townhall.front.cache import PageCache
from townhall.front.counters import counters
from townhall.front.entries import Entry, Headers, Key
from townhall.front.shared import SharedStore
from townhall.front.spool import BodyBroken, BodyTooLarge, Environ, spool

Start = Callable[..., Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
#: Sees every request and its answer, also those from the cache.
Observe = Callable[[Environ, Start], Start]

#: Bodies taken in at the same time by one process of 16 threads; four stay for pages.
SENDERS = 12
NOT_MODIFIED = {"cache-control", "content-language", "date", "etag", "vary"}


def send(entry: Entry, environ: Environ, start: Start) -> Iterable[bytes]:
    """Answer with a stored page: 304 when the visitor has it, no body for HEAD."""
    variant = entry.variant(environ.get("HTTP_ACCEPT_ENCODING", ""))
    age = ("Age", str(max(0, int(time.time() - entry.stored))))
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and (known == "*" or variant.etag in known):
        kept = [(n, v) for n, v in variant.headers if n.lower() in NOT_MODIFIED]
        start("304 Not Modified", [*kept, age])
        return []
    start("200 OK", [*variant.headers, age])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def _refuse(response: HttpResponse, start: Start) -> Iterable[bytes]:
    counters["bodies_refused"] += 1
    body = response.content
    own = [("Content-Length", str(len(body))), ("Connection", "close")]
    start(f"{response.status_code} {response.reason_phrase}", [*response.items(), *own])
    return [body]


class Front:
    """A WSGI application around Django's."""

    def __init__(
        self,
        django: Application,
        cache: PageCache,
        *,
        concurrency: int,
        max_body: int,
        watch: bool = True,
        observe: Observe | None = None,
    ) -> None:
        self._django = django
        self.cache = cache
        self._work = threading.BoundedSemaphore(concurrency)
        self._senders = threading.BoundedSemaphore(SENDERS)
        self._max_body = max_body
        self._watch = watch
        self._observe = observe

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        counters["requests"] += 1
        if self._observe is not None:
            start = self._observe(environ, start)
        key = self.cache.key(environ)
        if key is None:
            return self._enter(environ, start)
        if self._watch:
            self.cache.purges.start()
        entry = self.cache.find(key)
        if entry is None:
            return self._miss(key, environ, start)
        counters["cache_hits"] += 1
        return send(entry, environ, start)

    def _miss(self, key: Key, environ: Environ, start: Start) -> Iterable[bytes]:
        entry = self.cache.find_shared(key)
        if entry is None:
            with self.cache.turn(key) as mine:
                if not mine:
                    entry = self.cache.find(key)
                if entry is None:
                    return self._render(key, environ, start)
        counters["cache_hits"] += 1
        return send(entry, environ, start)

    def _render(self, key: Key, environ: Environ, start: Start) -> Iterable[bytes]:
        began = time.time()
        head = environ["REQUEST_METHOD"] == "HEAD"
        # The page is made for everybody: whole, and of what the key says only.
        asked = {**environ, "QUERY_STRING": key[3], "REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            asked.pop(name, None)
        answered: list[tuple[str, Headers]] = []

        def remember(status: str, headers: Headers, _exc_info: Any = None) -> None:
            answered.append((status, headers))

        parts = self._enter(asked, remember)
        status, headers = answered[-1]
        if getattr(parts, "streaming", False) and not head:
            start(status, headers)
            return parts
        try:
            body = b"" if getattr(parts, "streaming", False) else b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        entry = self.cache.keep(key, began, status, headers, body)
        if entry is not None:
            return send(entry, environ, start)
        # Left uncompressed: beside secrets, compression tells (BREACH).
        start(status, headers)
        return [] if head else [body]

    def _enter(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Take the body in, then let Django work under the semaphore."""
        try:
            with self._senders:
                body = spool(environ, self._max_body)
        except BodyTooLarge:
            return _refuse(errors.render(413, path=environ["PATH_INFO"]), start)
        except BodyBroken:
            return _refuse(errors.render(400, path=environ["PATH_INFO"]), start)
        environ["wsgi.input"] = body or io.BytesIO()
        # A wrapped file would hide that the answer is streamed.
        environ.pop("wsgi.file_wrapper", None)
        try:
            with self._work:
                response = self._django(environ, start)
                if getattr(response, "streaming", False):
                    # A slow reader of a file must hold neither a turn nor a connection.
                    close_old_connections()
            return response
        finally:
            if body is not None:
                body.close()


def build(django: Application) -> Front:
    """Return the front of this process, as the settings say."""
    cache = PageCache(
        limit=settings.PAGE_CACHE_BYTES,
        known=settings.PAGE_CACHE_PARAMETERS,
        shared=SharedStore(settings.REDIS_URL) if settings.REDIS_URL else None,
    )
    return Front(
        django,
        cache,
        concurrency=settings.SERVER_THREADS,
        max_body=settings.MAX_BODY_BYTES,
        observe=observed,
    )
