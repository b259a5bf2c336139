"""What was installed from the catalogue, as it was shipped that day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.procedures.models import Procedure


class Installation(models.Model):
    """Remembers the shipped entry, so that a later one can be compared with it.

    The pages belong to the editors from the first day on: nothing here changes them.
    """

    procedure = models.OneToOneField(
        Procedure,
        on_delete=models.CASCADE,
        related_name="installation",
        verbose_name=_("procedure"),
    )
    entry = models.CharField(_("entry of the catalogue"), max_length=50)
    digest = models.CharField(max_length=64, editable=False)
    #: The texts of the entry in the source language, for telling what is new.
    texts = models.JSONField[Any, Any](default=list, editable=False)
    installed_at = models.DateTimeField(_("installed"), auto_now_add=True)
    installed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("installed by"),
    )

    class Meta:
        verbose_name = _("installed procedure")
        verbose_name_plural = _("installed procedures")

    def __str__(self) -> str:
        return self.entry
