"""The streets of the city and around, to look addresses up in; see `import_streets`."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.core.text import folded


class Street(models.Model):
    """One street in one postcode; a long street has several rows."""

    name = models.CharField(_("name"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=100)
    #: Name and town without accents, capitals or signs: what is searched.
    searched = models.CharField(max_length=301, editable=False)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        ordering = ["name", "postcode"]
        constraints = [
            models.UniqueConstraint(fields=["postcode", "name", "town"], name="street_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.postcode} {self.town}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.searched = self.searched_words()
        super().save(*args, **kwargs)

    def searched_words(self) -> str:
        return folded(f"{self.name} {self.town}")
