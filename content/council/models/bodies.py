"""Who deliberates and who speaks; names after Popolo and OParl."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content.core.translations import TextRow, Translated


class Term(models.Model):
    """The years for which a council is elected."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """The Council, a committee, a district council: for one term."""

    key = models.SlugField(_("key"), unique=True)
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="bodies", verbose_name=_("term")
    )
    name = models.CharField(_("name in French"), max_length=200)

    class Meta:
        verbose_name = _("deliberating body")
        verbose_name_plural = _("deliberating bodies")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Speaker(ClusterableModel):
    """Somebody who holds or held a mandate; known by uuid, never by name alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def mandate_on(self, day: date) -> Mandate | None:
        """Return the office held on ``day``; the one that began last, of several."""
        held = [
            mandate
            for mandate in self.mandates.all()
            if mandate.starts_on <= day and (mandate.ends_on is None or day <= mandate.ends_on)
        ]
        return max(held, key=lambda mandate: mandate.starts_on, default=None)


class Mandate(Translated):
    """An office at a date: what is shown beside a name is what it was when they spoke."""

    speaker = ParentalKey(
        Speaker, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("speaker")
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("body")
    )
    group = models.CharField(_("political group"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="mandate_in_order",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}, {self.office}"

    @property
    def office(self) -> str:
        text = self.text()
        return text.office if text else ""


class MandateText(TextRow):
    subject = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="texts")
    office = models.CharField(_("office"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="mandate_text_once"),
        ]

    def __str__(self) -> str:
        return self.office
