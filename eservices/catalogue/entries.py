"""The procedures that the catalogue holds, as data: one YAML file each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
#: What a question holds when the file says nothing.
DEFAULTS: dict[str, Any] = {"shown_if": [], "required": True}


class UnknownEntry(LookupError):
    """The catalogue has no procedure under this key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure of the catalogue; texts are mappings from language to words."""

    key: str
    page: dict[str, Any]
    steps: list[dict[str, Any]]

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
        return [_step(step) for step in in_language(self.steps, language)]


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
    raw = yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"))
    return Entry(key=raw["key"], page=raw["page"], steps=raw["steps"])


def in_language(node: Any, language: str) -> Any:
    """Replace each text (a mapping with the source language) by its words in ``language``."""
    if isinstance(node, dict):
        if "fr" in node:
            return node.get(language) or node["fr"]
        return {name: in_language(value, language) for name, value in node.items()}
    if isinstance(node, list):
        return [in_language(value, language) for value in node]
    return node


def _step(raw: dict[str, Any]) -> dict[str, Any]:
    value = {
        "key": raw["key"],
        "title": raw["title"],
        "intro": raw.get("intro", ""),
        "shown_if": _conditions(raw.get("shown_if")),
        "fields": [_question(question) for question in raw["fields"]],
        "checks": [_check(check) for check in raw.get("checks", [])],
        "exits": [
            {"url": "", "link": "", **advice, "when": _conditions(advice["when"])}
            for advice in raw.get("exits", [])
        ],
    }
    return {"type": "step", "value": value}


def _question(raw: dict[str, Any]) -> dict[str, Any]:
    value = {**DEFAULTS, **{name: raw[name] for name in raw if name != "kind"}}
    value["shown_if"] = _conditions(raw.get("shown_if"))
    if raw["kind"] == "information":
        del value["required"]
    if "required_if" in raw:
        value["required_if"] = _conditions(raw["required_if"])
    return {"type": raw["kind"], "value": value}


def _check(raw: dict[str, Any]) -> dict[str, Any]:
    value = {name: raw[name] for name in raw if name != "kind"}
    if "rule" in value:
        value["rule"] = _conditions(value["rule"])
    return {"type": raw["kind"], "value": value}


def _conditions(raw: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return a stream of conditions from ``{field, operator, values}`` or ``{any_of: [...]}``."""
    return [_one_of_conditions(condition) for condition in raw or ()]


def _one_of_conditions(raw: dict[str, Any]) -> dict[str, Any]:
    if "any_of" in raw:
        return {"type": "any_of", "value": _conditions(raw["any_of"])}
    if "all_of" in raw:
        return {"type": "all_of", "value": [_condition(each) for each in raw["all_of"]]}
    return {"type": "condition", "value": _condition(raw)}


def _condition(raw: dict[str, Any]) -> dict[str, Any]:
    return {"operator": "is", **raw, "values": str(raw.get("values", ""))}
