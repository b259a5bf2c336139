"""Texts of plain tables in several languages, as side rows.

Registers, places and procedures are not wagtail-localize snippets: an English
page would then cite a French row (wagtail-localize issue 710). One row holds
the facts; a side row a language holds its words.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TextRow(models.Model):
    """The words of one row in one language.

    Subclasses add a foreign key named ``subject`` with ``related_name="texts"``
    and a unique constraint on (subject, language).
    """

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)

    class Meta:
        abstract = True


class Translated(models.Model):
    """A row whose words live in ``texts``; prefetch it in lists."""

    class Meta:
        abstract = True

    def text(self, language: str | None = None) -> Any:
        """Return the side row for ``language`` (default: the active one).

        Falls back to the site's first language, so that nothing is ever blank;
        the caller marks it with ``lang="{{ row.language }}"``. ``None`` when the
        row has no words at all.
        """
        rows = {row.language: row for row in self.texts.all()}  # type: ignore[attr-defined]
        wanted = language or get_language() or settings.LANGUAGE_CODE
        return (
            rows.get(wanted) or rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()), None)
        )
