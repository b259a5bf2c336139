"""What goes with changing a procedure: sample journeys that must still pass, legal cut-overs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import Channel
from eservices.procedures.definition.replay import Outcome
from eservices.procedures.enums import End
from eservices.procedures.models.procedures import (
    Procedure,
    ProcedurePage,
    ProcedureVersion,
)


class Persona(models.Model):
    """A sample journey that an editor stored, and how it must end at each publication.

    Nobody real: the answers are made up. Written by `eservices.procedures.versions.personas`.
    """

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="personas", verbose_name=_("procedure")
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("Who it is and what for, in a few words.")
    )
    #: Field id -> canonical value.
    answers: models.JSONField[Any, Any] = models.JSONField(_("answers"), default=dict)
    #: The day of the journey: an age and a time limit must not drift with the calendar.
    walked_on = models.DateField(_("day of the journey"))
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.ONLINE
    )
    insists = models.BooleanField(
        _("goes on after advice"),
        default=False,
        help_text=_("Reads the page of advice and sends the request anyway."),
    )
    #: Ids of the steps walked, in order.
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    end = models.CharField(_("ends"), max_length=20, choices=End.choices)
    #: The id of the advice where it ends.
    exit = models.CharField(max_length=64, blank=True)
    #: Ids of the checks that refuse the answers.
    refused: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        verbose_name = _("sample journey")
        verbose_name_plural = _("sample journeys")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "name"], name="persona_name_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def expected(self) -> Outcome:
        return Outcome(
            steps=tuple(self.steps),
            end=End(self.end),
            exit=self.exit,
            refused=tuple(self.refused),
        )


class CutOver(models.Model):
    """A publication that leaves drafts begun before a day on the version before it, for a time."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="cut_overs")
    version = models.OneToOneField(
        ProcedureVersion, on_delete=models.PROTECT, related_name="cut_over"
    )
    begun_before = models.DateField(_("drafts begun before"))
    until = models.DateTimeField(_("may be finished until"))

    class Meta:
        verbose_name = _("cut-over")
        verbose_name_plural = _("cut-overs")
        constraints = [
            # Correcting a word after the law changed must not begin the delay anew.
            models.UniqueConstraint(fields=["procedure", "begun_before"], name="cut_over_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.begun_before}"


class WorkingCopy(models.Model):
    """What a page said when a version was compiled from it, for the day it must come back.

    A version holds all that residents read, not all that editors wrote: conditions by the
    names of questions, for one. Wagtail's own revisions may be purged.
    """

    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.CASCADE, related_name="working_copies"
    )
    page = models.ForeignKey(ProcedurePage, on_delete=models.CASCADE, related_name="+")
    #: Field of the page -> its value, as Wagtail writes it in revisions.
    content: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        constraints = [
            models.UniqueConstraint(fields=["version", "page"], name="working_copy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.page_id}"
