from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff may do; Wagtail's groups are for editing only."""

    AGENT = "agent", _("Agent")
    OFFICER = "officer", _("Sector officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")
    EVALUATOR = "evaluator", _("Evaluator")
    ARCHIVIST = "archivist", _("Archivist")


class KnownKey(models.TextChoices):
    """What a person's space remembers; `procedures.known` tells which questions ask it."""

    NAME = "name", _("your name")
    IDENTITY = "identity", _("your civil status")
    BIRTH_DATE = "birth_date", _("your date of birth")
    EMAIL = "email", _("your e-mail address")
    PHONE = "phone", _("your telephone number")
    ADDRESS = "address", _("your postal address")
