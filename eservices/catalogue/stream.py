"""From the short form of the files to the raw streams of the editor's blocks. Pure."""

from __future__ import annotations

from typing import Any

#: What a question holds when the file says nothing.
DEFAULTS: dict[str, Any] = {"shown_if": [], "required": True}
#: What a way out of a status holds when the file says nothing.
WAY: dict[str, Any] = {
    **{"label": "", "who": "agent", "reason": "may", "day": ""},
    **{"sends": "notice", "letter": "", "words": ""},
}
#: Kinds that ask nothing, or that nobody must agree to.
NEVER_REQUIRED = frozenset({"information", "computed", "consent"})


def raw_step(raw: dict[str, Any]) -> dict[str, Any]:
    """Return one step as the raw child of a stream, its texts being in one language."""
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
    if "repeat" in raw:
        value["repeat"] = raw["repeat"]
    return {"type": "step", "value": value}


def raw_status(raw: dict[str, Any]) -> dict[str, Any]:
    """Return one status of the workflow as the raw child of a stream."""
    ways = [{**WAY, **way} for way in raw.get("transitions", [])]
    return {"type": "status", "value": {"explanation": "", **raw, "transitions": ways}}


def _question(raw: dict[str, Any]) -> dict[str, Any]:
    value = {**DEFAULTS, **{name: raw[name] for name in raw if name != "kind"}}
    for name in ("shown_if", "required_if"):
        if name in value:
            value[name] = _conditions(value[name])
    if raw["kind"] in NEVER_REQUIRED:
        del value["required"]
    return {"type": raw["kind"], "value": value}


def _check(raw: dict[str, Any]) -> dict[str, Any]:
    value = {name: raw[name] for name in raw if name != "kind"}
    if "rule" in value:
        value["rule"] = _conditions(value["rule"])
    return {"type": raw["kind"], "value": value}


def _conditions(raw: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return a stream of conditions from ``{field, operator, values}``,
    ``{through: [channel, ...]}`` ``{any_of: [...]}`` or, within that, ``{all_of: [...]}``."""
    return [_one_of_conditions(condition) for condition in raw or ()]


def _one_of_conditions(raw: dict[str, Any]) -> dict[str, Any]:
    if "any_of" in raw:
        return {"type": "any_of", "value": _conditions(raw["any_of"])}
    if "all_of" in raw:
        return {"type": "all_of", "value": _conditions(raw["all_of"])}
    if "through" in raw:
        return {"type": "through", "value": raw["through"]}
    return {"type": "condition", "value": _condition(raw)}


def _condition(raw: dict[str, Any]) -> dict[str, Any]:
    return {"operator": "is", **raw, "values": str(raw.get("values", ""))}
