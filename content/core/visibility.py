"""Which pages residents may come upon."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page
from wagtail.query import PageQuerySet

#: An alias of a page in another language would show that language unmarked: Wagtail makes
#: one for each parent without translation. It is not there for residents.
NO_FOREIGN_ALIAS = models.Q(alias_of__isnull=True) | models.Q(
    alias_of__locale_id=models.F("locale_id")
)


def shown() -> PageQuerySet:
    """Return the pages that residents may come upon."""
    return Page.objects.filter(NO_FOREIGN_ALIAS, live=True)
