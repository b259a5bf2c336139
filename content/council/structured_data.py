"""A recording in the words of schema.org, with its chapters and transcript."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from content.council.record import Recording, SessionRecord


def graph(record: SessionRecord, absolute: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return one VideoObject a recording; none while nothing may be shown."""
    return [_video(record, recording, absolute) for recording in record.recordings]


def _video(
    record: SessionRecord, recording: Recording, absolute: Callable[[str], str]
) -> dict[str, Any]:
    sitting, words = recording.sitting, record.session.text()
    page = reverse("council:session", args=[record.session.slug])
    return {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": words.title if words else record.session.slug,
        "description": (words.summary if words else "") or str(record.session.body),
        "inLanguage": "fr",
        "uploadDate": sitting.starts_at.isoformat(),
        "duration": f"PT{sitting.duration_ms // 1000}S",
        "contentUrl": absolute(sitting.media.url),
        "thumbnailUrl": absolute(sitting.poster.url) if sitting.poster else "",
        "transcript": "\n".join(f"{turn.name}: {turn.text}" for turn in recording.turns),
        "hasPart": [
            {
                "@type": "Clip",
                "name": str(line.item),
                "startOffset": int(line.seconds),
                "url": absolute(f"{page}{line.address}"),
            }
            for line in record.items
            if line.seconds is not None
        ],
    }


def script_text(data: list[dict[str, Any]]) -> SafeString:
    """Return JSON that cannot end the script element it stands in, or nothing."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308  # the three characters of markup are escaped above
