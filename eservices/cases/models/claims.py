"""A case sent with help at a counter, brought by its owner into their own space."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import Person
from eservices.cases.models.cases import Case


class CaseClaim(models.Model):
    """Once for each case, by its key: whoever else proves anything later changes nothing."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="claim")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    #: Whose it was in the register, when an agent wrote somebody down.
    former = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"
