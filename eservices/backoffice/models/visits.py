"""A person served at a counter or by telephone, and the minutes it took."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import Person, User
from eservices.cases.enums import Channel
from eservices.procedures.models import Draft

#: Channels in which an agent fills in with the person beside them or on the line.
ASSISTED = (Channel.COUNTER, Channel.TELEPHONE)


class VisitQuerySet(models.QuerySet["Visit"]):
    def of_agent(self, user: User) -> VisitQuerySet:
        """Visits that ``user`` has begun and not ended, the last first."""
        return self.filter(agent=user, ended_at=None).order_by("-begun_at")

    def under_way(self) -> VisitQuerySet:
        """Visits whose person is there now."""
        return self.filter(ended_at=None, spans__ended_at=None)


class Visit(models.Model):
    """One person served by one agent; ``person`` is nobody until they are found, and nobody
    again once the visit has ended: what was sent says whose it is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="visits",
        verbose_name=_("agent"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("person"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    #: Of the receipt and of letters; the agent reads the questions in their own.
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    begun_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=ASSISTED), name="visit_is_assisted"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None)
                | models.Q(ended_at__gte=models.F("begun_at"), person=None),
                name="visit_ended_keeps_nobody",
            ),
        ]
        indexes = [models.Index(fields=["agent", "ended_at"], name="visit_of_agent")]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_by_telephone(self) -> bool:
        return self.channel == Channel.TELEPHONE

    @property
    def duration(self) -> timedelta:
        """The agent's time, interruptions left out; reads the spans."""
        spent = (
            span.ended_at - span.begun_at for span in self.spans.all() if span.ended_at is not None
        )
        return sum(spent, timedelta())


class VisitSpan(models.Model):
    """A stretch of a visit without interruption: an agent is in one at a time."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="spans")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    #: The last page asked: where a visit was left open, its end.
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("stretch of a visit")
        verbose_name_plural = _("stretches of a visit")
        constraints = [
            models.UniqueConstraint(
                fields=["agent"],
                condition=models.Q(ended_at=None),
                name="agent_with_one_person_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(ended_at=None), name="visit_span_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("begun_at")),
                name="visit_span_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.begun_at:%Y-%m-%d %H:%M}"


class VisitDraft(models.Model):
    """A request filled in during a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="drafts")
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="visit_link")

    class Meta:
        verbose_name = _("request of a visit")
        verbose_name_plural = _("requests of a visit")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.draft_id}"
