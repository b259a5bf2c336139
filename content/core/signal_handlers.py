"""What Wagtail does to a page without saving its own type: a move in the tree."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from content.core.pages import ContentPage


def before_save(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Remember the address that residents know."""
    stored = Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True)
    instance.url_path_before = stored.first() if instance.pk else None


def after_save(sender: type[Page], instance: Page, created: bool, **kwargs: Any) -> None:
    """Write what follows from a new address.

    A move saves the base `Page` inside its own transaction, so `ContentPage.save()` never
    runs; Django's signal does, in that same transaction, unlike Wagtail's ``post_page_move``.
    """
    if created or instance.url_path_before == instance.url_path:
        return
    page = instance.specific
    if isinstance(page, ContentPage):
        page.on_address_change()
