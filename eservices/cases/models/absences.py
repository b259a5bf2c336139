"""An agent who is away, and who looks after their requests meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def now(self) -> AbsenceQuerySet:
        """Absences that hold today; nothing needs to be undone when they end."""
        today = timezone.localdate()
        return self.filter(begins_on__lte=today, ends_on__gte=today)


class Absence(models.Model):
    """From one day to another, both included; the substitute sees and works what is theirs."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="absences",
        verbose_name=_("agent"),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="substitutions",
        verbose_name=_("substitute"),
    )
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    #: Who made it: the agent, or an officer of theirs.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(substitute=F("agent")), name="absence_covered_by_another"
            ),
        ]
        indexes = [models.Index(fields=["substitute", "ends_on"], name="absence_covered_now")]

    def __str__(self) -> str:
        return f"{self.agent} {self.begins_on} - {self.ends_on}"
