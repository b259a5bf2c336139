"""Letters to residents: what staff write them from, those begun, those sent, their way by post."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.core.models import Service
from content.core.translations import TextRow, Translated
from eservices.accounts.models import Queue
from eservices.cases.enums import LetterKind, ReturnReason
from eservices.cases.files.storage import PrivateStorage
from eservices.cases.models.cases import Case
from eservices.cases.models.events import CaseEvent


class LetterTemplate(Translated):
    """What a letter begins from; a change never touches a letter that was sent."""

    key = models.SlugField(
        _("key"),
        unique=True,
        help_text=_("Short, stable: the workflows of procedures name the template by it."),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=LetterKind.choices, default=LetterKind.LETTER
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("Empty: offered to every service."),
    )
    sender = models.TextField(
        _("sender’s address"),
        blank=True,
        help_text=_("The lines under the service’s name, for instance where to answer by post."),
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["key"]

    def __str__(self) -> str:
        text = self.text()
        return text.title if text else self.key


class LetterTemplateText(TextRow):
    subject = models.ForeignKey(LetterTemplate, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("subject of the letter"), max_length=150)
    body = models.TextField(_("text"))
    appeal = models.TextField(_("means and delays of appeal"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "language"], name="letter_template_text_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Signatory(models.Model):
    """In which capacity a member of staff signs, and where: as they last wrote it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signatory"
    )
    capacity = models.CharField(_("capacity"), max_length=150)
    place = models.CharField(_("place"), max_length=60)

    def __str__(self) -> str:
        return self.capacity


class LetterDraft(models.Model):
    """A letter being written by one member of staff; nothing typed is lost before it is sent."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letter_drafts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letter_drafts"
    )
    template = models.ForeignKey(
        LetterTemplate, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    #: The status that the letter puts the case in when it is sent; empty: none.
    status = models.CharField(max_length=50, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("subject of the letter"), max_length=150, blank=True)
    body = models.TextField(_("text"), blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    appeal = models.TextField(_("means and delays of appeal"), blank=True)
    sender = models.TextField(_("sender’s address"), blank=True)
    recipient = models.TextField(_("recipient"), blank=True)
    enclosures = models.TextField(_("enclosed"), blank=True)
    place = models.CharField(_("place"), max_length=60, blank=True)
    capacity = models.CharField(_("your capacity"), max_length=150, blank=True)
    by_post = models.BooleanField(_("also sent on paper, by post"), default=False)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "author"], name="letter_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.title}"


class Letter(models.Model):
    """A letter that was sent: never changed nor deleted (the database refuses both).

    It holds no personal text: its words are the note of its event, its bytes and its
    recipient are in `LetterContent`; both can be erased, the fact that it was sent stays.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="letter")
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind.choices)
    template_key = models.CharField(max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10)
    by_post = models.BooleanField(_("by post"))
    sent_at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.sent_at:%Y-%m-%d}"

    @property
    def words(self) -> str:
        """What it says; empty once erased. Read lists with ``select_related("event__note")``."""
        note = getattr(self.event, "note", None)
        return note.text if note is not None else ""


def _place(_content: LetterContent, _name: str) -> str:
    name = uuid.uuid4().hex
    return f"letters/{name[:2]}/{name}.pdf"


class LetterContent(models.Model):
    """The bytes of a letter, to whom it goes, and the salt of their digest in the chain.

    Written once; it goes when the case is purged.
    """

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="content")
    title = models.CharField(max_length=150)
    recipient = models.TextField()
    enclosures = models.TextField(blank=True)
    salt = models.CharField(max_length=64)
    pdf = models.FileField(storage=PrivateStorage(), upload_to=_place)

    def __str__(self) -> str:
        return f"content of {self.letter_id}"


class PrintBatch(models.Model):
    """Letters of one queue printed together, in order, behind their cover list."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="print_batches")
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(_("made by"), max_length=300)
    printed_at = models.DateTimeField(_("printed on"), null=True, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True) | models.Q(printed_at__isnull=False),
                name="print_batch_posted_once_printed",
            ),
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True) | models.Q(undone_at__isnull=True),
                name="print_batch_posted_or_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class BatchLetter(models.Model):
    """A letter in a batch. It is in one at a time, so that nothing is printed twice."""

    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="entries")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="batch_entries")
    position = models.PositiveIntegerField()
    #: The batch was undone before posting: the letter waits for another.
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=models.Q(undone=False),
                name="letter_printed_once",
            ),
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


class LetterReturn(models.Model):
    """A posted letter that the post brought back."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="returned")
    returned_on = models.DateField(_("came back on"))
    reason = models.CharField(_("reason"), max_length=20, choices=ReturnReason.choices)

    def __str__(self) -> str:
        return f"{self.letter_id} {self.reason}"
