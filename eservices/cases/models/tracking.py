"""How a person proves, without an account, that a case is theirs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import FactKind
from eservices.cases.models.cases import Case


class TrackingFact(models.Model):
    """A fact the person gave in the request, kept as a keyed and salted digest only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(_("kind"), max_length=10, choices=FactKind.choices)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("second fact")
        verbose_name_plural = _("second facts")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "digest"], name="tracking_fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class TrackingAttempt(models.Model):
    """Wrong answers lately given for one code or from one address, both kept as digests."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="tracking_attempt_since")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.failures}"
