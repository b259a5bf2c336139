"""What a duty officer has to say now, to all or to some pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Page

from content.core import changes, deliveries
from content.core.models import District, Service
from content.core.translations import TextRow, Translated

#: Every page carries the frame's tag of its language, and alerts are part of the frame.
CACHE_TAGS = [f"chrome:{language}" for language, _name in settings.LANGUAGES]


#: Delivery that purges the frame when an alert begins or ends by itself.
TURN = "alert.turn"


class AlertLevel(models.TextChoices):
    """From the gravest; stored values sort by `AlertQuerySet.current`."""

    DANGER = "danger", _("Danger: act now")
    WARNING = "warning", _("Warning: something is disturbed")
    INFORMATION = "information", _("Information")


class AlertQuerySet(models.QuerySet["Alert"]):
    def current(self) -> AlertQuerySet:
        """Alerts in force now, the gravest first, then the newest."""
        now = timezone.now()
        order = models.Case(
            *(models.When(level=level, then=rank) for rank, level in enumerate(AlertLevel.values)),
            output_field=models.IntegerField(),
        )
        return (
            self.filter(starts_at__lte=now)
            .filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now))
            .order_by(order, "-starts_at")
            .select_related("section")
            .prefetch_related("texts")
        )


class Alert(Translated, ClusterableModel):
    """Level, words, period, targets: the whole site when none is named.

    Several targets add up: the pages of the service, those of the section, those for the
    district.
    """

    level = models.CharField(_("level"), max_length=20, choices=AlertLevel.choices)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service concerned"),
    )
    section = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section concerned"),
        help_text=_("The page itself and all below it, in every language."),
    )
    district = models.ForeignKey(
        District,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district concerned"),
    )
    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(AlertQuerySet)()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="alert_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        text = self.text()
        return text.title if text else f"{self.get_level_display()}"

    def clean(self) -> None:
        if self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must come after the start.")})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        changes.record(tags=CACHE_TAGS)
        for name, moment in (("start", self.starts_at), ("end", self.ends_at)):
            if moment is not None and moment > timezone.now():
                deliveries.enqueue(
                    kind=TURN, key=f"{self.pk}:{name}:{moment.isoformat()}", due_at=moment
                )

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        changes.record(tags=CACHE_TAGS)
        return super().delete(*args, **kwargs)


def purge_frame(_delivery: Any) -> None:
    """Delivery: an alert begins or ends now, and cached pages must show it."""
    with transaction.atomic():
        changes.record(tags=CACHE_TAGS)


class AlertText(TextRow):
    subject = ParentalKey(Alert, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="alert_text_once"),
        ]

    def __str__(self) -> str:
        return self.title
