from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff may do; Wagtail's groups are for editing only."""

    AGENT = "agent", _("Agent")
    OFFICER = "officer", _("Sector officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")
    EVALUATOR = "evaluator", _("Evaluator")
