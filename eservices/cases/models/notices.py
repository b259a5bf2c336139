"""What was sent to a person about a case, outside the site, and whether it came through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.core import mail, sms
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from eservices.cases.enums import ContactWay, NoticeState
from eservices.cases.models.cases import Case
from eservices.cases.models.events import CaseEvent


class NoticeQuerySet(models.QuerySet["Notice"]):
    def with_delivery(self) -> NoticeQuerySet:
        """Add what `Notice.state` is told from, so that it is stored in one place."""
        rows = Delivery.objects.filter(kind__in=(mail.KIND, sms.KIND), key=OuterRef("key"))
        return self.annotate(
            sending=Subquery(rows.values("state")[:1]),
            attempts=Subquery(rows.values("attempts")[:1]),
            done_at=Subquery(rows.values("done_at")[:1]),
        )


class Notice(models.Model):
    """A mail or text message that calls the person to the tracking page; its delivery has the
    same key.

    Nothing of the person is in it. ``status`` is why it came back (RFC 3463).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(CaseEvent, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(
        max_length=10,
        choices=[(ContactWay.EMAIL.value, _("E-mail")), (ContactWay.SMS.value, _("Text message"))],
        default=ContactWay.EMAIL,
    )
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=300, unique=True)
    created_at = models.DateTimeField(_("date"), default=timezone.now)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    status = models.CharField(max_length=11, blank=True)
    #: The person has given another address since.
    to_former_address = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returned_at=None) | ~models.Q(status=""),
                name="notice_returned_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def _told(self, name: str) -> Any:
        return getattr(self, name, None)

    @property
    def state(self) -> NoticeState:
        """Where it is; after a year the delivery is forgotten, and what left stays sent."""
        if self.returned_at is not None:
            return NoticeState.RETURNED
        sending = self._told("sending")
        if sending == DeliveryState.FAILED:
            return NoticeState.FAILED
        if sending == DeliveryState.WAITING and self._told("attempts"):
            return NoticeState.RETRIED
        if sending in (DeliveryState.WAITING, DeliveryState.RUNNING):
            return NoticeState.QUEUED
        return NoticeState.SENT

    @property
    def words(self) -> str:
        """Where it is, for both sides to read."""
        at: datetime = self._told("done_at") or self.created_at
        said = {
            "what": self.get_way_display(),
            "date": date_format(localtime(at), "SHORT_DATETIME_FORMAT"),
        }
        words = {
            NoticeState.QUEUED: gettext("%(what)s about to leave"),
            NoticeState.RETRIED: gettext(
                "%(what)s not sent yet: the line is disturbed, we try again"
            ),
            NoticeState.SENT: gettext("%(what)s sent on %(date)s"),
            NoticeState.FAILED: gettext("%(what)s that could not be sent"),
            NoticeState.RETURNED: gettext(
                "%(what)s of %(date)s that came back: nobody received it"
            ),
        }
        return words[self.state] % said
