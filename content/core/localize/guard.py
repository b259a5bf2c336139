"""No translation goes live while one of its passages would show the source language unmarked.

wagtail-localize fills what is not translated with the source text and publishes it. The
source language itself never waits: only publishing the translation is refused.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import Translation

from content.core.localize.segments import said_in, texts_of, translation_of
from content.core.refusals import PublicationRefused

#: Passages quoted in the refusal; the editor shows them all.
QUOTED = 3


class Untranslated(PublicationRefused):
    """Passages of a translation that are still in the source language."""

    def __init__(self, passages: list[str]) -> None:
        self.passages = passages
        quoted = ", ".join(
            f"“{Truncator(strip_tags(passage)).chars(60)}”" for passage in passages[:QUOTED]
        )
        message = ngettext(
            "One passage is not translated yet, so this translation cannot be published: "
            "%(passages)s.",
            "%(count)s passages are not translated yet, so this translation cannot be "
            "published. For instance: %(passages)s.",
            len(passages),
        ) % {"count": len(passages), "passages": quoted}
        super().__init__({NON_FIELD_ERRORS: [message]})


def check(page: Page) -> None:
    """Raise `Untranslated` when ``page`` holds a source text that no translator confirmed.

    It looks at what would be published, so that an old draft is caught too. A text that
    reads the same in both languages passes once the translator has typed it.
    """
    translation = translation_of(page)
    if translation is None:
        return
    said = said_in(translation)
    here = texts_of(page)
    source = translation.source.stringsegment_set.select_related("string", "context")
    passages = [
        segment.string.data
        for segment in source.order_by("order")
        if segment.string.data in here.get(segment.context.path, ())
        and said.get((segment.context.path, segment.string.data)) != segment.string.data
    ]
    if passages:
        raise Untranslated(passages)


def refuse_unfinished(translation: Translation) -> None:
    """Raise `Untranslated` when a passage of the source has no translation."""
    said = said_in(translation)
    passages = [
        data
        for path, found in texts_of(translation.source.as_instance()).items()
        for data in found
        if (path, data) not in said
    ]
    if passages:
        raise Untranslated(passages)


def install() -> None:
    """Ask before wagtail-localize publishes.

    Its `save_target` is the one place that every publication of a translation passes while
    a view can still answer: the publication itself runs after the commit, where an
    exception would be an error page. It offers no hook of its own.
    """
    publish_or_save = Translation.save_target
    if getattr(publish_or_save, "guarded", False):
        return

    def save_target(self: Translation, user: Any = None, publish: bool = True) -> Any:
        if publish:
            refuse_unfinished(self)
        return publish_or_save(self, user=user, publish=publish)

    save_target.guarded = True  # type: ignore[attr-defined]
    Translation.save_target = save_target


def message_of(error: ValidationError) -> str:
    """Return a refusal as one sentence for an editor."""
    return " ".join(error.messages) or _("This page cannot be published.")
