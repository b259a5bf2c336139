"""Choices stored by more than one module of procedures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class End(models.TextChoices):
    """How a journey ends; stored with sample journeys, so never renamed."""

    CHECK = "check", _("at the page where answers are checked")
    EXIT = "exit", _("at a page of advice")
    REFUSED = "refused", _("where answers do not agree with each other")
    INCOMPLETE = "incomplete", _("at a question without an answer")
