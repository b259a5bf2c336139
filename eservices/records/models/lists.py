"""Destruction lists (bordereaux d'élimination), their lines, and transfers to the archives.

Source: heritage code, articles L212-2, L212-3 and R212-14: public records are destroyed only
from a list that the administration and the archives agree on, and the visa is kept for ever.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.core.models import Service
from eservices.cases.files.storage import PrivateStorage
from eservices.cases.models import Case
from eservices.records.enums import Origin, Proposal, Stage, Verdict


def _undecided() -> models.QuerySet[DestructionLine]:
    return DestructionLine.objects.filter(list=models.OuterRef("pk"), verdict="")


class DestructionListQuerySet(models.QuerySet["DestructionList"]):
    def waiting(self) -> DestructionListQuerySet:
        """Lists with a line that has no verdict."""
        return self.filter(models.Exists(_undecided())).for_pages()

    def decided(self) -> DestructionListQuerySet:
        return self.exclude(models.Exists(_undecided())).for_pages()

    def for_pages(self) -> DestructionListQuerySet:
        """With what a page of lists shows, newest first."""
        return (
            self.select_related("service", "transfer")
            .prefetch_related("service__texts")
            .annotate(
                size=models.Count("lines"),
                undecided=models.Count("lines", filter=models.Q(lines__verdict="")),
                erased=models.Count("lines__tombstone"),
            )
            .order_by("-created_at", "-pk")
        )


class DestructionList(models.Model):
    """Files of one service that their rules no longer keep, proposed to the archives."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )
    created_at = models.DateTimeField(_("proposed on"))

    objects = DestructionListQuerySet.as_manager()

    class Meta:
        verbose_name = _("destruction list")
        verbose_name_plural = _("destruction lists")

    def __str__(self) -> str:
        return self.number


class DestructionLine(models.Model):
    """One file of a list: its code, its dates, its rule; nothing of the person.

    A verdict is given once; after it the row never changes, and no line is ever deleted
    (triggers: `eservices.records.apps`).
    """

    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="destruction_lines")
    origin = models.CharField(_("reason"), max_length=10, choices=Origin.choices)
    stage = models.CharField(_("end"), max_length=10, choices=Stage.choices)
    proposal = models.CharField(_("proposal"), max_length=10, choices=Proposal.choices)
    months = models.PositiveSmallIntegerField(_("administrative period (months)"))
    #: Where the rule comes from, in the words of the procedure's editors.
    reference = models.CharField(_("rule"), max_length=250, blank=True)
    received_on = models.DateField(_("received on"))
    ended_on = models.DateField(_("ended on"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("reason of the archives"), max_length=300, blank=True)
    #: After a refusal, when the file may be proposed again.
    again_on = models.DateField(null=True, blank=True)
    #: Who gave the visa: kept without a foreign key, for an account may go.
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(_("visa given on"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a destruction list")
        verbose_name_plural = _("lines of destruction lists")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~models.Q(verdict=Verdict.REFUSE),
                name="destruction_line_once_a_case",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_by_id=None, decided_at=None)
                | (
                    models.Q(verdict__in=Verdict.values)
                    & models.Q(decided_by_id__isnull=False, decided_at__isnull=False)
                ),
                name="destruction_line_visa_is_signed",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict=Verdict.REFUSE)
                | (~models.Q(reason="") & models.Q(again_on__isnull=False)),
                name="destruction_line_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.case_id}"


class Transfer(models.Model):
    """The SEDA package of what a list transfers; its bytes go when the archives have it.

    ``reference`` is that of the archives' acknowledgement (ArchiveTransferReply).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.OneToOneField(DestructionList, on_delete=models.PROTECT, related_name="transfer")
    file = models.FileField(storage=PrivateStorage(), upload_to="transfers", blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(_("made on"))
    reference = models.CharField(_("reference of the acknowledgement"), max_length=100, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged on"), null=True, blank=True)
    acknowledged_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("transfer to the archives")
        verbose_name_plural = _("transfers to the archives")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None) | ~models.Q(reference=""),
                name="transfer_acknowledged_has_reference",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
