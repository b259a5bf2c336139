"""What was said: interventions on the sitting's clock, cues of each transcript layer."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.council.enums import LAYER_RANKS, InterventionKind, LayerKind
from content.council.models.bodies import Mandate
from content.council.models.sessions import LANGUAGE, AgendaItem, Sitting
from content.council.querysets import CueQuerySet, InterventionQuerySet, LayerQuerySet


class Intervention(models.Model):
    """One person speaking, from when to when, on which item."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(
        Sitting, on_delete=models.CASCADE, related_name="interventions", verbose_name=_("sitting")
    )
    number = models.PositiveSmallIntegerField(
        _("number in the session"), help_text=_("Its address on the site.")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("agenda item"),
    )
    mandate = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("speaker, by office on that day"),
    )
    speaker_name = models.CharField(
        _("name, for a speaker without a mandate"), max_length=200, blank=True
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=InterventionKind.choices, default=InterventionKind.SPEECH
    )
    start_ms = models.PositiveIntegerField(_("start on the sitting's clock, in milliseconds"))
    end_ms = models.PositiveIntegerField(_("end on the sitting's clock, in milliseconds"))

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["sitting", "start_ms", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="intervention_number_once"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms")),
                name="intervention_in_order",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(mandate__isnull=False) | ~models.Q(speaker_name=""),
                name="intervention_has_a_speaker",
                violation_error_message=_("Say who speaks."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("council:intervention", args=[self.sitting.session.slug, self.number])

    @property
    def name(self) -> str:
        return self.mandate.speaker.name if self.mandate else self.speaker_name

    @property
    def office(self) -> str:
        return self.mandate.office if self.mandate else ""


class TranscriptLayer(models.Model):
    """One version of the words of a sitting; the most trusted is shown, always labelled."""

    sitting = models.ForeignKey(
        Sitting, on_delete=models.CASCADE, related_name="layers", verbose_name=_("sitting")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LayerKind.choices)
    language = models.CharField(_("language"), max_length=10, default=LANGUAGE)
    rank = models.PositiveSmallIntegerField(editable=False)
    imported_at = models.DateTimeField(auto_now=True)

    objects = LayerQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        ordering = ["sitting", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "kind", "language"], name="transcript_layer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.get_kind_display()} ({self.language})"

    def save(self, *args: object, **kwargs: object) -> None:
        self.rank = LAYER_RANKS[LayerKind(self.kind)]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came


class Cue(models.Model):
    """A sentence with its time; its number is its anchor on every page: ``#c12``."""

    layer = models.ForeignKey(TranscriptLayer, on_delete=models.CASCADE, related_name="cues")
    intervention = models.ForeignKey(
        Intervention, on_delete=models.SET_NULL, null=True, blank=True, related_name="cues"
    )
    number = models.PositiveIntegerField()
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    voice = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    objects = CueQuerySet.as_manager()

    class Meta:
        verbose_name = _("cue")
        verbose_name_plural = _("cues")
        ordering = ["layer", "start_ms", "number"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "number"], name="cue_number_once"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms")), name="cue_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text
