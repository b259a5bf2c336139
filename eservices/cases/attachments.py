"""Take a file in: what it really is, how large, and our own rebuilt copy of it.

Accepted: photographs and scans (JPEG, PNG, WebP, HEIC) and PDF. The type is sniffed from
the bytes, never believed from the name. The virus check comes later and nobody waits
for it: until then only the rebuilt file opens.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import AttachmentState
from eservices.cases.models import Attachment
from eservices.cases.rebuilding import REBUILDERS, Protected, Unreadable

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


def receive(*, file: UploadedFile[Any], max_megabytes: int) -> Attachment:
    """Store ``file`` privately with its rebuilt copy and return the attachment.

    Raises:
        FileTooLarge: more than ``max_megabytes``, or more pixels or pages than can be handled.
        FileTypeRefused: neither a photograph nor a PDF, whatever its name says.
        FileUnreadable: empty, damaged or protected by a password.
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
    except Protected as error:
        raise FileProtected from error
    except Unreadable as error:
        raise FileUnreadable from error
    attachment = Attachment(
        name=clean_name(file.name or "", content_type),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=content_type,
        state=AttachmentState.UNSCANNED,
        rebuilt_type=rebuilt_type,
        rebuilt_size=len(rebuilt),
    )
    with transaction.atomic():
        attachment.file.save("received", ContentFile(content), save=False)
        attachment.rebuilt.save("rebuilt", ContentFile(rebuilt), save=False)
        attachment.save()
    return attachment


def remove(*, attachment: Attachment) -> None:
    """Delete both files once this is committed; the row stays and says that it was removed."""
    names = [
        (field.storage, field.name) for field in (attachment.file, attachment.rebuilt) if field.name
    ]
    attachment.file = attachment.rebuilt = ""
    attachment.state = AttachmentState.REMOVED
    attachment.save(update_fields=["file", "rebuilt", "state"])

    def delete() -> None:
        for storage, name in names:
            storage.delete(name)

    transaction.on_commit(delete)


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
