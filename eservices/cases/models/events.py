"""What happened to a case, each event holding the hash of the one before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import ARRIVALS, ActorRole, EventKind
from eservices.cases.models.cases import Case


class CaseEvent(models.Model):
    """One act, never changed nor deleted (the database refuses both).

    It holds no personal text: staff are kept by id and name of that time, without
    a foreign key; a resident is a role; reasons and messages live in erasable side
    rows of which only a salted digest is here, so that the chain still verifies
    after they are erased.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(_("event"), max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(_("date"))
    actor_role = models.CharField(_("role"), max_length=10, choices=ActorRole.choices)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(_("actor"), max_length=300, blank=True)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["case", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order"),
        ]
        indexes = [
            # What arrived for the service since some moment, of all cases.
            models.Index(
                fields=["at"],
                name="case_event_arrived",
                condition=models.Q(kind__in=ARRIVALS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.kind}"


class CaseEventNote(models.Model):
    """The words of an event and the salt of their digest; both go when the case is purged."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="note")
    salt = models.CharField(max_length=64)
    text = models.TextField()

    def __str__(self) -> str:
        return f"note of {self.event_id}"
