"""The erasure of a file, asked for by its person and answered by the city (GDPR, article 17)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import Channel, ErasureGround
from eservices.cases.models import Case, CaseEvent
from eservices.records.enums import ErasureState

if TYPE_CHECKING:
    from datetime import datetime


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def waiting(self) -> ErasureRequestQuerySet:
        """Those without an answer, the most pressing first."""
        return self.filter(state=ErasureState.ASKED).order_by("due_on", "pk")

    def for_pages(self) -> ErasureRequestQuerySet:
        """With what a page shows of each."""
        return self.select_related(
            "case__service", "case__queue", "asked__note", "answered__note"
        ).prefetch_related("case__service__texts")


class ErasureRequest(models.Model):
    """One question and its one answer; one open at a time for each case.

    Who and when are in the events, the words (why, reasons) in their notes, which a purge
    erases: the row stays, and nothing in it is personal. The database lets it be answered
    once, and never changed after (trigger: `eservices.records.apps`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasure_requests")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    asked = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="+")
    #: One month from receipt: GDPR, article 12(3).
    due_on = models.DateField(_("answer due by"))
    state = models.CharField(
        _("state"), max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED
    )
    ground = models.CharField(
        _("ground of the refusal"), max_length=12, choices=ErasureGround.choices, blank=True
    )
    answered = models.OneToOneField(
        CaseEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state=ErasureState.ASKED),
                name="erasure_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ErasureState.ASKED, answered=None, ground="")
                | models.Q(state=ErasureState.GRANTED, answered__isnull=False, ground="")
                | models.Q(
                    state=ErasureState.REFUSED,
                    answered__isnull=False,
                    ground__in=ErasureGround.values,
                ),
                name="erasure_refused_has_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ErasureState.ASKED

    @property
    def is_granted(self) -> bool:
        return self.state == ErasureState.GRANTED

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def asked_at(self) -> datetime:
        return self.asked.at

    @property
    def why(self) -> str:
        """What the person wrote; empty once the file is destroyed."""
        return _words(self.asked)

    @property
    def reasons(self) -> str:
        """What the city answered; empty once the file is destroyed."""
        return _words(self.answered)


def _words(event: CaseEvent | None) -> str:
    note = getattr(event, "note", None)
    return note.text if note is not None else ""
