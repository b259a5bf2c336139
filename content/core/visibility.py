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


def shown(model: type[Page] = Page) -> PageQuerySet:
    """Return the pages, or those of one type, that residents may come upon."""
    return model._default_manager.filter(NO_FOREIGN_ALIAS, live=True)
