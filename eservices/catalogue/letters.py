"""The letter templates that come with procedures; those of the city are never touched."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from eservices.cases.models import LetterTemplate, LetterTemplateText
from eservices.catalogue import entries
from eservices.catalogue.entries import Entry, in_language


def ensure(entry: Entry) -> None:
    """Make the templates that ``entry`` names and that are not there."""
    known = entries.letter_templates()
    there = set(LetterTemplate.objects.values_list("key", flat=True))
    for key in sorted(entry.letters - there):
        template = LetterTemplate.objects.create(key=key, kind=known[key]["kind"])
        LetterTemplateText.objects.bulk_create(
            LetterTemplateText(subject=template, language=language, **_words(known[key], language))
            for language, _name in settings.LANGUAGES
            if language in known[key]["title"]
        )


def _words(raw: dict[str, Any], language: str) -> dict[str, str]:
    return {
        name: str(in_language(raw[name], language)).strip() if raw.get(name) else ""
        for name in ("title", "body", "appeal")
    }
