from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import ActorRole, Direction
from eservices.cases.models.attachments import Attachment
from eservices.cases.models.cases import Case
from eservices.cases.models.events import CaseEvent

#: Within this a message with the same words and files is the same one, sent twice.
SAID_AGAIN_WITHIN = timedelta(minutes=1)


class Message(models.Model):
    """One letter between a resident and the service.

    Its words are its event's note, so that they are kept once, are part of the chain and
    go with the note when the case is purged.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="message")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    author_role = models.CharField(_("author"), max_length=10, choices=ActorRole.choices)
    language = models.CharField(_("language"), max_length=10)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="messages")
    created_at = models.DateTimeField(_("date"))
    read_at = models.DateTimeField(_("read on"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.direction} {self.created_at:%Y-%m-%d}"

    @property
    def text(self) -> str:
        """The words; empty once erased. Read lists with ``select_related("event__note")``."""
        note = getattr(self.event, "note", None)
        return note.text if note is not None else ""

    def is_said_again(self, text: str, files: Iterable[Attachment]) -> bool:
        """Return whether a resident who now sends these words and files has just done so."""
        if self.direction != Direction.IN or self.text != text:
            return False
        if self.created_at < timezone.now() - SAID_AGAIN_WITHIN:
            return False
        sent = self.attachments.values_list("sha256", flat=True)
        return sorted(sent) == sorted(file.sha256 for file in files)
