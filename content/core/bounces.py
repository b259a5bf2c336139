"""Mail that came back: reports of mail servers (RFC 3464), led to whoever sent the mail.

A report carries the headers of what it is about (RFC 3462, third part); ours are known by
their ``Message-ID``, which nobody guesses who did not get the mail (`mail.message_id`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from functools import partial
from pathlib import Path

from django.conf import settings

#: Larger mails are no report: servers send back headers, or the short mail itself.
LARGEST = 1024 * 1024
SWEPT_EVERY = timedelta(minutes=1)
#: RFC 3463: class, subject, detail.
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Before the flags in a name of the folder ``cur``, in their order; S is "seen".
_FLAGS = ":2,"
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{1,200}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that was not delivered. ``status`` says why; class 5 is for good."""

    message_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Swept:
    """What one reading of a maildir found; ``left`` is for people to read."""

    reports: int
    left: int


class NoMaildir(Exception):
    """The folder has no ``new``: it is not there, or something else."""


Told = Callable[[Returned], bool]


class ReturnRegistry:
    """Who is told of mail that came back; the first that knows the mail says so."""

    def __init__(self) -> None:
        self._told: list[Told] = []

    def register(self, told: Told) -> None:
        self._told.append(told)

    def tell(self, returned: Returned) -> bool:
        """Return whether the mail was somebody's; telling twice changes nothing more."""
        return any(told(returned) for told in self._told)


returns = ReturnRegistry()


def read_report(content: bytes) -> Returned | None:
    """Return the mail that a report says was not delivered, ``None`` for any other mail.

    Delays, relays and read receipts are no failures, and what only looks like a report
    (an answer of a person, an absence notice) is none.
    """
    if len(content) > LARGEST:
        return None
    report = message_from_bytes(content, policy=compat32)
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    message_id = _about(report)
    status = next(_failures(report), "")
    return Returned(message_id, status) if message_id and status else None


def tell(content: bytes) -> bool:
    """Tell whose mail a report says came back; return whether it was one of ours."""
    returned = read_report(content)
    return returned is not None and returns.tell(returned)


def sweep(maildir: Path) -> Swept:
    """Tell of every report that nobody has read yet; what was understood leaves the maildir.

    Everything else stays there, marked as seen, and is not read again. Several may sweep
    beside each other and with the mail server: what another took away meanwhile is passed over.

    Raises:
        NoMaildir
    """
    if not (maildir / "new").is_dir():
        raise NoMaildir(maildir)
    reports = left = 0
    trouble: Exception | None = None
    for path in sorted([*(maildir / "new").iterdir(), *(maildir / "cur").glob("*")]):
        if "S" in path.name.rpartition(_FLAGS)[2] and _FLAGS in path.name:
            left += 1
            continue
        try:
            with path.open("rb") as file:
                understood = tell(file.read(LARGEST + 1))
            if understood:
                path.unlink()
            else:
                _mark_seen(path, maildir)
        except FileNotFoundError:
            continue
        except Exception as error:  # said once those after it are read
            trouble, understood = error, False
        reports, left = reports + understood, left + (not understood)
    if trouble is not None:
        raise trouble
    return Swept(reports, left)


def watch() -> None:
    """Let the worker sweep the maildir that ``BOUNCES_MAILDIR`` names, each minute."""
    from content.core.worker import regular

    if maildir := getattr(settings, "BOUNCES_MAILDIR", ""):
        regular.register("core.bounces", partial(sweep, Path(maildir)), every=SWEPT_EVERY)


def _mark_seen(path: Path, maildir: Path) -> None:
    name, _mark, flags = path.name.partition(_FLAGS)
    (maildir / "cur").mkdir(exist_ok=True)
    path.rename(maildir / "cur" / f"{name}{_FLAGS}{''.join(sorted({*flags, 'S'}))}")


def _failures(report: Message) -> Iterator[str]:
    """Yield the status of each recipient whom the mail did not reach."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload() if part.is_multipart() else []:
            if not isinstance(fields, Message):
                continue
            if str(fields.get("Action", "")).strip().lower() == "failed":
                found = _STATUS.search(str(fields.get("Status", "")))
                yield found[0] if found and found[1] != "2" else "5.0.0"


def _about(report: Message) -> str:
    """Return the Message-ID of the mail that a report is about."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            sent = part.get_payload(0)
            if isinstance(sent, Message) and sent.get("Message-ID"):
                return str(sent["Message-ID"]).strip()
        elif part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            text = headers.decode("latin-1") if isinstance(headers, bytes) else str(headers)
            if found := _MESSAGE_ID.search(text):
                return found[1]
    return ""


def refused_status(code: int, reason: bytes | str) -> str:
    """Return the status of a refusal at the server's door, from its code and words."""
    words = reason.decode("latin-1") if isinstance(reason, bytes) else reason
    found = _STATUS.match(words.strip())
    return found[0] if found else f"{code // 100}.0.0"
