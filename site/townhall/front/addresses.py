"""What of a request makes it another page, and what only follows a visitor."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, urlencode

from townhall.front.entries import Key

#: Parameters that campaigns and counters add to links; no page reads them.
FOLLOWING = ("utm_", "mtm_", "pk_", "at_", "xtor", "fbclid", "gclid", "msclkid", "mc_")
#: Never public, so never looked up, nor made to wait for one another.
PRIVATE = ("/admin/", "/files/", "/documents/", "/healthz", "/readyz", "/metrics")


def normalised_query(query: str, known: Collection[str]) -> str | None:
    """Return the query without what follows visitors, in one order.

    ``None`` when a parameter is unknown: then the page is made for this request alone.
    """
    kept = []
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=False, max_num_fields=50)
    except ValueError:
        return None
    for name, value in pairs:
        if name in known:
            kept.append((name, value))
        elif not name.startswith(FOLLOWING):
            return None
    return urlencode(sorted(kept)) if kept else ""


def key_of(environ: dict[str, Any], known: Collection[str]) -> Key | None:
    """Return the cache key of a request, or ``None`` when no cache may answer it."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path = environ["PATH_INFO"]
    if path.startswith(PRIVATE) or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        normal = normalised_query(query, known)
        if normal is None:
            return None
        query = normal
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "http")
    return (scheme, environ.get("HTTP_HOST", ""), path, query)
