"""Copies of what the clocks say, for lists and the daily job; never read as the truth."""

from __future__ import annotations

from django.db import models

from eservices.cases.models.cases import Case


class CaseClock(models.Model):
    """The legal period of a case as its events made it when the last of them was written.

    ``declared_on`` is set once, by the job that declares what silence means.
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="clock"
    )
    legal_ends_on = models.DateField(null=True, blank=True)
    declared_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["legal_ends_on"],
                name="case_clock_to_declare",
                condition=models.Q(declared_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.legal_ends_on}"
