"""What the city states of a case in writing: acknowledgements of receipt, attestations."""

from __future__ import annotations

from django.db import models

from eservices.cases.models.cases import Case
from eservices.cases.models.events import CaseEvent


class Statement(models.Model):
    """One statement for each event that calls for one; its content is in ``event``.

    ``cause`` is unique: whatever runs twice, it is stated once.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statements")
    cause = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "event"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.event_id}"
