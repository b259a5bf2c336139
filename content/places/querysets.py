"""Reads of places, chainable, in the words of the field."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from content.places.models import Notice, Place  # noqa: F401


class PlaceQuerySet(models.QuerySet["Place"]):
    def listed(self) -> PlaceQuerySet:
        """Places that residents can use or soon will; closed ones keep their page only."""
        return self.filter(status__in=["announced", "open"])

    def with_words(self) -> PlaceQuerySet:
        return self.prefetch_related("texts")

    def of_kind(self, key: str) -> PlaceQuerySet:
        return self.filter(kind__key=key)

    def serving_district(self, number: int) -> PlaceQuerySet:
        """Places in the district, and the town hall whose sector holds it."""
        return self.filter(
            Q(district__number=number) | Q(sector__districts__number=number)
        ).distinct()

    def offering(self, service_key: str) -> PlaceQuerySet:
        return self.filter(place_services__service__key=service_key)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_force(self, now: datetime) -> NoticeQuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def not_over(self, now: datetime) -> NoticeQuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))
