from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """How a request ended; each end has its own period and fate. Stored, never renamed."""

    DECIDED = "decided", _("Decided")
    DROPPED = "dropped", _("Closed without a decision")


class Fate(models.TextChoices):
    """The final fate of a file (sort final) in the records schedule. Stored, never renamed."""

    DESTROY = "destroy", _("Destroyed")
    SAMPLE = "sample", _("A sample is kept, the rest destroyed")
    KEEP = "keep", _("Kept by the public archives")


class Proposal(models.TextChoices):
    """What a line of a list proposes: a sample is drawn when the line is written."""

    DESTROY = "destroy", _("Destroy")
    TRANSFER = "transfer", _("Transfer to the archives, then erase here")


class Verdict(models.TextChoices):
    """What the archives said of a line; empty while they have not."""

    DESTROY = "destroy", _("Destroy")
    TRANSFER = "transfer", _("Transfer to the archives, then erase here")
    REFUSE = "refuse", _("Keep here for now")


class Origin(models.TextChoices):
    """Why a line was written."""

    TERM = "term", _("The administrative period is over")
    REQUEST = "request", _("The person asked for erasure")


class ErasureState(models.TextChoices):
    """What became of an erasure that a person asked for. Stored, never renamed."""

    ASKED = "asked", pgettext_lazy("erasure", "Waiting for an answer")
    GRANTED = "granted", pgettext_lazy("erasure", "Granted")
    REFUSED = "refused", pgettext_lazy("erasure", "Refused")


#: Verdicts after which nothing of the file stays here.
ERASING = (Verdict.DESTROY, Verdict.TRANSFER)
