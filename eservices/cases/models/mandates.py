"""Who may act for whom: by law, by a judge, by a mandate; for what, how long, on what evidence."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import Person
from eservices.cases.enums import AttachmentState, Evidence, MandateKind
from eservices.cases.models.attachments import Attachment
from eservices.cases.models.cases import Case


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, on: date | None = None) -> MandateQuerySet:
        """Mandates given and proved, begun, neither ended nor revoked: only these open anything."""
        day = on or timezone.localdate()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            begins_on__lte=day,
            revoked_at=None,
            given_at__isnull=False,
        ).exclude(paper__state=AttachmentState.INFECTED)

    def covering(self, procedure: uuid.UUID) -> MandateQuerySet:
        """Mandates for every procedure, or for this one by name."""
        named = MandateScope.objects.filter(mandate=OuterRef("pk"), procedure=procedure)
        return self.filter(Q(every_procedure=True) | Exists(named))


class Mandate(models.Model):
    """One person may act for another. Not given until there is evidence of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    represented = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="mandates_given",
        verbose_name=_("person represented"),
    )
    representative = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="mandates_held",
        verbose_name=_("representative"),
    )
    kind = models.CharField(_("as"), max_length=10, choices=MandateKind.choices)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    every_procedure = models.BooleanField(_("for every procedure"), default=False)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(
        _("evidence"), max_length=12, choices=Evidence.choices, blank=True, default=""
    )
    #: The signed paper, scanned.
    paper = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    evidence_note = models.CharField(_("what was shown"), max_length=300, blank=True)
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)
    #: Staff by id and name of that time.
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)
    #: Of the code that the person represented reads aloud, keyed and salted; see `mandates`.
    code_salt = models.CharField(max_length=32, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    #: Empty when the person represented, or their representative, did it in their space.
    revoked_by_name = models.CharField(max_length=300, blank=True)
    revoked_by_id = models.BigIntegerField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(represented=models.F("representative")),
                name="mandate_between_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="mandate_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MandateKind.HELPER) | Q(ends_on__isnull=False),
                name="mandate_of_a_helper_ends",
            ),
            models.CheckConstraint(
                condition=Q(evidence="", given_at=None)
                | (Q(evidence__in=Evidence.values) & Q(given_at__isnull=False)),
                name="mandate_given_on_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(evidence=Evidence.PAPER) | Q(paper__isnull=False),
                name="mandate_on_paper_has_its_scan",
            ),
            models.CheckConstraint(
                condition=~Q(evidence=Evidence.IN_PERSON) | ~Q(evidence_note=""),
                name="mandate_in_person_says_what_was_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} for {self.represented_id}"

    @property
    def is_in_force(self) -> bool:
        """For what is shown; what is opened asks the database (`in_force`)."""
        today = timezone.localdate()
        ended = self.ends_on is not None and self.ends_on < today
        return bool(self.given_at) and not self.revoked_at and self.begins_on <= today and not ended


class MandateScope(models.Model):
    """One procedure that a mandate names, by the procedure's uuid."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="scopes")
    procedure = models.UUIDField()
    #: As the person read it.
    title = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "procedure"], name="mandate_scope_once"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseRepresentation(models.Model):
    """Who sent a case for whom, in the words of that day; erased with the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="representation")
    mandate = models.ForeignKey(
        Mandate, on_delete=models.SET_NULL, null=True, related_name="representations"
    )
    kind = models.CharField(max_length=10, choices=MandateKind.choices)
    representative_name = models.CharField(max_length=401)
    represented_name = models.CharField(max_length=401)
    organisation = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
