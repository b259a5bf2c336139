"""What every page may quote: accessibility audit and plans, publisher, data protection officer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

from content.core import changes

#: A statement holds three years (decree 2019-768, article 3, and RGAA 4.1).
VALID_YEARS = 3


class Conformity(models.TextChoices):
    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


class AccessibilityAudit(models.Model):
    """One audit against RGAA: who, when, how many criteria hold."""

    audited_on = models.DateField(_("date of the audit"), default=timezone.localdate)
    auditor = models.CharField(_("auditor"), max_length=200)
    criteria_met = models.PositiveSmallIntegerField(_("criteria met"))
    criteria_applicable = models.PositiveSmallIntegerField(
        _("criteria that apply"), validators=[MaxValueValidator(106)]
    )
    sample = models.TextField(_("pages audited"), blank=True)
    known_faults = models.TextField(_("known faults"), blank=True)

    class Meta:
        verbose_name = _("accessibility audit")
        verbose_name_plural = _("accessibility audits")
        ordering = ["-audited_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(criteria_met__lte=models.F("criteria_applicable")),
                name="audit_meets_no_more_than_applies",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audited_on}: {self.criteria_met}/{self.criteria_applicable}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        changes.record(tags=["chrome:fr", "chrome:en", "accessibility"])

    @property
    def rate(self) -> int:
        """The share of applicable criteria that are met, in whole percent, rounded down."""
        return (
            self.criteria_met * 100 // self.criteria_applicable if self.criteria_applicable else 0
        )

    def has_lapsed(self, today: date) -> bool:
        expires = self.audited_on.replace(day=min(self.audited_on.day, 28))
        return today > expires.replace(year=expires.year + VALID_YEARS)

    def conformity(self, today: date) -> Conformity:
        """Return the level that the law names; an audit of over three years counts as none."""
        if self.has_lapsed(today):
            return Conformity.NONE
        if self.criteria_met == self.criteria_applicable:
            return Conformity.FULL
        return Conformity.PARTIAL if self.rate >= 50 else Conformity.NONE


def current_conformity() -> tuple[Conformity, AccessibilityAudit | None]:
    """Return the level to show and the audit behind it; not compliant without one."""
    audit = AccessibilityAudit.objects.first()
    if audit is None:
        return Conformity.NONE, None
    return audit.conformity(timezone.localdate()), audit


@register_setting(icon="check")
class AccessibilityPlans(BaseGenericSetting):
    """What the statement links to besides the audit (law 2005-102, article 47)."""

    multi_year_plan = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("multi-year accessibility plan"),
    )
    yearly_plan = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("action plan of the year"),
    )
    email = models.EmailField(_("e-mail for what is in somebody's way"), blank=True)

    class Meta:
        verbose_name = _("accessibility plans")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        changes.record(tags=["accessibility"])


@register_setting(icon="doc-full")
class LegalNotice(BaseGenericSetting):
    """Who publishes the site and who hosts it (law 2004-575, article 1-1)."""

    publisher = models.CharField(_("publisher"), max_length=150, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    director = models.CharField(
        _("director of publication"),
        max_length=150,
        blank=True,
        help_text=_("A name, and an office: usually the mayor."),
    )
    host = models.TextField(
        _("host"), blank=True, help_text=_("Name, postal address and telephone number.")
    )

    class Meta:
        verbose_name = _("legal notice")

    def __str__(self) -> str:
        return self.publisher

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        changes.record(tags=["legal"])


@register_setting(icon="lock")
class DataProtection(BaseGenericSetting):
    """Whom to write to about personal data (GDPR, article 13): one officer for the site."""

    name = models.CharField(_("data protection officer"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True)

    class Meta:
        verbose_name = _("data protection")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        changes.record(tags=["privacy"])

    @property
    def language(self) -> str:
        """The language that the words are in: they are kept once, in that of the city."""
        return settings.LANGUAGE_CODE

    @property
    def is_known(self) -> bool:
        """Whether a person can reach the officer in any way."""
        return bool(self.email or self.telephone or self.address)
