"""How long a case is kept, and what stays of it afterwards."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.records.enums import Fate, Stage
from eservices.records.models.lists import DestructionLine


class RetentionPlan(models.Model):
    """The retention rules copied from the version when the request was sent.

    ``counted_from`` is the case's ``status_at`` of its end; both it and ``due_on`` are empty
    while the case is open, and worked out anew each night (`plans.settle`).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="retention_plan")
    #: See `eservices.records.plans.Plan`.
    rules: models.JSONField[Any, Any] = models.JSONField()
    stage = models.CharField(_("end"), max_length=10, choices=Stage.choices, blank=True)
    fate = models.CharField(_("final fate"), max_length=10, choices=Fate.choices, blank=True)
    counted_from = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("kept until"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("retention plan")
        verbose_name_plural = _("retention plans")

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on or ''}".strip()


class AnswersErased(models.Model):
    """The answers of one retention class of a case were erased; never changed nor deleted.

    It is the door through which the database lets a submission's answers change
    (`eservices.procedures.apps`), open only when the case has its decision.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers_erased")
    retention_class = models.CharField(max_length=20)
    at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("erased answers")
        verbose_name_plural = _("erased answers")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "retention_class"], name="answers_erased_once_a_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.retention_class}"


class Tombstone(models.Model):
    """What stays of a destroyed file beside its case and chain: when, by which line, how much.

    Never changed nor deleted, and nothing in it is personal.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="tombstone")
    line = models.OneToOneField(DestructionLine, on_delete=models.PROTECT, related_name="tombstone")
    at = models.DateTimeField(_("date"))
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")

    def __str__(self) -> str:
        return str(self.case)
