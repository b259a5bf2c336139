"""The one shape of a public document, whatever it is about."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a longer text that has an address of its own (a cue, a page of a PDF)."""

    text: str
    url: str
    #: Seconds from the start of the recording, for a cue.
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of one thing in one language; nothing personal ever.

    ``language`` is the index it is found in, ``text_language`` the language its
    words are in (French, where a translation is missing).
    """

    kind: str
    id: str
    language: str
    title: str
    url: str
    summary: str = ""
    body: str = ""
    #: Former names, acronyms, everyday words: found by, never shown.
    keywords: str = ""
    text_language: str = ""
    state: str = ""
    facts: tuple[str, ...] = ()
    theme: str = ""
    #: District numbers; empty means the whole city.
    districts: tuple[str, ...] = ()
    date: date | None = None
    speaker: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def key(self) -> str:
        """The identity of what the document is about, in all languages."""
        return f"{self.kind}:{self.id}"

    def to_json(self) -> bytes:
        """Return what a results page shows; the body stays in its own field."""
        shown = {name: value for name, value in asdict(self).items() if name != "body"}
        if self.date:
            shown["date"] = self.date.isoformat()
        return json.dumps(shown, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Document:
        """Read back what `to_json` wrote; fields of a later shape are ignored."""
        shown: dict[str, Any] = json.loads(raw)
        known = {field.name for field in fields(cls)}
        shown = {name: value for name, value in shown.items() if name in known}
        shown["date"] = date.fromisoformat(shown["date"]) if shown.get("date") else None
        shown["passages"] = tuple(Passage(**passage) for passage in shown.get("passages", ()))
        shown["districts"] = tuple(shown.get("districts", ()))
        shown["facts"] = tuple(shown.get("facts", ()))
        return cls(**shown)
