"""What the catalogue shows of its entries: installed or not, and what came since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from eservices.catalogue import entries, news
from eservices.catalogue.models import Installation
from eservices.procedures.models import Procedure, ProcedurePage


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as the admin lists it; ``page`` is the installed page of the first language."""

    entry: entries.Entry
    language: str
    page: ProcedurePage | None
    installation: Installation | None

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def title(self) -> str:
        return self.entry.title(self.language)

    @property
    def summary(self) -> str:
        return str(entries.in_language(self.entry.page["summary"], self.language))

    @property
    def languages(self) -> list[Any]:
        names = dict(settings.LANGUAGES)
        return [names[code] for code in self.entry.languages if code in names]

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        """Return titles, introductions and questions, in words."""
        said: list[Mapping[str, Any]] = entries.in_language(self.entry.steps, self.language)
        return said

    @property
    def has_news(self) -> bool:
        return self.installation is not None and (
            self.installation.digest != news.digest(self.entry)
        )

    @property
    def news(self) -> news.News | None:
        if not self.has_news or self.installation is None:
            return None
        return news.compare(self.installation.texts, news.texts(self.entry, settings.LANGUAGE_CODE))


def shown(key: str, language: str) -> Shown:
    """Return one entry.

    Raises:
        eservices.catalogue.entries.UnknownEntry
    """
    return _shown(entries.read(key), language)


def all_shown(language: str) -> list[Shown]:
    """Return every entry, by title."""
    found = [_shown(entries.read(key), language) for key in entries.all_keys()]
    return sorted(found, key=lambda each: each.title)


def _shown(entry: entries.Entry, language: str) -> Shown:
    procedure = Procedure.objects.filter(catalogue_key=entry.key).first()
    if procedure is None:
        return Shown(entry, language, None, None)
    pages = ProcedurePage.objects.filter(procedure=procedure).order_by("pk")
    page = pages.filter(locale__language_code=settings.LANGUAGE_CODE).first() or pages.first()
    installation = Installation.objects.filter(procedure=procedure).first()
    return Shown(entry, language, page, installation)
