"""The legal period of a procedure and what silence means at its end, as editors say it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from eservices.cases.enums import Incomplete, PeriodUnit, Silence


class LegalTerms(models.Model):
    """Fields of a procedure page; compiled into `definition.Legal`.

    Source: code of relations between the public and the administration, L231-1 to L231-6.
    """

    silence = models.CharField(
        _("what silence means"),
        max_length=10,
        choices=Silence.choices,
        blank=True,
        help_text=_(
            "When no decision is made in time. By law silence for two months is agreement "
            "(CRPA, L231-1); it is refusal for requests for money, complaints and requests "
            "that no text provides for (L231-4), and wherever a decree says so. Leave empty "
            "only where nothing is decided, for instance a document that is simply issued."
        ),
    )
    silence_amount = models.PositiveSmallIntegerField(
        _("legal period"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("Counted from receipt, from date to date. Usually 2 months."),
    )
    silence_unit = models.CharField(
        _("unit"), max_length=10, choices=PeriodUnit.choices, default=PeriodUnit.MONTHS
    )
    silence_text = models.CharField(
        _("legal text"),
        max_length=250,
        blank=True,
        help_text=_("For instance “CRPA, article L231-4, 3°”. Residents read it."),
    )
    silence_special = models.TextField(
        _("special regime"),
        blank=True,
        help_text=_("For a special regime only: what happens at the end of the period."),
    )
    silence_incomplete = models.CharField(
        _("when the file is incomplete"),
        max_length=10,
        choices=Incomplete.choices,
        blank=True,
        help_text=_(
            "For a special regime only: agreement and refusal follow the law (CRPA, L114-5)."
        ),
    )
    silence_appeal = models.TextField(
        _("appeal"),
        blank=True,
        help_text=_(
            "Means and delays against a refusal by silence. Empty: within two months, the mayor "
            "or the administrative court."
        ),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        problems = self.legal_problems()
        if problems:
            raise ValidationError(problems)

    def legal_problems(self) -> dict[str, Any]:
        """Return what is missing of the legal period, by field."""
        if not self.silence:
            return {}
        needed: dict[str, Any] = {
            "silence_amount": _("Say how long the legal period is."),
            "silence_text": _("Name the legal text."),
        }
        if self.silence == Silence.SPECIAL:
            needed["silence_special"] = _("Say what happens at the end of the period.")
            needed["silence_incomplete"] = _("Say what an incomplete file does to the period.")
        return {name: said for name, said in needed.items() if not getattr(self, name)}


def legal_panel() -> Panel:
    """Return the group of fields of the legal period."""
    return MultiFieldPanel(
        [
            FieldPanel("silence"),
            FieldPanel("silence_amount"),
            FieldPanel("silence_unit"),
            FieldPanel("silence_text"),
            FieldPanel("silence_appeal"),
            FieldPanel("silence_special"),
            FieldPanel("silence_incomplete"),
        ],
        heading=_("Legal period"),
        help_text=_(
            "Not the delay that the city promises: the one after which the law gives silence a "
            "meaning. Both are shown to residents and agents, and written in the acknowledgement "
            "of receipt."
        ),
    )
