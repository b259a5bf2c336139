"""Stored values in English, never translated, never reused."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CONVENED = "convened", _("Convened")
    LIVE = "live", _("In session now")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed, recording being prepared")
    RECORDING_READY = "recording_ready", _("Recording available")


class ItemKind(models.TextChoices):
    DELIBERATION = "deliberation", _("Deliberation")
    WISH = "wish", _("Wish")
    QUESTION = "question", _("Question")
    COMMUNICATION = "communication", _("Communication")
    PROCEDURAL = "procedural", _("Conduct of the session")


class ItemState(models.TextChoices):
    LISTED = "listed", _("On the agenda")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    POSTPONED = "postponed", _("Postponed")
    DEBATED = "debated", _("Debated without a vote")
    ADOPTED = "adopted", _("Adopted")
    AMENDED = "amended", _("Adopted as amended")
    REJECTED = "rejected", _("Rejected")


class InterventionKind(models.TextChoices):
    SPEECH = "speech", _("Speech")
    REPLY = "reply", _("Reply")
    CHAIR = "chair", _("Word of the chair")
    POINT_OF_ORDER = "point_of_order", _("Point of order")


class LayerKind(models.TextChoices):
    """Where a transcript comes from; listed from the most to the least trusted."""

    OFFICIAL = "official", _("Official record")
    CORRECTED = "corrected", _("Corrected captions")
    MACHINE = "machine", _("Automatic captions, not checked")


#: The lower, the more trusted: the best layer there is gets shown.
LAYER_RANKS = {LayerKind.OFFICIAL: 1, LayerKind.CORRECTED: 2, LayerKind.MACHINE: 3}


class PictureAnswer(models.TextChoices):
    """WCAG 1.2.3 and 1.2.5: does the picture say what the sound does not?"""

    UNANSWERED = "unanswered", _("Not answered yet")
    NOTHING_MORE = "nothing_more", _("No: all that is shown is also said")
    IN_TRANSCRIPT = "in_transcript", _("Yes, and the transcript describes it")


class DocumentKind(models.TextChoices):
    AGENDA = "agenda", _("Agenda")
    PAPER = "paper", _("Paper for debate")
    AMENDMENT = "amendment", _("Amendment")
    MINUTES = "minutes", _("Minutes")
    ACT = "act", _("Signed act")


class VoteMethod(models.TextChoices):
    SHOW_OF_HANDS = "show_of_hands", _("By show of hands")
    ELECTRONIC = "electronic", _("Electronic vote")
    SECRET = "secret", _("Secret ballot")


class VoteResult(models.TextChoices):
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
