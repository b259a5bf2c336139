"""The translatable texts of a page, by the place they stand at."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

#: Texts that no resident reads as words: an address may stay as it is.
UNREAD = {"slug"}

Texts = dict[str, list[str]]


def texts_of(page: Page) -> Texts:
    """Return the texts of a page by path (``body.<block>.text``), in their order."""
    found: Texts = defaultdict(list)
    for segment in extract_segments(page):
        if not isinstance(segment, StringSegmentValue) or segment.path in UNREAD:
            continue
        if any(character.isalpha() for character in segment.string.data):
            found[segment.path].append(segment.string.data)
    return found


def translation_of(page: Page) -> Translation | None:
    """Return the record that makes ``page`` a kept translation; ``None`` for a source."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    record: Translation | None = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source", "target_locale")
        .first()
    )
    return record


def said_in(translation: Translation) -> dict[tuple[str, str], str]:
    """Return what translators wrote: (path, source text) -> translated text."""
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        locale_id=translation.target_locale_id,
        has_error=False,
    ).values_list("context__path", "translation_of__data", "data")
    return {(path, source): data for path, source, data in rows}
