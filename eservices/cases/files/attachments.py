"""Take a file in: what it really is, how large, and our own rebuilt copy of it.

Accepted: photographs and scans (JPEG, PNG, WebP, HEIC) and PDF. The type is sniffed from
the bytes, never believed from the name. The virus check comes later, in the worker, and
no resident waits for it; nothing opens before it where there is a scanner.

The only writer of attachments and of their states. What must happen to the bytes (to be
checked, to be erased) is a delivery of the same transaction.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.core import deliveries
from content.core.models.deliveries import Lane
from eservices.cases.enums import ATTACHMENT_TRANSITIONS, AttachmentState
from eservices.cases.files import scanner
from eservices.cases.files.rebuilding import (
    REBUILDERS,
    Interactive,
    Moving,
    Protected,
    TooMuch,
    Unreadable,
)
from eservices.cases.models import Attachment

#: Types by their sniffed media type, and the ending that their name gets.
ACCEPTED = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/heif": ".heic",
    "application/pdf": ".pdf",
}
#: For ``accept`` of a file field and for its hint.
ACCEPT_ATTRIBUTE = ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf"
MEGABYTE = 1024 * 1024
#: Kinds of delivery: check a file, erase bytes from the store.
SCAN = "cases.scan"
ERASE = "cases.erase"
_SAME_TYPE = {".jpeg": ".jpg", ".heif": ".heic"}


class AttachmentRefused(Exception):
    """The file cannot be taken; ``message`` says to the person why and what to do."""

    message: Any = ""

    def __str__(self) -> str:
        return str(self.message)


class FileTooLarge(AttachmentRefused):
    def __init__(self, max_megabytes: int) -> None:
        self.message = _(
            "This file is larger than %(limit)s MB. Choose a smaller one, "
            "or take a photo of the document with your telephone."
        ) % {"limit": max_megabytes}


class FileTypeRefused(AttachmentRefused):
    message = _(
        "This file is not a photo or a PDF. Choose a JPEG, PNG, WebP, HEIC or PDF file, "
        "or take a photo of the document."
    )


class FileUnreadable(AttachmentRefused):
    message = _(
        "This file is empty or damaged: it cannot be opened. Save or scan the document again, "
        "or take a photo of it."
    )


class FileProtected(FileUnreadable):
    message = _(
        "This PDF is protected by a password. Save a copy without the password, "
        "or take a photo of the document."
    )


class FileHoldsTooMuch(FileUnreadable):
    message = _(
        "This file holds too much to be opened: 300 pages or 40 million pixels at most. "
        "Send only the pages that are asked for, or a photo of them."
    )


class FileMoves(FileUnreadable):
    message = _("This picture moves. Choose a still picture, or take a photo of the document.")


class FileInteractive(FileUnreadable):
    message = _(
        "This PDF is a form that only works inside a program. Open it, print it to a new PDF, "
        "or take a photo of it, and send that."
    )


_REFUSALS: tuple[tuple[type[Unreadable], type[FileUnreadable]], ...] = (
    (Protected, FileProtected),
    (Moving, FileMoves),
    (Interactive, FileInteractive),
    (TooMuch, FileHoldsTooMuch),
    (Unreadable, FileUnreadable),
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be taken: its bytes, and our own file made from them."""

    name: str
    content: bytes
    content_type: str
    rebuilt: bytes
    rebuilt_type: str
    sha256: str


def examine(*, file: UploadedFile[Any], max_megabytes: int) -> Examined:
    """Look at ``file``, make our own out of it, and write nothing.

    Raises:
        FileTooLarge: more than ``max_megabytes``.
        FileTypeRefused: neither a photograph nor a PDF, whatever its name says.
        FileUnreadable: empty, damaged, protected by a password, animated, a form of XFA, or
            more pixels or pages than can be handled.
    """
    limit = max_megabytes * MEGABYTE
    if (file.size or 0) > limit:
        raise FileTooLarge(max_megabytes)
    content = file.read(limit + 1)
    if len(content) > limit:
        raise FileTooLarge(max_megabytes)
    if not content:
        raise FileUnreadable
    content_type = sniff(content)
    try:
        rebuilt, rebuilt_type = REBUILDERS[content_type](content)
    except Unreadable as error:
        refusal = next(refused for kind, refused in _REFUSALS if isinstance(error, kind))
        raise refusal from error
    return Examined(
        name=clean_name(file.name or "", content_type),
        content=content,
        content_type=content_type,
        rebuilt=rebuilt,
        rebuilt_type=rebuilt_type,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def store(examined: Examined) -> Attachment:
    """Keep both files privately and, in the same transaction, ask for the virus check."""
    checked = scanner.is_configured()
    attachment = Attachment(
        name=examined.name,
        size=len(examined.content),
        sha256=examined.sha256,
        content_type=examined.content_type,
        state=AttachmentState.RECEIVED if checked else AttachmentState.UNSCANNED,
        rebuilt_type=examined.rebuilt_type,
        rebuilt_size=len(examined.rebuilt),
    )
    with transaction.atomic():
        attachment.file.save("received", ContentFile(examined.content), save=False)
        attachment.rebuilt.save("rebuilt", ContentFile(examined.rebuilt), save=False)
        attachment.save()
        if checked:
            ask_scan(attachment)
    return attachment


def receive(*, file: UploadedFile[Any], max_megabytes: int) -> Attachment:
    """Examine ``file`` and store it; see `examine` for what is refused."""
    return store(examine(file=file, max_megabytes=max_megabytes))


def ask_scan(attachment: Attachment) -> None:
    """Write the delivery that checks a file, due now, whatever became of an earlier one."""
    deliveries.enqueue(kind=SCAN, key=str(attachment.uuid), lane=Lane.SCAN, again=True)


def begin_scan(*, uuid: UUID | str) -> Attachment | None:
    """Return the file now under check; ``None`` when it is removed or has its verdict."""
    attachment = Attachment.objects.filter(uuid=uuid).first()
    if attachment is None or not _move(attachment, AttachmentState.SCANNING):
        return None
    return attachment


def put_back(*, attachment: Attachment) -> None:
    """Let a file wait again: the scanner could not say."""
    _move(attachment, AttachmentState.RECEIVED)


def leave_unscanned(*, attachment: Attachment) -> None:
    """Say that nobody will check this file: the site has no scanner any more."""
    _move(attachment, AttachmentState.UNSCANNED)


def accept(*, attachment: Attachment, scanned_by: str) -> bool:
    """Open the file to those who may read it; return whether it was still under check."""
    return _move(
        attachment,
        AttachmentState.CLEAN,
        scanned_at=timezone.now(),
        scanned_by=scanned_by[:100],
        threat="",
    )


def quarantine(*, attachment: Attachment, scanned_by: str, threat: str, keep: bool) -> bool:
    """Take an infected file away from everybody, in the caller's transaction.

    With ``keep`` its bytes stay for investigation, under a name that nothing opens;
    otherwise they are erased. Return whether the file was still under check.
    """
    kept = attachment.file.name if keep else ""
    names = [attachment.rebuilt.name, *([] if keep else [attachment.file.name])]
    moved = _move(
        attachment,
        AttachmentState.INFECTED,
        scanned_at=timezone.now(),
        scanned_by=scanned_by[:100],
        threat=threat[:200],
        file="",
        rebuilt="",
        quarantine=kept,
    )
    if moved:
        _erase(attachment, names)
    return moved


def destroy_quarantined(*, attachment: Attachment) -> None:
    """Erase the bytes of an infected file; the row stays and says what was found."""
    with transaction.atomic():
        _erase(attachment, [attachment.quarantine.name])
        attachment.quarantine = ""
        attachment.save(update_fields=["quarantine"])


def remove(*, attachment: Attachment) -> None:
    """Erase all bytes once this is committed; the row stays and says that it was removed."""
    names = [field.name for field in (attachment.file, attachment.rebuilt, attachment.quarantine)]
    with transaction.atomic():
        if _move(attachment, AttachmentState.REMOVED, file="", rebuilt="", quarantine=""):
            _erase(attachment, names)


def forget(*, attachment: Attachment) -> None:
    """Erase all bytes and the row, name included: nobody's request holds this file."""
    names = [field.name for field in (attachment.file, attachment.rebuilt, attachment.quarantine)]
    with transaction.atomic():
        _erase(attachment, names)
        attachment.delete()


def _move(attachment: Attachment, state: AttachmentState, **values: Any) -> bool:
    """Change the state in one statement, only from one that leads there; return whether.

    What another process did meanwhile (removed, decided) is thus never undone.
    """
    allowed = [before for before, after in ATTACHMENT_TRANSITIONS.items() if state in after]
    values["state"] = state
    moved = Attachment.objects.filter(pk=attachment.pk, state__in=allowed).update(**values)
    if moved:
        for name, value in values.items():
            setattr(attachment, name, value)
    return bool(moved)


def _erase(attachment: Attachment, names: list[str | None]) -> None:
    given = [name for name in names if name]
    if given:
        key = f"{attachment.uuid}:{uuid4().hex[:8]}"
        deliveries.enqueue(kind=ERASE, key=key, payload={"names": given})


def sniff(content: bytes) -> str:
    """Return the media type that the bytes show.

    Raises:
        FileTypeRefused: not one that we take.
    """
    # A PDF may have a few bytes before its header (ISO 32000-1, note 13 of annex H).
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    kind = filetype.guess(content[:8192])
    if kind is None or kind.mime not in ACCEPTED:
        raise FileTypeRefused
    return "image/heic" if kind.mime == "image/heif" else str(kind.mime)


def clean_name(name: str, content_type: str) -> str:
    """Return a name safe to show and to save under, ending as the bytes are."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    path = PurePosixPath(base or "document")
    ending = ACCEPTED[content_type]
    suffix = path.suffix.lower()
    stem = path.stem if _SAME_TYPE.get(suffix, suffix) == ending else path.name
    return (stem or "document")[: 150 - len(ending)] + ending
