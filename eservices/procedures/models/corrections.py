"""A correction asked of a resident, and the answers it changes: what was sent stays as it was."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Attachment, Case, CaseEvent


class Correction(models.Model):
    """Some answers to give anew, each with why; one under way for each case.

    ``items`` are ``{"name", "why"}``, where the name is that of a question, or of the question
    of one item ("field/2"). ``typed`` is the buffer: by step (or item) what was typed, what of
    it was right, and whether all of it was.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    asked = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="+")
    answered = models.OneToOneField(
        CaseEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    items: models.JSONField[Any, Any] = models.JSONField(default=list)
    typed: models.JSONField[Any, Any] = models.JSONField(default=dict)
    until = models.DateField(null=True, blank=True)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(answered=None), name="correction_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {len(self.items)}"

    @property
    def why(self) -> dict[str, str]:
        """The reason of each question asked again, by its name."""
        return {item["name"]: item["why"] for item in self.items}


class CorrectionFile(models.Model):
    """A file given anew to one question."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=100)
    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, related_name="correction_link"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.correction_id} {self.attachment_id}"


class AnswerRevision(models.Model):
    """All answers after a correction, frozen as a submission's, and what differs from before.

    One for a correction, by its key: sent twice, it is merged once.
    """

    correction = models.OneToOneField(
        Correction, on_delete=models.CASCADE, primary_key=True, related_name="revision"
    )
    answers: models.JSONField[Any, Any] = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"answers after {self.correction_id}"
