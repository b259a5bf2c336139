"""How a person wants to hear of their request where no e-mail reaches them, and what is due."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.cases.enums import ContactWay, FollowUpOutcome
from eservices.cases.models.cases import Case


class CaseContact(models.Model):
    """The way chosen for one request, with what it needs; personal, erased with the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact")
    way = models.CharField(_("news of the request"), max_length=10, choices=ContactWay.choices)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    #: Beside another way; who reads e-mail alone has not chosen both.
    also_email = models.BooleanField(_("an e-mail too"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(way=ContactWay.TELEPHONE) | ~models.Q(phone=""),
                name="case_contact_by_telephone_has_a_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(way=ContactWay.SMS) | ~models.Q(phone=""),
                name="case_contact_by_sms_has_a_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(way=ContactWay.LETTER) | ~models.Q(address=""),
                name="case_contact_by_letter_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"

    @property
    def words(self) -> str:
        """How the person is reached, for both sides to read."""
        way = {"way": self.get_way_display()}
        return gettext("%(way)s, and by e-mail") % way if self.also_email else str(way["way"])


class FollowUp(models.Model):
    """Somebody to call or to write to, because there is news; one at a time for each case."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    way = models.CharField(_("how"), max_length=10, choices=ContactWay.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=FollowUpOutcome.choices, blank=True
    )

    class Meta:
        verbose_name = _("person to call or to write to")
        verbose_name_plural = _("persons to call or to write to")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(done_at=None), name="follow_up_once_at_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["since"], condition=models.Q(done_at=None), name="follow_up_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"
