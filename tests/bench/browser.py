"""A browser that asks Django itself, in process: cookies, CSRF token, forms, redirects."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.middleware.csrf import get_token


class Browser:
    """Goes through all of Django: middleware, CSRF check, view, database, answer."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        shown = HttpRequest()
        self._token = get_token(shown)
        self._secret = str(shown.META["CSRF_COOKIE"])

    def post(self, path: str, typed: dict[str, str], cookies: dict[str, str]) -> str:
        """Return where the answer leads; anything but a redirect is an error."""
        body = urlencode(typed | {"csrfmiddlewaretoken": self._token}).encode()
        status, headers, content = self._ask("POST", path, body, cookies)
        if not status.startswith("302"):
            raise RuntimeError(f"POST {path} answered {status}: {content[:2000].decode()}")
        return headers["Location"]

    def get(self, path: str, cookies: dict[str, str]) -> str:
        """Return the page; anything but a page is an error."""
        status, _headers, content = self._ask("GET", path, b"", cookies)
        if not status.startswith("200"):
            raise RuntimeError(f"GET {path} answered {status}: {content[:2000].decode()}")
        return content.decode()

    def _ask(
        self, method: str, path: str, body: bytes, cookies: dict[str, str]
    ) -> tuple[str, dict[str, str], bytes]:
        sent = cookies | {"csrftoken": self._secret}
        answered: list[tuple[str, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_exc_info: object) -> Any:
            answered.append((status, dict(headers)))

        response = self._handler(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path.partition("?")[0],
                "QUERY_STRING": path.partition("?")[2],
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "8000",
                "REMOTE_ADDR": "127.0.0.1",
                "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in sent.items()),
                "wsgi.input": io.BytesIO(body),
                "wsgi.url_scheme": "http",
            },
            start,
        )
        content = b"".join(response)
        response.close()
        return *answered[-1], content
