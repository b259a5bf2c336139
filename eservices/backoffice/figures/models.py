"""Figures kept beside the cases: no row names a person, and a purge takes none away."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.core.models import Sector
from eservices.accounts.models import Queue
from eservices.cases.enums import Channel
from eservices.cases.models import Case
from eservices.procedures.models import Procedure


class CaseFigure(models.Model):
    """What is counted of one case, made anew when its chain has grown (`counting.py`)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="figure")
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+", db_index=False)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    received_on = models.DateField(_("received on"))
    promised_on = models.DateField(_("promised for"), null=True)
    #: The first decision, or the closing without one.
    ended_on = models.DateField(_("ended on"), null=True)
    days = models.PositiveIntegerField(_("days until the end"), null=True)
    agent_minutes = models.PositiveIntegerField(_("agent minutes"), default=0)
    counted_length = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("figures of a case")
        verbose_name_plural = _("figures of cases")
        indexes = [
            models.Index(
                fields=["received_on", "procedure", "channel", "sector", "queue"],
                name="figure_of_period",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class StepFigure(models.Model):
    """How many drafts begun on one day came past one step.

    ``live`` counts drafts that are there, anew each night; ``gone`` those since erased, each
    added in the transaction that erases it. ``step`` is the step's id, or a mark of `counting`.
    """

    day = models.DateField(_("day"))
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    step = models.CharField(_("step"), max_length=64)
    live = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("figures of a step")
        verbose_name_plural = _("figures of steps")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "day", "channel", "step"], name="step_figure_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.step}"
