"""Take the whole body in before Django starts, so that a slow sender holds no worker."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from typing import IO, Any

Environ = dict[str, Any]
#: Kept in memory up to here, in a file beyond.
IN_MEMORY = 128 * 1024
CHUNK = 64 * 1024
#: Seconds that one body may take: a photograph over a poor line, not for ever.
PATIENCE = 600


class BodyTooLarge(Exception):
    """The body is larger than the site takes."""


class BodyBroken(Exception):
    """The sender went away, or took too long, or announced another length."""


def spool(
    environ: Environ, limit: int, clock: Callable[[], float] = time.monotonic
) -> IO[bytes] | None:
    """Return the body as a file at its start, or ``None`` when there is none.

    Raises:
        BodyTooLarge: more than ``limit`` bytes, announced or sent.
        BodyBroken: fewer bytes than announced, or too slow, or no number.
    """
    announced = environ.get("CONTENT_LENGTH") or ""
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    if not chunked and announced in ("", "0"):
        return None
    if announced and not announced.isdecimal():
        raise BodyBroken("length")
    if announced and int(announced) > limit:
        raise BodyTooLarge
    remaining = int(announced) if announced and not chunked else limit + 1
    source = environ["wsgi.input"]
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    deadline = clock() + PATIENCE
    try:
        while remaining > 0 and (chunk := source.read(min(CHUNK, remaining))):
            body.write(chunk)
            remaining -= len(chunk)
            if clock() > deadline:
                raise BodyBroken("time")
        if chunked and body.tell() > limit:
            raise BodyTooLarge
        if not chunked and remaining:
            raise BodyBroken("length")
    except OSError as error:
        body.close()
        raise BodyBroken("connection") from error
    except BaseException:
        body.close()
        raise
    environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    return body
