"""One act on many cases, with what became of each."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case


class BatchAct(models.TextChoices):
    TAKE = "take", _("Take")
    PUT_BACK = "put_back", _("Put back in the queue")
    ASSIGN = "assign", _("Give to a colleague")
    STATUS = "status", _("Change the status")
    FORWARD = "forward", _("Forward to another service")
    MESSAGE = "message", _("Write to the residents")


class Outcome(models.TextChoices):
    """What became of one case; each refusal says why."""

    PENDING = "pending", _("To do")
    DONE = "done", _("Done")
    CHANGED = "changed", _("Refused: somebody acted on it meanwhile")
    NOT_ALLOWED = "not_allowed", _("Refused: it is not yours to act on so")
    WRONG_STATUS = "wrong_status", _("Refused: it cannot go to this status")
    NEEDS_MORE = "needs_more", _("Refused: this status asks for a letter, a day or a reason")
    NOWHERE = "nowhere", _("Refused: it is with this service already, or finished")
    NO_PERSON = "unreachable", _("Refused: it is finished, nobody would read the message")


class Batch(models.Model):
    """Prepared with the cases as they were seen, then confirmed, then run."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=20, choices=BatchAct.choices)
    #: What the act needs; words to residents are erased as soon as it has run.
    given: models.JSONField[Any, Any] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        indexes = [models.Index(fields=["created_at"], name="batch_created")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.created_at:%Y-%m-%d}"


class BatchItem(models.Model):
    """One case of a batch: its lock as it was seen, then its outcome."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    seen_lock = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.PENDING)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "case"], name="batch_item_once_a_case"),
        ]
        indexes = [models.Index(fields=["batch", "outcome"], name="batch_item_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.case_id}: {self.outcome}"
