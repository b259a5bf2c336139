"""Of which queues an agent is told by e-mail, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import Queue


class NoticeTime(models.TextChoices):
    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day, on working days")
    NEVER = "none", _("Never")


class NoticeChoice(models.Model):
    """What one agent chose for one queue; where there is no row the agent is not told.

    Not told is the beginning: a queue of a large city receives hundreds of requests a day,
    and whoever takes the next from the list needs no mail for each.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notice_choices",
        verbose_name=_("user"),
    )
    queue = models.ForeignKey(
        Queue,
        on_delete=models.CASCADE,
        related_name="notice_choices",
        verbose_name=_("queue"),
    )
    time = models.CharField(_("told"), max_length=10, choices=NoticeTime.choices)
    #: What arrived before is told, or was before the choice: the next daily mail begins here.
    told_until = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "queue"], name="notice_chosen_once_a_queue"),
        ]
        indexes = [models.Index(fields=["queue", "time"], name="notice_choice_of_queue")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.queue_id}: {self.time}"
