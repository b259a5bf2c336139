"""Which translations lag behind the published source, by their text and not by dates."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import Translation

from content.core import changes
from content.core.localize.segments import said_in, texts_of, translation_of
from content.core.models import OutdatedTranslation


def note(page: Page) -> None:
    """Record, when ``page`` goes live, which of its language versions now lag behind.

    A source looks at all its translations, a translation at itself.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE:
        record = translation_of(page)
        source = _live_source(page) if record else None
        if record is not None and source is not None:
            _remember(page, _lags(record, source, page))
        return
    records = Translation.objects.filter(
        source__object_id=page.translation_key, source__locale_id=page.locale_id, enabled=True
    ).select_related("source", "target_locale")
    for record in records:
        other = Page.objects.filter(
            translation_key=page.translation_key, locale_id=record.target_locale_id, live=True
        ).first()
        if other is not None:
            _remember(other, _lags(record, page, other.specific))


def since(page: Page) -> OutdatedTranslation | None:
    """Return the record of a page that lags behind its source, else ``None``."""
    return OutdatedTranslation.objects.filter(
        key=page.translation_key, language=page.locale.language_code
    ).first()


def _live_source(page: Page) -> Page | None:
    source = page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return source.specific if source is not None and source.live else None


def _lags(record: Translation, source: Page, page: Page) -> bool:
    said, here = said_in(record), texts_of(page)
    return any(
        said.get((path, text)) not in here.get(path, ())
        for path, found in texts_of(source).items()
        for text in found
    )


def _remember(page: Page, lags: bool) -> None:
    place = {"key": page.translation_key, "language": page.locale.language_code}
    if lags:
        _row, changed = OutdatedTranslation.objects.get_or_create(
            **place, defaults={"since": timezone.now()}
        )
    else:
        changed = bool(OutdatedTranslation.objects.filter(**place).delete()[0])
    if changed:
        changes.record(tags=[f"page:{page.pk}"])
