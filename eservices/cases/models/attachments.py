"""Files given by residents and agents; drafts, messages and reports link to them."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import EMPTY_STATES, PENDING_STATES, AttachmentState
from eservices.cases.files.scanner import is_configured
from eservices.cases.files.storage import PrivateStorage


def _received_path(attachment: Any, _name: str) -> str:
    return f"received/{attachment.uuid.hex[:2]}/{attachment.uuid}"


def _rebuilt_path(attachment: Any, _name: str) -> str:
    return f"rebuilt/{attachment.uuid.hex[:2]}/{attachment.uuid}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def pending(self) -> AttachmentQuerySet:
        """Files that wait for a verdict of the scanner."""
        return self.filter(state__in=PENDING_STATES)

    def unlinked(self) -> AttachmentQuerySet:
        """Files that no row of any app links to."""
        found = self
        for relation in Attachment._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):  # those of many-to-many included
                links = relation.related_model._base_manager.filter(
                    **{relation.field.name: models.OuterRef("pk")}
                )
                found = found.exclude(models.Exists(links))
        return found

    def infected(self) -> AttachmentQuerySet:
        return self.filter(state=AttachmentState.INFECTED)


class Attachment(models.Model):
    """One private file. It has no owner key: its owners link to it.

    ``file`` is what came, byte for byte; ``rebuilt`` is our own file made from its
    pixels or pages, without location, comments, scripts or actions, and the only one
    that ever opens. ``quarantine`` names the bytes of an infected file kept apart for
    investigation; nothing opens them.
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
    scanned_at = models.DateTimeField(_("checked for viruses on"), null=True, blank=True)
    #: The daemon and its signatures, as it names them.
    scanned_by = models.CharField(max_length=100, blank=True)
    threat = models.CharField(_("virus"), max_length=200, blank=True)
    quarantine = models.FileField(storage=PrivateStorage(), blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=AttachmentState.values), name="attachment_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=EMPTY_STATES, file="", rebuilt="")
                | (~models.Q(state__in=EMPTY_STATES) & ~models.Q(file="") & ~models.Q(rebuilt="")),
                name="attachment_refused_has_no_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AttachmentState.CLEAN)
                | models.Q(scanned_at__isnull=False, threat=""),
                name="attachment_clean_was_scanned",
            ),
            models.CheckConstraint(
                condition=models.Q(quarantine="") | models.Q(state=AttachmentState.INFECTED),
                name="attachment_quarantine_is_infected",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="attachment_pending",
                condition=models.Q(state__in=PENDING_STATES),
            ),
        ]

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
        """Whether anybody may open it now: our rebuilt file, once the check found nothing.

        Where no scanner is configured nothing is ever checked, and the rebuilt file opens
        with a warning; as soon as one is, what was not checked waits for it.
        """
        if self.state == AttachmentState.UNSCANNED:
            return not is_configured()
        return self.state == AttachmentState.CLEAN

    @property
    def is_refused(self) -> bool:
        return self.state == AttachmentState.INFECTED

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the scanner, one that came before there was one included."""
        return self.state in PENDING_STATES or (
            self.state == AttachmentState.UNSCANNED and is_configured()
        )
