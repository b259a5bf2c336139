"""A case: the life of a request after it was sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.core.models import District, Sector, Service
from eservices.accounts.models import Person, Queue
from eservices.cases.codes import grouped
from eservices.cases.enums import CaseState, Channel
from eservices.cases.querysets import CaseQuerySet
from eservices.cases.workflow import Workflow


class Case(models.Model):
    """Whatever was asked (``kind`` and ``subject`` name it), waiting in a queue of a service.

    The workflow is a copy: what editors change later does not touch a case under way.
    ``lock`` grows with each act, so that an act decided on an older view is refused.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=9, unique=True)
    kind = models.CharField(max_length=30)
    subject = models.UUIDField()
    title = models.JSONField(default=dict)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    #: What the request is about lies there, as its person says; one of several of the sector.
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.PROTECT, related_name="cases", verbose_name=_("queue")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("assigned to"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("person"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState.choices, default=CaseState.RECEIVED
    )
    status = models.CharField(_("status"), max_length=50)
    status_at = models.DateTimeField(default=timezone.now)
    workflow = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=10)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    #: Since when mail to that address comes back; emptied when another is given.
    contact_returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    lock = models.PositiveIntegerField(default=0)
    is_test = models.BooleanField(default=False)
    #: Length and last hash of the chain of events: a cut tail is seen.
    chain_length = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="case_once_a_subject"),
            models.CheckConstraint(
                condition=models.Q(state__in=CaseState.values), name="case_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "state", "received_at"], name="case_waiting"),
            models.Index(fields=["assignee", "state"], name="case_of_agent"),
        ]

    def __str__(self) -> str:
        return grouped(self.code)

    @property
    def grouped_code(self) -> str:
        return grouped(self.code)

    def get_workflow(self) -> Workflow:
        return Workflow.read(self.workflow)

    def title_in(self, language: str) -> tuple[str, str]:
        """Return (title, the language it is in)."""
        if self.title.get(language):
            return self.title[language], language
        for code, text in sorted(self.title.items(), key=lambda item: item[0] != "fr"):
            if text:
                return text, code
        return self.grouped_code, language

    @property
    def is_closed(self) -> bool:
        return self.state == CaseState.CLOSED
