"""What editors say of how long requests are kept; see `definition.retention`."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from eservices.records.enums import Fate


class KeptFor(models.Model):
    """The columns of a page for the records schedule of its requests."""

    administrative_months = models.PositiveSmallIntegerField(
        _("requests are kept (months)"),
        default=12,
        help_text=_("Counted from the decision or the closing: the administrative period."),
    )
    final_fate = models.CharField(
        _("what becomes of them then"), max_length=10, choices=Fate.choices, default=Fate.DESTROY
    )
    dropped_months = models.PositiveSmallIntegerField(
        _("requests closed without a decision are kept (months)"),
        null=True,
        blank=True,
        help_text=_("Withdrawn or without object. Empty: as long as the others."),
    )
    dropped_fate = models.CharField(
        _("what becomes of these then"), max_length=10, choices=Fate.choices, default=Fate.DESTROY
    )
    sample_one_in = models.PositiveSmallIntegerField(
        _("of a sample, one is kept in"), default=10, validators=[MinValueValidator(1)]
    )
    retention_reference = models.CharField(
        _("where the rule comes from"),
        max_length=250,
        blank=True,
        help_text=_(
            "For instance the instruction or the table agreed with the archives; "
            "it stands on the lists that they approve."
        ),
    )

    class Meta:
        abstract = True


RETENTION_PANEL = MultiFieldPanel(
    [
        FieldPanel("administrative_months"),
        FieldPanel("final_fate"),
        FieldPanel("dropped_months"),
        FieldPanel("dropped_fate"),
        FieldPanel("sample_one_in"),
        FieldPanel("retention_reference"),
    ],
    heading=_("How long requests are kept"),
    help_text=_(
        "Nothing is destroyed without the visa of the archives "
        "(heritage code, articles L212-2 and L212-3)."
    ),
)
