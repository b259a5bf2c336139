"""What a place tells residents at once: closed now, until when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.core.translations import TextRow, Translated
from content.places.enums import Effect
from content.places.models.places import Place
from content.places.querysets import NoticeQuerySet


class Notice(Translated):
    """A message of a place, in force between two moments; "closed" outranks its hours."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="notices", verbose_name=_("place")
    )
    effect = models.CharField(
        _("effect"), max_length=15, choices=Effect.choices, default=Effect.INFORMATION
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Leave empty if not known yet.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a place")
        verbose_name_plural = _("notices of places")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="notice_in_order",
                violation_error_message=_("The end must come after the start."),
            ),
        ]
        indexes = [models.Index(fields=["place", "starts_at"], name="notice_of_place")]

    def __str__(self) -> str:
        text = self.text()
        return text.message if text else f"{self.get_effect_display()}"


class NoticeText(TextRow):
    subject = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="texts")
    message = models.CharField(_("message"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="notice_text_once"),
        ]

    def __str__(self) -> str:
        return self.message
