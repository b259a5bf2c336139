"""A session from its convocation to its searchable record, at one address."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import PurePath

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content.core.translations import TextRow, Translated
from content.council.enums import (
    DocumentKind,
    ItemKind,
    ItemState,
    PictureAnswer,
    SessionStatus,
    VoteMethod,
    VoteResult,
)
from content.council.models.bodies import Body, Mandate
from content.council.querysets import SessionQuerySet

#: Debates are held and recorded in French; pages in other languages mark it.
LANGUAGE = "fr"


class Session(ClusterableModel, Translated):
    """One meeting of a body, on one or several days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("body")
    )
    slug = models.SlugField(
        _("address on the site"),
        unique=True,
        help_text=_("The same in every language, for instance 2026-11."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=SessionStatus.choices, default=SessionStatus.PLANNED
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    location = models.CharField(_("where"), max_length=200, blank=True)
    #: When anything that its page shows last changed (`services.touch`): feeds are read by it.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="session_in_order",
                violation_error_message=_("The end must come after the start."),
            ),
        ]

    def __str__(self) -> str:
        text = self.text()
        return text.title if text else self.slug

    def get_absolute_url(self) -> str:
        return reverse("council:session", args=[self.slug])

    @property
    def cache_tag(self) -> str:
        return f"session:{self.uuid}"


class SessionText(TextRow):
    subject = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="session_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Sitting(models.Model):
    """One continuous recording of a session.

    The sitting's clock is the master: items, interventions and cues are
    milliseconds since ``starts_at``, so that a new cut of the film only changes
    ``media_offset_ms``, where on that clock the film begins.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="sittings", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(
        _("title in French"), max_length=200, blank=True, help_text=_("For instance: morning.")
    )
    starts_at = models.DateTimeField(_("starts at"))
    media = models.FileField(_("recording (MP4)"), upload_to="council/", blank=True)
    media_offset_ms = models.PositiveIntegerField(
        _("start of the film on the sitting's clock, in milliseconds"), default=0
    )
    poster = models.ImageField(_("still picture"), upload_to="council/", blank=True, editable=False)
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    duration_ms = models.PositiveIntegerField(default=0, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)
    caption_count = models.PositiveIntegerField(default=0, editable=False)
    picture = models.CharField(
        _("does the picture say what the sound does not?"),
        max_length=15,
        choices=PictureAnswer.choices,
        default=PictureAnswer.UNANSWERED,
    )
    to_be_shown = models.BooleanField(
        _("show the recording to the public"),
        default=False,
        help_text=_("It appears once the film has been read and has captions."),
    )
    ready = models.BooleanField(_("shown now"), default=False, editable=False)
    problem = models.CharField(
        _("what is wrong with the film"), max_length=300, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="sitting_position_once"),
            models.CheckConstraint(
                condition=models.Q(ready=False)
                | models.Q(caption_count__gt=0, duration_ms__gt=0)
                & ~models.Q(media="")
                & ~models.Q(picture=PictureAnswer.UNANSWERED),
                name="sitting_ready_with_captions",
                violation_error_message=_("A recording without captions is not shown."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.title or self.position}"

    @property
    def first_cue_number(self) -> int:
        """Cues of a session share one page, so their numbers never meet."""
        return (self.position - 1) * 100_000 + 1

    @property
    def seconds(self) -> float:
        """Return the length of the film."""
        return self.duration_ms / 1000

    def media_seconds(self, clock_ms: int) -> float:
        """Return where in the film a moment of the sitting's clock lies."""
        return max(0, clock_ms - self.media_offset_ms) / 1000

    def clock_ms(self, media_seconds: float) -> int:
        return round(media_seconds * 1000) + self.media_offset_ms

    def moment(self, clock_ms: int) -> datetime:
        return self.starts_at + timedelta(milliseconds=clock_ms)


class AgendaItem(ClusterableModel, Translated):
    """A point of the agenda; also a chapter of the recording."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = ParentalKey(
        Session, on_delete=models.CASCADE, related_name="items", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    number = models.CharField(_("number"), max_length=50, blank=True)
    slug = models.SlugField(_("address on the site"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ItemKind.choices, default=ItemKind.DELIBERATION
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ItemState.choices, default=ItemState.LISTED
    )
    rapporteur = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_items",
        verbose_name=_("rapporteur"),
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "slug"], name="agenda_item_slug_once"),
        ]

    def __str__(self) -> str:
        text = self.text()
        return text.title if text else self.slug


class AgendaItemText(TextRow):
    subject = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="agenda_item_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """The counted result on one item; votes of each mandate are rows of their own later."""

    item = ParentalKey(
        AgendaItem, on_delete=models.CASCADE, related_name="votes", verbose_name=_("agenda item")
    )
    target = models.CharField(
        _("on what"), max_length=200, help_text=_("For instance: the whole text, amendment 3.")
    )
    method = models.CharField(_("method"), max_length=20, choices=VoteMethod.choices)
    result = models.CharField(_("result"), max_length=10, choices=VoteResult.choices)
    votes_for = models.PositiveSmallIntegerField(_("for"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("against"), default=0)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), default=0)
    not_voting = models.PositiveSmallIntegerField(_("present, not voting"), default=0)
    source = models.CharField(_("source of the figures"), max_length=200)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.target}: {self.get_result_display()}"


class Document(models.Model):
    """A paper of a session or of one of its items."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = ParentalKey(
        Session, on_delete=models.CASCADE, related_name="documents", verbose_name=_("session")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    title = models.CharField(_("title in French"), max_length=200)
    file = models.FileField(_("file"), upload_to="council/")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def extension(self) -> str:
        """Return the format as people name it: PDF, ODT."""
        return PurePath(self.file.name or "").suffix.lstrip(".").upper()
