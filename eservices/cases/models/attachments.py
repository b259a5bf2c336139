"""Files given by residents and agents; drafts, messages and reports link to them."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import AttachmentState
from eservices.cases.storage import PrivateStorage


def _received_path(attachment: Any, _name: str) -> str:
    return f"received/{attachment.uuid.hex[:2]}/{attachment.uuid}"


def _rebuilt_path(attachment: Any, _name: str) -> str:
    return f"rebuilt/{attachment.uuid.hex[:2]}/{attachment.uuid}"


class Attachment(models.Model):
    """One private file. It has no owner key: its owners link to it.

    ``file`` is what came, byte for byte; ``rebuilt`` is our own file made from its
    pixels or pages, without location, comments, scripts or actions, and the only
    one that opens before the virus check.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(_("type"), max_length=50)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=AttachmentState.choices,
        default=AttachmentState.RECEIVED,
    )
    file = models.FileField(storage=PrivateStorage(), upload_to=_received_path, blank=True)
    rebuilt = models.FileField(storage=PrivateStorage(), upload_to=_rebuilt_path, blank=True)
    rebuilt_type = models.CharField(max_length=50)
    rebuilt_size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """The format as people say it: ``PDF``, ``JPEG``."""
        return self.content_type.rpartition("/")[2].upper()

    @property
    def rebuilt_label(self) -> str:
        """The format of our rebuilt file."""
        return self.rebuilt_type.rpartition("/")[2].upper()

    @property
    def rebuilt_name(self) -> str:
        """The file name under which our rebuilt file is given."""
        suffix = {"application/pdf": ".pdf", "image/png": ".png"}.get(self.rebuilt_type, ".jpg")
        return PurePosixPath(self.name).stem + suffix

    @property
    def is_readable(self) -> bool:
        """Whether anybody may open it now, as original or as rebuilt file."""
        return self.state in (AttachmentState.CLEAN, AttachmentState.UNSCANNED)
