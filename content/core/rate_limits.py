"""How often one visitor may do what tempts a robot, counted in the shared cache."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation


def hit(scope: str, key: str, limit: int, seconds: int) -> bool:
    """Count one attempt; say whether ``key`` stays within ``limit`` a window of ``seconds``.

    The window slides: what is left of the window before weighs by the share of it that the
    last ``seconds`` still cover. The key is hashed, so no address is kept in clear.
    """
    now = time.time()
    window = int(now // seconds)
    digest = hashlib.sha256(key.encode()).hexdigest()[:24]
    current, before = (f"rate:{scope}:{digest}:{number}" for number in (window, window - 1))
    cache.add(current, 0, 2 * seconds)
    try:
        count = cache.incr(current)
    except ValueError:  # Thrown out between the two calls.
        cache.set(current, 1, 2 * seconds)
        count = 1
    weight = 1 - (now % seconds) / seconds
    return bool(count + int(cache.get(before, 0)) * weight <= limit)


def visitor(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return the page that says to wait, with `Retry-After` (RFC 6585, section 4)."""
    with translation.override(
        translation.get_language_from_path(request.path_info) or translation.get_language()
    ):
        response = render(request, "content_core/errors/429.html", status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def limited(
    scope: str, *, limit: int, seconds: int
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let one visitor POST to a view ``limit`` times in ``seconds``, then answer 429."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not hit(scope, visitor(request), limit, seconds):
                return too_many(request, seconds)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
