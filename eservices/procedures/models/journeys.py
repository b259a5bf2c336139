"""A resident's way through a procedure: draft, steps, files, submission.

A journey reads its `ProcedureVersion` only, never a page: unpublishing or renaming
the page cannot break it.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import Person
from eservices.cases.enums import Channel
from eservices.cases.models import Attachment, Case, Mandate
from eservices.procedures.models.procedures import ProcedureVersion

#: How long before the end of a draft its notice leaves.
NOTICE = timedelta(days=5)
#: After its end a draft can still be brought back by one click; then nothing is left of it.
GRACE = timedelta(days=7)


class DraftQuerySet(models.QuerySet["Draft"]):
    def open(self) -> Self:
        """Drafts that can still be filled in."""
        return self.filter(submitted_at=None, expires_at__gt=timezone.now())

    def purgeable(self) -> Self:
        """Drafts never sent whose time is over, the days of grace too."""
        return self.filter(submitted_at=None, expires_at__lte=timezone.now() - GRACE)


class Draft(models.Model):
    """A request being filled in. Its address alone opens nothing: see `access.py`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        ProcedureVersion,
        on_delete=models.PROTECT,
        related_name="drafts",
        verbose_name=_("version"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("person"),
    )
    channel = models.CharField(
        _("channel"), max_length=20, choices=Channel.choices, default=Channel.ONLINE
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    #: SHA-256 of the secrets that open this draft, one a device, newest last.
    secret_hashes = models.JSONField(default=list, editable=False)
    #: Where the notice before expiry and the link to resume go, when one was given.
    contact_email = models.EmailField(_("e-mail"), blank=True)
    #: Grows with each change of an answer, so that nobody sends what they have not seen.
    lock = models.PositiveIntegerField(default=0, editable=False)
    #: Opens the draft on another device, together with a second fact; empty until asked for.
    code = models.CharField(_("code"), max_length=9, blank=True, editable=False)
    #: Digest of the phrase chosen as the second fact: see `eservices.cases.facts`.
    phrase: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    #: Answers that the draft's version does not take, as typed: they come back if one does.
    aside: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    #: What changed since the person was last here, until they have read it: see `moves.py`.
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    #: The day a form on paper came; its clocks run from it, not from the day it is keyed.
    received_on = models.DateField(_("received on"), null=True, blank=True)
    is_test = models.BooleanField(_("test"), default=False)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="draft_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(received_on=None) | models.Q(channel=Channel.PAPER),
                name="draft_on_paper_alone_came_before",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_expired(self) -> bool:
        return self.submitted_at is None and self.expires_at <= timezone.now()

    @property
    def erased_at(self) -> datetime:
        """When nothing will be left of it, if it is not sent."""
        return self.expires_at + GRACE


class StepState(models.Model):
    """What was typed in one step, valid or not."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    #: The identity of the step in the definition; its key may change, this does not.
    step = models.CharField(max_length=64)
    #: As typed: form field name -> list of strings.
    raw = models.JSONField(default=dict)
    #: Field identity -> canonical value; only the fields that were right.
    cleaned = models.JSONField(default=dict)
    valid = models.BooleanField(default=False)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["draft", "step"], name="step_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.step}"


class DraftAttachment(models.Model):
    """A file given as the answer to one field of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=64)
    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, related_name="draft_link"
    )

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.attachment_id}"


class DraftMandate(models.Model):
    """Under which mandate a draft is filled in for its person: see `representation.py`."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="mandate_link")
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="draft_links")

    class Meta:
        verbose_name = _("mandate of a draft")
        verbose_name_plural = _("mandates of drafts")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.mandate_id}"


class Submission(models.Model):
    """What was sent, frozen: the answers with the labels that the person read.

    One for a draft, by constraint: whatever is double-clicked, retried or crashed.
    Triggers refuse any change and deletion, but the erasure of answers whose time is over
    and the purge that the public archives approved: see `procedures.erasing`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="submission")
    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="submissions"
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="submission")
    #: Sections of rows; see `submission.freeze`.
    answers: models.JSONField[Any, Any] = models.JSONField()
    salt = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return str(self.uuid)
