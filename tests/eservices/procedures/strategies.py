"""Definitions and answers of every shape, rules looking back only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from eservices.procedures.definition import Definition

VALUES = ("a", "b", "c")
KINDS = ("choice", "text", "file", "information")


def ident(number: int) -> str:
    return str(UUID(int=number))


def text(words: str) -> dict[str, Any]:
    return {"values": {"fr": words}}


@st.composite
def rules(draw: st.DrawFn, known: list[str]) -> dict[str, Any]:
    """A rule over fields that come earlier."""
    if not known or draw(st.booleans()):
        return {"op": "always"}
    field = draw(st.sampled_from(known))
    rule: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"op": "answered", "field": field},
                {"op": "one_of", "field": field, "values": ["a"]},
                {"op": "one_of", "field": field, "values": ["b", "c"]},
            ]
        )
    )
    if draw(st.booleans()):
        rule = {"op": "not", "rule": rule}
    if draw(st.booleans()):
        other = draw(st.sampled_from(known))
        joined = draw(st.sampled_from(["all", "any"]))
        rule = {"op": joined, "rules": [rule, {"op": "answered", "field": other}]}
    return rule


@st.composite
def fields(draw: st.DrawFn, number: int, known: list[str]) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]  # the same identity always has the same kind
    offered = draw(st.lists(st.sampled_from(VALUES), min_size=1, unique=True))
    options = [
        {
            "id": ident(1000 + 10 * number + VALUES.index(value)),
            "value": value,
            "label": text(value),
        }
        for value in offered
    ]
    return {
        "id": ident(number),
        "kind": kind,
        "label": text(draw(st.sampled_from(["Question", "Autrement dite"]))),
        "required": draw(st.booleans()),
        "shown_if": draw(rules(known)),
        "options": options if kind == "choice" else [],
        "max_files": draw(st.integers(1, 3)),
    }


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Up to four steps over fields 1 to 12, in any order, some left out."""
    numbers = draw(st.lists(st.integers(1, 12), min_size=1, unique=True))
    known: list[str] = []
    steps = []
    for position in range(draw(st.integers(1, 4))):
        shown_if = draw(rules(list(known)))
        asked = []
        for _ in range(draw(st.integers(0, 4))):
            if not numbers:
                break
            number = numbers.pop()
            asked.append(draw(fields(number, list(known))))
            if asked[-1]["kind"] != "information":
                known.append(ident(number))
        exits = [
            {
                "id": ident(500 + position),
                "when": draw(rules(list(known))),
                "title": text("Conseil"),
                "body": text("…"),
            }
        ]
        steps.append(
            {
                "id": ident(100 + position),
                "key": f"etape-{position}",
                "title": text("Étape"),
                "shown_if": shown_if,
                "fields": asked,
                "exits": exits if draw(st.booleans()) else [],
            }
        )
    return Definition.model_validate({"title": text("T"), "service": "s", "steps": steps})


def value_for(number: int) -> st.SearchStrategy[Any]:
    match KINDS[number % len(KINDS)]:
        case "choice":
            return st.sampled_from(VALUES)
        case "file":
            return st.lists(st.uuids().map(str), min_size=1, max_size=4)
        case _:
            return st.text(min_size=1, max_size=5)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """Answers to any of the fields 1 to 12, asked or not."""
    numbers = draw(st.lists(st.integers(1, 12).filter(lambda n: n % 4 != 3), unique=True))
    return {ident(number): draw(value_for(number)) for number in numbers}


def fitting(given: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """Only the answers that the definition asks and offers."""
    known = definition.fields()
    return {
        identity: value
        for identity, value in given.items()
        if identity in known
        and (
            known[identity].kind != "choice"
            or value in {option.value for option in known[identity].options}
        )
    }
