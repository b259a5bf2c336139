"""The one shape of a public document, whatever it is about."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from search import words


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a longer text that has an address of its own (a cue, a page of a PDF)."""

    text: str
    url: str
    #: Seconds from the start of the recording, for a cue.
    seconds: float | None = None

    @property
    def clock(self) -> str:
        """The moment as a player shows it: 12:07, or 1:02:07."""
        minutes, seconds = divmod(int(self.seconds or 0), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


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
    #: What stands around it (services offered there): found by, weighs little, never shown.
    background: str = ""
    text_language: str = ""
    state: str = ""
    facts: tuple[str, ...] = ()
    theme: str = ""
    #: District numbers; empty means the whole city.
    districts: tuple[str, ...] = ()
    date: date | None = None
    speaker: str = ""
    passages: tuple[Passage, ...] = ()
    #: How much more this kind of thing is likely to be what is looked for.
    weight: float = 1.0

    @property
    def key(self) -> str:
        """The identity of what the document is about, in all languages."""
        return f"{self.kind}:{self.id}"

    @property
    def is_foreign(self) -> bool:
        """Say whether its words are in another language than the page that shows it."""
        return bool(self.text_language) and self.text_language != self.language

    @property
    def year(self) -> str:
        return str(self.date.year) if self.date else ""

    @property
    def other_names(self) -> str:
        """Keywords, and the compounds and acronyms of the text as others write them."""
        texts = " ".join([self.title, self.summary, self.body, self.keywords])
        return " ".join([self.keywords, *words.compounds(texts)])

    @property
    def digest(self) -> str:
        """What changes when anything of the document does."""
        hidden = f"{self.body}\0{self.background}".encode()
        return hashlib.sha256(self.to_json() + hidden).hexdigest()[:16]

    def shown(self) -> dict[str, Any]:
        """Return what a results page shows; body and background stay in fields of their own."""
        # Field by field: `asdict` copies every cue of a debate and makes a rebuild twice as long.
        hidden = ("body", "background")
        shown: dict[str, Any] = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in hidden
        }
        shown["passages"] = [
            {"text": each.text, "url": each.url, "seconds": each.seconds} for each in self.passages
        ]
        if self.date:
            shown["date"] = self.date.isoformat()
        return shown

    def to_json(self) -> bytes:
        return json.dumps(self.shown(), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Document:
        return cls.from_shown(json.loads(raw))

    @classmethod
    def from_shown(cls, shown: dict[str, Any]) -> Document:
        """Read back what `shown` gave; fields of a later shape are ignored."""
        known = {field.name for field in fields(cls)}
        shown = {name: value for name, value in shown.items() if name in known}
        shown["date"] = date.fromisoformat(shown["date"]) if shown.get("date") else None
        shown["passages"] = tuple(
            # By place: a debate has hundreds, and by name each takes twice as long.
            Passage(each["text"], each["url"], each.get("seconds"))
            for each in shown.get("passages", ())
        )
        shown["districts"] = tuple(shown.get("districts", ()))
        shown["facts"] = tuple(shown.get("facts", ()))
        return cls(**shown)
