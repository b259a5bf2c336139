"""Mark a response as public and say what it was made from."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import get_language

HEADER = "Cache-Tag"
#: Seconds that shared caches keep a response at most; a purge is told to them before.
SHARED_SECONDS = 600


def tag(response: HttpResponseBase, *tags: str) -> None:
    """Add cache tags (``page:12``, ``place:7``, ``list:news``) to a response."""
    present = response.headers.get(HEADER, "").split()
    response.headers[HEADER] = " ".join(dict.fromkeys([*present, *tags]))


def make_public(
    response: HttpResponseBase, *tags: str, max_age: int = 60, seconds: int | None = None
) -> None:
    """Let every cache keep a response that depends on no cookie.

    The tag of the frame around every page of the language (``chrome:fr``) comes along.
    ``max_age`` in seconds is for browsers; our own cache and the front keep it
    for ten minutes at most and are purged by tag. ``seconds`` is how long the response
    stays true by itself (opening hours, sittings), when that is known.
    """
    shared = SHARED_SECONDS if seconds is None else max(1, min(SHARED_SECONDS, seconds))
    response.headers["Cache-Control"] = f"public, max-age={min(max_age, shared)}, s-maxage={shared}"
    tag(response, *tags, f"chrome:{get_language() or settings.LANGUAGE_CODE}")
