"""A text whose block moved keeps its translation.

The path of a segment holds every block above it, so a field moved to another step is a
new place to wagtail-localize, and its translation is silently lost. Blocks keep their
identity in moves: the innermost one and what follows it say which text it is.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models.signals import post_save
from wagtail_localize.models import StringSegment, StringTranslation, TranslationContext

_BLOCK = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def identity_of(path: str) -> str:
    """Return what stays of a path in a move: the innermost block and the name of its text.

    Empty for a text outside blocks, whose path never changes.
    """
    blocks = list(_BLOCK.finditer(path))
    return path[blocks[-1].start() :] if blocks else ""


def carry_over(segment: StringSegment) -> int:
    """Give a segment the translations that its text had at its block's former places.

    Returns how many were carried, one a language at most.
    """
    context = segment.context
    identity = identity_of(context.path)
    if not identity:
        return 0
    former = TranslationContext.objects.filter(
        object_id=context.object_id, path__endswith=identity
    ).exclude(pk=context.pk)
    known = StringTranslation.objects.filter(translation_of_id=segment.string_id)
    there = set(known.filter(context=context).values_list("locale_id", flat=True))
    carried = 0
    for row in known.filter(context__in=former, has_error=False).order_by("-updated_at"):
        if row.locale_id not in there:
            there.add(row.locale_id)
            row.pk, row._state.adding, row.context = None, True, context
            row.save()
            carried += 1
    return carried


def _on_new_segment(instance: StringSegment, created: bool, raw: bool, **_kwargs: Any) -> None:
    if created and not raw:
        carry_over(instance)


def watch_new_segments() -> None:
    """Carry translations as soon as a source is read again, before anybody works on it."""
    post_save.connect(_on_new_segment, sender=StringSegment, dispatch_uid="content_core.carry")
