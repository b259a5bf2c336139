"""The virus scanner: ClamAV's daemon, asked over a socket. Nothing else knows of it.

Files are sent through the connection (INSTREAM), so the daemon needs no access to our
store and may run anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clamav_client.clamd import (
    ClamdError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
)
from django.conf import settings

PORT = 3310
#: Longer than the two minutes that the daemon gives itself for one file (``MaxScanTime``).
PATIENCE = 130
#: To ask for a sign of life only.
SHORT_PATIENCE = 3


class ScannerUnavailable(Exception):
    """The daemon is away, broke off or could not say: ask again later."""


class InvalidAddress(ValueError):
    """The address of the scanner cannot be used."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found in a file; ``threat`` is the signature's name, "" when clean."""

    threat: str

    @property
    def clean(self) -> bool:
        return not self.threat


def address() -> str:
    """Return the scanner's address, "" where none is configured."""
    return str(getattr(settings, "CLAMAV_URL", "") or "")


def is_configured() -> bool:
    """Return whether files are checked on this site."""
    return bool(address())


def client_for(url: str, patience: float) -> ClamdNetworkSocket:
    """Return a client for ``tcp://host:port`` or ``unix:///path``.

    Raises:
        InvalidAddress
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        parts, port = urlsplit(""), PORT
    if parts.scheme == "tcp" and parts.hostname:
        return ClamdNetworkSocket(parts.hostname, port, timeout=patience)
    if parts.scheme == "unix" and parts.path:
        return ClamdUnixSocket(parts.path, timeout=int(patience))
    raise InvalidAddress("write tcp://host:port or unix:///path/of/the/socket")


@contextmanager
def _asked(patience: float) -> Iterator[ClamdNetworkSocket]:
    client = client_for(address(), patience)
    try:
        yield client
    except (ClamdError, OSError) as error:
        # Its message names the daemon's address and the system's error, nothing of a file.
        raise ScannerUnavailable(str(error)) from error
    finally:
        # The library leaves its socket open when nothing answers.
        used = getattr(client, "clamd_socket", None)
        if used is not None:
            used.close()


def version() -> str:
    """Return the daemon's version and that of its signatures.

    Raises:
        ScannerUnavailable
    """
    with _asked(SHORT_PATIENCE) as client:
        return client.version()


def answers() -> bool:
    """Return whether the daemon is there."""
    try:
        return bool(version())
    except ScannerUnavailable:
        return False


def scan(file: Any) -> Verdict:
    """Send ``file``, open for reading, to the daemon and return what it found.

    Raises:
        ScannerUnavailable: no clear answer. A connection cut while the file is sent is one
            too: the daemon does so when it is stopped, or when the file is longer than its
            ``StreamMaxLength``.
    """
    with _asked(PATIENCE) as client:
        answer = client.instream(file)
    state, threat = answer.get("stream", ("", None))
    if state == "FOUND":
        return Verdict(threat=str(threat or "unknown"))
    if state == "OK":
        return Verdict(threat="")
    raise ScannerUnavailable(f"answer {state!r}")
