"""What wagtail-localize knows of a page whose translation came with it."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Locale, Page
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import validate_translation_links


def remember_translation(*, source: Page, page: Page) -> Translation:
    """Tell wagtail-localize that ``page`` translates ``source``, text by text."""
    _write_at_once(source)
    origin, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(
        source=origin, target_locale=page.locale
    )
    said: dict[str, list[str]] = {}
    for text in _texts(page):
        said.setdefault(text.path, []).append(text.string.data)
    segments = origin.stringsegment_set.select_related("string", "context").order_by("order")
    StringTranslation.objects.bulk_create(
        (
            _translated(segment, page.locale, words.pop(0))
            for segment in segments
            if (words := said.get(segment.context.path))
        ),
        ignore_conflicts=True,
    )
    return translation


def _translated(segment: StringSegment, locale: Locale, words: str) -> StringTranslation:
    try:
        validate_translation_links(segment.string.data, words)
    except ValueError:
        has_error = True
    else:
        has_error = False
    return StringTranslation(
        translation_of=segment.string,
        locale=locale,
        context=segment.context,
        data=words,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        has_error=has_error,
    )


def _texts(page: Page) -> Iterator[StringSegmentValue]:
    return (text for text in extract_segments(page) if isinstance(text, StringSegmentValue))


def _write_at_once(source: Page) -> None:
    """Write the rows that wagtail-localize would write one by one, each in a savepoint.

    It looks each of them up first, and makes what is not there: a procedure has hundreds.
    """
    known, _created = TranslatableObject.objects.get_or_create_from_instance(source)
    texts = list(_texts(source))
    paths = dict.fromkeys(text.path for text in texts)
    words = dict.fromkeys(text.string.data for text in texts)
    key, digest = TranslationContext._get_path_id, String._get_data_hash
    TranslationContext.objects.bulk_create(
        (TranslationContext(object=known, path=path, path_id=key(path)) for path in paths),
        ignore_conflicts=True,
    )
    String.objects.bulk_create(
        (String(locale=source.locale, data=data, data_hash=digest(data)) for data in words),
        ignore_conflicts=True,
    )
