"""The procedures that the catalogue holds, as data: one YAML file each, `shared.yaml` for all.

``{include: name}`` stands for a piece of `shared.yaml`; what is written beside it replaces
that part of the piece. Texts are mappings from language to words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eservices.catalogue.stream import raw_status, raw_step

FOLDER = Path(__file__).parent / "data"
LETTERS = Path(__file__).parent / "letters.yaml"
SHARED = Path(__file__).parent / "shared.yaml"
#: French keeps these signs, and the h of an hour, on the line of the word beside them.
_SPACE = "\N{NO-BREAK SPACE}"
_BOUND_AFTER, _BOUND_BEFORE = re.compile(r" ([:;?!»%€]|(?<=\d )h\b)"), re.compile(r"« ")


class UnknownEntry(LookupError):
    """The catalogue has no procedure under this key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure of the catalogue; ``personas`` are sample journeys through it.

    Without a ``workflow`` requests go through the usual statuses.
    """

    key: str
    page: dict[str, Any]
    steps: list[dict[str, Any]]
    workflow: list[dict[str, Any]]
    personas: list[dict[str, Any]]
    #: What its questions find in the register of polls.
    polls: list[dict[str, Any]]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.page["title"])

    def title(self, language: str) -> str:
        return str(in_language(self.page["title"], language))

    def page_fields(self, language: str) -> dict[str, Any]:
        """Return the values of the page's fields in one language, without its body."""
        fields = {name: value for name, value in self.page.items() if name != "body"}
        return dict(in_language(fields, language))

    def body(self, language: str) -> list[dict[str, Any]]:
        """Return the raw stream of the page's body in one language."""
        return list(in_language(self.page.get("body", []), language))

    def raw_steps(self, language: str) -> list[dict[str, Any]]:
        """Return the raw stream of steps in one language, without identities."""
        return [raw_step(step) for step in in_language(self.steps, language)]

    def raw_workflow(self, language: str) -> list[dict[str, Any]]:
        """Return the raw stream of statuses in one language, without identities."""
        return [raw_status(status) for status in in_language(self.workflow, language)]

    @property
    def letters(self) -> set[str]:
        """The keys of the letter templates that its workflow names."""
        ways = (way for status in self.workflow for way in status.get("transitions", []))
        return {way["letter"] for way in ways if way.get("letter")}

    @property
    def parts(self) -> dict[str, Any]:
        """What it installs, its texts included."""
        workflow = {"workflow": self.workflow} if self.workflow else {}
        return {"page": self.page, "steps": self.steps, **workflow}


def all_keys() -> list[str]:
    """Return the key of every procedure of the catalogue."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(key: str) -> Entry:
    """Return one procedure of the catalogue.

    Raises:
        UnknownEntry
    """
    if key not in all_keys():
        raise UnknownEntry(key)
    raw = included(yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8")), _shared())
    optional = {name: raw.get(name, []) for name in ("workflow", "personas", "polls")}
    return Entry(key=raw["key"], page=raw["page"], steps=raw["steps"], **optional)


@cache
def _shared() -> dict[str, Any]:
    pieces: dict[str, Any] = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    return pieces


def letter_templates() -> dict[str, dict[str, Any]]:
    """Return the letter templates that workflows of the catalogue name, by key."""
    raw = yaml.safe_load(LETTERS.read_text(encoding="utf-8"))
    templates: dict[str, dict[str, Any]] = included(raw, _shared())
    return templates


def included(node: Any, pieces: Mapping[str, Any]) -> Any:
    """Replace each ``{include: name}`` by the piece of that name, and what it includes."""
    if isinstance(node, list):
        return [included(value, pieces) for value in node]
    if not isinstance(node, dict):
        return node
    own = {name: included(value, pieces) for name, value in node.items() if name != "include"}
    if "include" not in node:
        return own
    piece = included(pieces[node["include"]], pieces)
    return piece | own if isinstance(piece, dict) else piece


def in_language(node: Any, language: str) -> Any:
    """Replace each text (a mapping with the source language) by its words in ``language``."""
    if isinstance(node, dict):
        if "fr" in node:
            return _set(node[language], language) if node.get(language) else _set(node["fr"], "fr")
        return {name: in_language(value, language) for name, value in node.items()}
    if isinstance(node, list):
        return [in_language(value, language) for value in node]
    return node


def texts(node: Any, language: str) -> Iterator[str]:
    """Yield every text below ``node`` in one language, in the order of the file."""
    if isinstance(node, dict) and "fr" in node:
        yield in_language(node, language)
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from texts(value, language)


def _set(words: str, language: str) -> str:
    if language != "fr":
        return words
    return _BOUND_BEFORE.sub(f"«{_SPACE}", _BOUND_AFTER.sub(rf"{_SPACE}\1", words))
