"""Stored values in English, never translated, never reused."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceStatus(models.TextChoices):
    ANNOUNCED = "announced", _("Opening soon")
    OPEN = "open", _("In service")
    REFORMED = "reformed", _("Merged into another place")
    CLOSED = "closed", _("Closed for good")


class SpanState(models.TextChoices):
    """How one can come during a span of hours."""

    OPEN = "open", _("open to everyone")
    BY_APPOINTMENT = "by_appointment", _("by appointment")


class HolidayRule(models.TextChoices):
    """What happens on a French public holiday."""

    CLOSED = "closed", _("Closed on public holidays")
    AS_SUNDAY = "as_sunday", _("Same hours as on Sundays")
    USUAL = "usual", _("Open as usual on public holidays")


class Effect(models.TextChoices):
    """What a notice changes for a visitor."""

    INFORMATION = "information", _("Information")
    DISTURBED = "disturbed", _("Service disturbed")
    CLOSED = "closed", _("Closed")


class Answer(models.TextChoices):
    """Unknown is an answer of its own: it never reads as no."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known yet")


class AccessFeature(models.TextChoices):
    """What people ask before coming; names after the French register *Acceslibre*."""

    STEP_FREE_ENTRANCE = "step_free_entrance", _("Entrance without a step")
    LIFT = "lift", _("Lift, or everything on one level")
    ADAPTED_PARKING = "adapted_parking", _("Adapted parking space nearby")
    ADAPTED_TOILETS = "adapted_toilets", _("Adapted toilets")
    LOW_DESK = "low_desk", _("Desk at seated height")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    SIGN_LANGUAGE = "sign_language", _("Reception in French sign language")
    GUIDE_STRIPS = "guide_strips", _("Guide strips or sound beacon")
    TRAINED_STAFF = "trained_staff", _("Staff trained to welcome disabled people")
