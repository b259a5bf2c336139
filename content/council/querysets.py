"""Reads of the Council, chainable, in the words of the field."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from content.council.models import (  # noqa: F401
        Cue,
        Intervention,
        Session,
        TranscriptLayer,
    )


class SessionQuerySet(models.QuerySet["Session"]):
    def to_come(self, now: datetime) -> SessionQuerySet:
        """Sessions that are held now or later, the nearest first."""
        return (
            self.filter(status__in=["planned", "convened", "live", "suspended"])
            .filter(models.Q(starts_at__gte=now) | models.Q(status__in=["live", "suspended"]))
            .order_by("starts_at")
        )

    def with_recording(self) -> SessionQuerySet:
        """Sessions whose recording can be watched, the last first."""
        return self.filter(status="recording_ready").order_by("-starts_at")

    def held(self) -> SessionQuerySet:
        return self.filter(status__in=["closed", "recording_ready"]).order_by("-starts_at")


class InterventionQuerySet(models.QuerySet["Intervention"]):
    def published(self) -> InterventionQuerySet:
        """Interventions whose recording the public can watch."""
        return self.filter(sitting__ready=True)

    def with_context(self) -> InterventionQuerySet:
        """Session, item and speaker in the same statement."""
        return self.select_related("sitting__session__body", "item", "mandate__speaker")


class LayerQuerySet(models.QuerySet["TranscriptLayer"]):
    def shown(self) -> LayerQuerySet:
        """The most trusted layer of each sitting in the language of the debate."""
        better = self.model._default_manager.filter(
            sitting=models.OuterRef("sitting"),
            language=models.OuterRef("language"),
            rank__lt=models.OuterRef("rank"),
        )
        return self.filter(language="fr").filter(~models.Exists(better))


class CueQuerySet(models.QuerySet["Cue"]):
    def in_order(self) -> CueQuerySet:
        return self.order_by("start_ms", "number")
