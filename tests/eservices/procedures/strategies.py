"""Definitions and answers of every shape, rules looking back only."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from eservices.procedures.definition.schema import Definition

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


# --- Rules of every kind

RICH = ("choice", "choices", "yes_no", "number", "money", "date", "text", "computed")
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 12, 31)).map(str)
COMPARISONS = ("less", "at_most", "equal", "at_least", "more")


def rich_kind(identity: str) -> str:
    return RICH[UUID(identity).int % len(RICH)]


def figures(known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Numbers: answers, constants, sums, ages..."""
    numbers = [k for k in known if rich_kind(k) in ("number", "money", "computed")]
    days = [k for k in known if rich_kind(k) == "date"]
    leaves = [
        st.integers(-5, 30).map(lambda n: {"op": "constant", "value": n}),
        st.just({"op": "years", "since": {"op": "constant", "value": "2000-02-29"}}),
    ]
    if known:
        leaves.append(st.sampled_from(known).map(lambda f: {"op": "count", "field": f}))
    if numbers:
        leaves.append(st.sampled_from(numbers).map(lambda f: {"op": "answer", "field": f}))
    for op in ("years", "days") if days else ():
        asked = st.sampled_from(days).map(
            lambda f, op=op: {"op": op, "since": {"op": "answer", "field": f, "measure": "date"}}
        )
        leaves.append(asked)
    leaf = st.one_of(leaves)
    several = st.lists(leaf, min_size=1, max_size=3)
    return st.one_of(
        leaf,
        several.map(lambda values: {"op": "sum", "values": values}),
        several.map(lambda values: {"op": "product", "values": values}),
        st.tuples(leaf, leaf).map(
            lambda both: {"op": "difference", "left": both[0], "right": both[1]}
        ),
    )


def rich_rules(known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    compare = st.builds(
        lambda left, comparison, right: {
            "op": "compare",
            "left": left,
            "comparison": comparison,
            "right": right,
        },
        figures(known),
        st.sampled_from(COMPARISONS),
        figures(known),
    )
    leaves = [st.just({"op": "always"}), compare]
    if known:
        field = st.sampled_from(known)
        leaves += [
            field.map(lambda f: {"op": "answered", "field": f}),
            field.map(lambda f: {"op": "one_of", "field": f, "values": ["a", "yes", "3"]}),
            field.map(lambda f: {"op": "one_of", "field": f, "values": ["b", "c"]}),
        ]
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            inner.map(lambda rule: {"op": "not", "rule": rule}),
            st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)).map(
                lambda joined: {"op": joined[0], "rules": joined[1]}
            ),
        ),
        max_leaves=4,
    )


@st.composite
def rich_fields(draw: st.DrawFn, number: int, known: list[str]) -> dict[str, Any]:
    kind = rich_kind(ident(number))
    options = [
        {"id": ident(1000 + 10 * number + n), "value": value, "label": text(value)}
        for n, value in enumerate(VALUES)
    ]
    return {
        "id": ident(number),
        "kind": kind,
        "label": text("Question"),
        "required": draw(st.booleans()),
        "required_if": draw(rich_rules(known)),
        "shown_if": draw(rich_rules(known)),
        "options": options if kind in ("choice", "choices") else [],
        "value": draw(figures(known)) if kind == "computed" else None,
        "earliest": {"op": "today"} if kind == "date" and draw(st.booleans()) else None,
    }


@st.composite
def rich_definitions(draw: st.DrawFn) -> Definition:
    """Up to four steps with rules of every kind, checks, advice; the last may be repeated."""
    numbers = draw(st.permutations(range(1, 13)))
    known: list[str] = []
    steps = []
    for position in range(draw(st.integers(1, 4))):
        shown_if = draw(rich_rules(list(known)))
        asked, own = [], list(known)
        for number in [numbers.pop() for _ in range(draw(st.integers(1, 3)))]:
            asked.append(draw(rich_fields(number, list(own))))
            own.append(ident(number))
        repeated = position == 3
        check = {"id": ident(700 + position), "message": text("Non."), "field": asked[0]["id"]}
        advice = {"id": ident(500 + position), "title": text("Conseil"), "body": text("…")}
        steps.append(
            {
                "id": ident(100 + position),
                "key": f"etape-{position}",
                "title": text("Étape"),
                "shown_if": shown_if,
                "fields": asked,
                "repeat": {"singular": text("un"), "minimum": 0} if repeated else None,
                "checks": [check | {"rule": draw(rich_rules(list(own)))}],
                "exits": [advice | {"when": draw(rich_rules(list(own)))}],
            }
        )
        known = known if repeated else own
    return Definition.model_validate({"title": text("T"), "service": "s", "steps": steps})


def rich_value(identity: str) -> st.SearchStrategy[Any]:
    match rich_kind(identity):
        case "choice":
            return st.sampled_from(VALUES)
        case "choices":
            return st.lists(st.sampled_from(VALUES), min_size=1, unique=True)
        case "yes_no":
            return st.sampled_from(["yes", "no"])
        case "number" | "money":
            return st.integers(-5, 30)
        case "date":
            return DAYS
    return st.text(min_size=1, max_size=5)


@st.composite
def rich_row(draw: st.DrawFn) -> dict[str, Any]:
    asked = draw(st.lists(st.integers(1, 12).map(ident), unique=True))
    return {identity: draw(rich_value(identity)) for identity in asked}


@st.composite
def rich_answers(draw: st.DrawFn) -> dict[str, Any]:
    """Answers to any of the fields 1 to 12, and rows of the step that may be repeated."""
    return draw(rich_row()) | {ident(103): draw(st.lists(rich_row(), max_size=3))}


# --- Rules over few cases, that can all be tried


@st.composite
def small_rules(draw: st.DrawFn, known: list[str]) -> dict[str, Any]:
    if not known or draw(st.integers(0, 3)) == 0:
        return {"op": "always"}
    leaf = st.one_of(
        st.sampled_from(known).map(lambda f: {"op": "answered", "field": f}),
        st.tuples(st.sampled_from(known), st.sampled_from("ab")).map(
            lambda both: {"op": "one_of", "field": both[0], "values": [both[1]]}
        ),
    )
    made = st.recursive(
        leaf,
        lambda inner: st.one_of(
            inner.map(lambda rule: {"op": "not", "rule": rule}),
            st.lists(inner, min_size=2, max_size=3).map(lambda r: {"op": "all", "rules": r}),
            st.lists(inner, min_size=2, max_size=3).map(lambda r: {"op": "any", "rules": r}),
        ),
        max_leaves=4,
    )
    return draw(made)


@st.composite
def small_definitions(draw: st.DrawFn) -> Definition:
    """Up to three steps of up to two choices between "a" and "b"."""
    known: list[str] = []
    steps = []
    for position in range(draw(st.integers(1, 3))):
        shown_if = draw(small_rules(list(known)))
        asked = []
        for number in range(position * 2, position * 2 + draw(st.integers(1, 2))):
            options = [
                {"id": ident(1000 + 10 * number + n), "value": value, "label": text(value)}
                for n, value in enumerate("ab")
            ]
            asked.append(
                {
                    "id": ident(number),
                    "kind": "choice",
                    "label": text(f"Q{number}"),
                    "required": draw(st.booleans()),
                    "shown_if": draw(small_rules(list(known))),
                    "options": options,
                }
            )
            known.append(ident(number))
        steps.append(
            {
                "id": ident(100 + position),
                "key": f"etape-{position}",
                "title": text(f"Étape {position}"),
                "shown_if": shown_if,
                "fields": asked,
            }
        )
    return Definition.model_validate({"title": text("T"), "service": "s", "steps": steps})
