"""A site in two languages, as small as can be."""

from __future__ import annotations

from wagtail.models import Locale, Page

from content.core.models import Department, Service


def parents() -> dict[str, Page]:
    """Return one parent page a language, translations of each other."""
    root = Page.objects.get(depth=1)
    french = Page(title="Démarches", slug="section", locale=locale("fr"))
    root.add_child(instance=french)
    english = Page(
        title="Services",
        slug="section-en",
        locale=locale("en"),
        translation_key=french.translation_key,
    )
    root.add_child(instance=english)
    return {"fr": french, "en": english}


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def service() -> Service:
    department, _ = Department.objects.get_or_create(key="citizens")
    return Service.objects.get_or_create(key="civil-status", defaults={"department": department})[0]
