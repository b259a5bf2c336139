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


class RetentionClass(models.TextChoices):
    """How long an answer is kept; stored in versions, so never renamed."""

    ANSWERS = "answers", _("as long as the request")
    PROOFS = "proofs", _("a proof: until the request is closed or can no longer be appealed")
    CONTACT = (
        "contact",
        _("contact details: until the request is closed or can no longer be appealed"),
    )


class IdentityPart(models.TextChoices):
    """What an identity asks besides the names; stored in versions, so never renamed."""

    USED_NAME = "used_name", _("the name used every day")
    BIRTH_DATE = "birth_date", _("the date of birth")
    BIRTH_PLACE = "birth_place", _("the place of birth")


class AddressScope(models.TextChoices):
    """Where a postal address may lie; stored in versions, so never renamed."""

    ANYWHERE = "", _("anywhere, abroad too")
    FRANCE = "france", _("in France")
    CITY = "city", _("in the city only")
