"""A page moved in the source language takes its translations along (wagtail-localize issue 469)."""

from __future__ import annotations

from django.conf import settings
from wagtail.coreutils import find_available_slug
from wagtail.models import Page


def take_translations_along(page: Page) -> None:
    """Move the translations of ``page`` below the translations of its new parent.

    Only the source language leads. A translation stays where it is while the new parent
    has none in its language. Runs inside the transaction of the move; each move leaves a
    redirect of its own.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return
    parent = page.get_parent()
    parents = {other.locale_id: other for other in parent.get_translations()}
    for translation in page.get_translations():
        target = parents.get(translation.locale_id)
        if (
            target is None
            or translation.is_child_of(target)
            or target.is_descendant_of(translation)
        ):
            continue
        slug = find_available_slug(target, translation.slug, ignore_page_id=translation.pk)
        if slug != translation.slug:
            translation = translation.specific
            translation.slug = slug
            translation.save(clean=False)
        translation.move(Page.objects.get(pk=target.pk), pos="last-child")
