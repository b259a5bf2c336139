"""The addresses of the pages that every site owes, for the site map of machines."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from content.core.routes import word

#: System words of these pages.
PAGES = ("help", "accessibility", "privacy", "legal", "sitemap")


def of_page(name: str) -> dict[str, str]:
    """Return the address in each language of the site."""
    return {code: f"/{code}/{word(name, code)}/" for code, _name in settings.LANGUAGES}


def addresses() -> Iterator[dict[str, str]]:
    return map(of_page, PAGES)
