"""Text messages, written in the caller's transaction and sent by the worker, as mails are.

Who sends them is `settings.SMS_URL`: nobody when empty, ``folder`` writes files (first run),
``https://token@host/path`` asks a gateway. A gateway of another kind is one more class.
"""

from __future__ import annotations

import hashlib
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from content.core import deliveries
from content.core.models.deliveries import Delivery

KIND = "core.sms"
TIMEOUT = 20
#: Answers of class 4 that another attempt may change.
_LATER = (408, 409, 425, 429)
_MOBILE = re.compile(r"\+33[67][0-9]{8}|\+(?!33)[1-9][0-9]{6,14}")


class Gateway(Protocol):
    def send(self, *, to: str, text: str, key: str) -> None:
        """Hand over one message to an international number (E.164).

        ``key`` is the same at each attempt, so that a gateway sends once.

        Raises:
            content.core.deliveries.PermanentFailure: no other attempt can succeed.
        """


class FolderGateway:
    """Write each message to one file; a second attempt writes the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, to: str, text: str, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        (self.folder / f"{name}.txt").write_text(f"{to}\n\n{text}\n", encoding="utf-8")


class HttpGateway:
    """POST ``{"to", "text"}`` as JSON with a bearer token; any 2xx means accepted."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.token = unquote(parts.username or "")
        host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        self.url = parts._replace(netloc=host).geturl()

    def send(self, *, to: str, text: str, key: str) -> None:
        request = urllib.request.Request(  # noqa: S310  # http and https alone: see settings
            self.url,
            data=json.dumps({"to": to, "text": text}).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": hashlib.sha256(key.encode()).hexdigest()[:40],
            },
        )
        try:
            urllib.request.urlopen(request, timeout=TIMEOUT).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            error.close()
            if 400 <= error.code < 500 and error.code not in _LATER:
                raise deliveries.PermanentFailure(f"gateway: {error.code}") from None
            raise


def _url() -> str:
    return str(getattr(settings, "SMS_URL", ""))


def is_available() -> bool:
    """Return whether this site sends text messages."""
    return bool(_url())


def gateway() -> Gateway:
    """Return what sends messages now."""
    if _url() == "folder":
        return FolderGateway(Path(settings.SMS_FILE_PATH))
    return HttpGateway(_url())


def international(number: str) -> str:
    """Return a number as typed in France or abroad in E.164: ``06 39 98 00 01`` begins +336."""
    plain = re.sub(r"[^0-9+]", "", number)
    return f"+33{plain[1:]}" if plain.startswith("0") else plain


def is_mobile(number: str) -> bool:
    """Return whether messages can reach a number: abroad nobody can tell, so any does."""
    return _MOBILE.fullmatch(international(number)) is not None


def send_later(*, key: str, to: str, text: str) -> Delivery:
    """Write a message in the caller's transaction; it leaves once for each ``key``.

    Number and text are erased when it has left; ``key`` holds nothing of the person.
    """
    return deliveries.enqueue(kind=KIND, key=key, payload={"to": international(to), "text": text})


def send(row: Delivery) -> None:
    """The handler. Raises what the gateway raises; without one the message cannot leave."""
    if not is_available():
        raise deliveries.PermanentFailure("no gateway")
    gateway().send(to=row.payload["to"], text=row.payload["text"], key=row.key)
