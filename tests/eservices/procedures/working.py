"""Working definitions as the editor's blocks hold them, short to write."""

from __future__ import annotations

from typing import Any

from content.core.blocks import with_ids
from eservices.procedures.blocks import StepsBlock
from eservices.procedures.compiler import check_steps, compile_steps
from eservices.procedures.definition.schema import Step
from tests.eservices.procedures.samples import ident

OPTIONS = ("a", "b", "c")


def when(field: str, operator: str = "is", values: str = "", at: str = "") -> dict[str, Any]:
    value = {"field": field, "operator": operator, "values": values, "at": at}
    return {"type": "condition", "value": value}


def any_of(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "any_of", "value": list(children)}


def all_of(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "all_of", "value": list(children)}


def through(*channels: str) -> dict[str, Any]:
    return {"type": "through", "value": list(channels)}


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    value: dict[str, Any] = {
        "name": name,
        "label": name.capitalize(),
        "required": True,
        "shown_if": [],
    }
    if kind == "choice":
        offered = more.pop("options", OPTIONS)
        value["options"] = [{"value": v, "label": v.upper(), "hint": ""} for v in offered]
    if kind == "information":
        value = {"label": name, "help": "…", "shown_if": []}
    return {"type": kind, "value": value | more}


def advice(*conditions: dict[str, Any], title: str = "Ailleurs") -> dict[str, Any]:
    return {"title": title, "body": "…", "url": "", "link": "", "when": list(conditions)}


def check(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def step(key: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {
        "key": key,
        "title": key.capitalize(),
        "intro": "",
        "shown_if": [],
        "fields": list(questions),
        "checks": [],
        "exits": [],
    }
    return {"type": "step", "value": value | more}


def stream(*steps: dict[str, Any]) -> Any:
    """Return the steps as the page's StreamField gives them, identities in order of names."""
    raw = with_ids(list(steps), StepsBlock())
    for number, each in enumerate(raw):
        each["id"] = ident(9000 + number)
    return StepsBlock().to_python(raw)


def problems(*steps: dict[str, Any]) -> list[str]:
    return [problem.message for problem in check_steps(stream(*steps))]


def compiled(*steps: dict[str, Any]) -> tuple[Step, ...]:
    return compile_steps({"fr": stream(*steps)}, "fr")
