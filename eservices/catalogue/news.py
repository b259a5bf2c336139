"""What the shipped entry says today that it did not say when it was installed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from eservices.catalogue import entries
from eservices.catalogue.entries import Entry


@dataclass(frozen=True, slots=True)
class News:
    """Texts that came and texts that went; both empty when only rules changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def digest(entry: Entry) -> str:
    """Return the SHA-256 of what an entry installs."""
    content = json.dumps(entry.parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def texts(entry: Entry, language: str) -> list[str]:
    """Return every text of an entry in one language, in the order of the file."""
    return list(entries.texts(list(entry.parts.values()), language))


def compare(before: Sequence[str], after: Sequence[str]) -> News:
    return News(
        added=tuple(text for text in after if text not in before),
        removed=tuple(text for text in before if text not in after),
    )
