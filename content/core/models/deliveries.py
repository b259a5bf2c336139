from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Lane(models.TextChoices):
    """Long media work has a lane of its own, so that a mail never waits behind a video;
    so has the virus check, whose daemon may take minutes to answer."""

    QUICK = "quick", _("Quick")
    MEDIA = "media", _("Media")
    SCAN = "scan", _("Virus check")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, lane: str, now: datetime) -> DeliveryQuerySet:
        """Rows to run now, oldest first: waiting ones, and those whose worker died."""
        return self.filter(
            models.Q(state=DeliveryState.WAITING, due_at__lte=now)
            | models.Q(state=DeliveryState.RUNNING, leased_until__lt=now),
            lane=lane,
        ).order_by("due_at", "pk")

    def failed(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.FAILED)


class Delivery(models.Model):
    """Something that must happen: a mail, an index change, a scan, a purge of a front cache.

    Written in the business transaction, done later by the worker with attempts
    and a lease. The queue is a doorbell, this row is the memory.
    """

    kind = models.CharField(max_length=50)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.QUICK)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    #: Counts the calls of ``enqueue(again=True)``: a run that finds another number at its
    #: end has missed a change, and the row runs once more.
    revision = models.PositiveIntegerField(default=0)
    #: The run that holds the row; a later run has another, so an old one cannot end it.
    run = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at"],
                name="delivery_due",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WorkerHeartbeat(models.Model):
    """When a worker's lane last swept; `/readyz` reads it."""

    lane = models.CharField(max_length=10, choices=Lane.choices, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lane} {self.beat_at:%H:%M:%S}"
