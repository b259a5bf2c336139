"""Mark a response as public and say what it was made from."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import get_language

HEADER = "Cache-Tag"


def tag(response: HttpResponseBase, *tags: str) -> None:
    """Add cache tags (``page:12``, ``place:7``, ``list:news``) to a response."""
    present = response.headers.get(HEADER, "").split()
    response.headers[HEADER] = " ".join(dict.fromkeys([*present, *tags]))


def make_public(response: HttpResponseBase, *tags: str, max_age: int = 60) -> None:
    """Let every cache keep a response that depends on no cookie.

    The tag of the frame around every page of the language (``chrome:fr``) comes along.
    ``max_age`` in seconds is for browsers; our own cache and the front keep it
    for ten minutes at most and are purged by tag.
    """
    response.headers["Cache-Control"] = f"public, max-age={max_age}, s-maxage=600"
    tag(response, *tags, f"chrome:{get_language() or settings.LANGUAGE_CODE}")
