"""What publishing a page refuses in its body, whichever way it is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from content.core.blocks.body import BodyBlock
from content.core.refusals import PublicationRefused


def check_streams(page: Any) -> None:
    """Clean every body of ``page`` as the editor's form would.

    Forms let drafts pass unfinished; bulk publication, workflows and schedules then publish
    them with no form at all. Raises `PublicationRefused` by field, each fault in words.
    """
    errors = {}
    for field in bodies_of(page):
        try:
            field.stream_block.clean(getattr(page, field.name))
        except ValidationError as error:
            faults = " ".join(dict.fromkeys(faults_of(error)))
            errors[field.name] = ValidationError(
                _("“%(page)s” cannot be published: %(faults)s")
                % {"page": page.title, "faults": faults}
            )
    if errors:
        raise PublicationRefused(errors)


def faults_of(error: Any) -> Iterator[str]:
    """Yield the messages of an error of blocks, at whatever depth."""
    if not hasattr(error, "block_errors"):
        yield from error.messages
        return
    for below in error.block_errors.values():
        yield from faults_of(below)
    for one in error.non_block_errors.as_data():
        yield from one.messages


def bodies_of(page: Any) -> Iterator[StreamField]:
    """Yield the fields of a page that hold a body."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and isinstance(field.stream_block, BodyBlock):
            yield field


def tags_of_bodies(page: Any) -> list[str]:
    """Return the cache tags of what the bodies of a page read live."""
    return [
        tag
        for field in bodies_of(page)
        for tag in field.stream_block.cache_tags(getattr(page, field.name))
    ]
