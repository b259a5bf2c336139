"""A public response that says "open now" must not outlive the opening."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponseBase

from content.core.cache_tags import make_public

BROWSER_SECONDS = 60
SHARED_SECONDS = 600


def public_until(
    response: HttpResponseBase, now: datetime, changes_at: datetime | None, *tags: str
) -> None:
    """Let caches keep ``response`` until ``changes_at`` at the latest."""
    make_public(response, *tags)
    left = SHARED_SECONDS
    if changes_at is not None:
        left = max(1, min(left, int((changes_at - now).total_seconds())))
    response.headers["Cache-Control"] = (
        f"public, max-age={min(BROWSER_SECONDS, left)}, s-maxage={left}"
    )
