"""Mail to residents and staff, written in the caller's transaction and sent by the worker.

What SMTP can promise, and cannot: the row is RUNNING before the server is called and
DONE after it answered, so a mail is never lost. A worker killed between the server's
"250 OK" and the row's end sends the message a second time; both copies carry the same
``Message-ID``, made from the key alone, by which mail servers and readers that care
show one. No protocol closes that gap. The folder backend below does: its file's name
comes from that same header, so a second run writes the same file.
"""

from __future__ import annotations

import hashlib
import os
import smtplib
import tempfile
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from content.core import deliveries
from content.core.bounces import Returned, refused_status, returns
from content.core.models.deliveries import Delivery

KIND = "core.mail"


def send_later(
    *, key: str, to: str, subject: str, text: str, html: str = "", language: str = "fr"
) -> Delivery:
    """Write a mail in the caller's transaction; it leaves once for each ``key``.

    ``key`` names the occasion (``receipt:<uuid>``) and holds nothing of the person:
    it is kept. Address and text are erased when the mail has left.
    """
    return deliveries.enqueue(
        kind=KIND,
        key=key,
        payload={
            "to": to,
            "subject": " ".join(subject.split()),
            "text": text,
            "html": html,
            "language": language,
        },
    )


def message_id(key: str) -> str:
    """Return the ``Message-ID`` that every attempt for ``key`` carries."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def send(row: Delivery) -> None:
    """The handler: send the mail of a delivery.

    Raises:
        PermanentFailure: the server refused the recipient for good (RFC 5321, 5xx).
    """
    mail = row.payload
    message = EmailMultiAlternatives(
        subject=mail["subject"],
        body=mail["text"],
        # The envelope's sender: where servers send what they cannot deliver (RFC 5321, 4.4).
        from_email=getattr(settings, "EMAIL_RETURN_ADDRESS", "") or settings.DEFAULT_FROM_EMAIL,
        to=[mail["to"]],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(row.key),
            "Content-Language": mail["language"],
            # RFC 3834: no holiday replies to what a machine sends.
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail["html"]:
        message.attach_alternative(mail["html"], "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _reason in error.recipients.values()):
            code, reason = next(iter(error.recipients.values()))
            returns.tell(Returned(message_id(row.key), refused_status(code, reason)))
            raise deliveries.PermanentFailure("recipient refused") from None
        raise


class MailFolder(BaseEmailBackend):
    """Write each mail to one file under ``settings.EMAIL_FILE_PATH`` (first run, tests).

    Setting: ``EMAIL_BACKEND = "content.core.mail.MailFolder"``. The same Message-ID
    gives the same file, written whole or not at all.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        if not folder:
            raise ImproperlyConfigured("MailFolder needs the setting EMAIL_FILE_PATH")
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            content = message.message()
            name = hashlib.sha256(str(content["Message-ID"]).encode()).hexdigest()[:32]
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(content.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self.folder / f"{name}.eml")
        return len(email_messages)
