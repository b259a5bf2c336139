"""Static files and public media, answered before Django and before the semaphore."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

#: Below the folder of media, but read only through a view that checks rights, or never.
CLOSED = ("documents/", "original_images/")
YEAR = 31_536_000


def _protect(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _hashed(_path: str, url: str) -> bool:
    """Say whether the manifest put a hash in the file's name: ``base.0a1b2c3d4e5f.css``."""
    parts = url.rpartition("/")[2].split(".")
    return any(len(p) == 12 and set(p) <= set("0123456789abcdef") for p in parts[1:-1])


def static_files(application: Any, *, root: Path, prefix: str) -> WhiteNoise:
    """Serve collected files; those with a hash in their name never change."""
    with warnings.catch_warnings():
        # Nothing is collected in tests.
        warnings.simplefilter("ignore", UserWarning)
        return WhiteNoise(
            application,
            root=str(root),
            prefix=prefix,
            max_age=60,
            immutable_file_test=_hashed,
            allow_all_origins=False,
            add_headers_function=lambda headers, _path, _url: headers.__setitem__(
                "X-Content-Type-Options", "nosniff"
            ),
        )


class MediaFiles(WhiteNoise):
    """Serve files that come and go, with byte ranges (a recording is moved through).

    Only asked for addresses below ``prefix``; what is closed or absent goes to Django,
    which answers that there is no such page.
    """

    def __init__(self, application: Any, *, root: Path, prefix: str) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._prefix = prefix
        super().__init__(
            application,
            root=str(root),
            prefix=prefix,
            autorefresh=True,
            max_age=3600,
            allow_all_origins=False,
            add_headers_function=_protect,
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith(self._prefix) or path.removeprefix(self._prefix).startswith(CLOSED):
            return self.application(environ, start_response)
        return super().__call__(environ, start_response)
