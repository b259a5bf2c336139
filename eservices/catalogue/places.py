"""Where in the site a procedure of the catalogue can be put."""

from __future__ import annotations

from wagtail.models import Page


def parents_of(page: Page) -> dict[str, Page]:
    """Return a section by language: the page given and its translations."""
    pages = Page.objects.filter(translation_key=page.translation_key).select_related("locale")
    return {each.locale.language_code: each for each in pages}
