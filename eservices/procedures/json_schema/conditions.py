"""Rules as JSON Schema, where it can say them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import (
    All,
    Always,
    Answer,
    Answered,
    Compare,
    Constant,
    Not,
    OneOf,
    Rule,
)
from eservices.procedures.definition.rules import Any as AnyOf
from eservices.procedures.definition.schema import Field
from eservices.procedures.definition.values import Comparison

#: A schema over the object of answers; ``True`` for always; ``None`` when it cannot be said.
Condition = dict[str, Any] | bool | None

_NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.MONEY})
_LISTS = frozenset({FieldKind.CHOICES, FieldKind.FILE})
_MAPPINGS = frozenset(
    {
        *(FieldKind.PERSON_NAME, FieldKind.IDENTITY, FieldKind.POSTAL_ADDRESS),
        *(FieldKind.DATE_RANGE, FieldKind.POLL),
    }
)
_BOUNDS = {
    Comparison.LESS: "exclusiveMaximum",
    Comparison.AT_MOST: "maximum",
    Comparison.EQUAL: "const",
    Comparison.AT_LEAST: "minimum",
    Comparison.MORE: "exclusiveMinimum",
}
_MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.MORE: Comparison.LESS,
}


def condition(rule: Rule, fields: Mapping[str, Field]) -> Condition:
    """Return ``rule`` as a schema over answers to ``fields``."""
    match rule:
        case Always():
            return True
        case Answered() if rule.field in fields and not rule.part:
            return {"required": [rule.field]}
        case OneOf() if rule.field in fields and not rule.part:
            return _one_of(rule, fields[rule.field])
        case Not():
            inner = condition(rule.rule, fields)
            if inner is None or isinstance(inner, bool):
                return inner if inner is None else not inner
            return {"not": inner}
        case All():
            return all_of(*(condition(each, fields) for each in rule.rules))
        case AnyOf():
            return _any_of([condition(each, fields) for each in rule.rules])
        case Compare():
            return _compare(rule, fields)
    return None


def all_of(*conditions: Condition) -> Condition:
    """Join conditions that must all hold."""
    if any(each is False for each in conditions):
        return False
    if any(each is None for each in conditions):
        return None
    said = _different(each for each in conditions if isinstance(each, dict))
    if not said:
        return True
    return said[0] if len(said) == 1 else {"allOf": said}


def _any_of(conditions: list[Condition]) -> Condition:
    if any(each is True for each in conditions):
        return True
    if any(each is None for each in conditions):
        return None
    said = _different(each for each in conditions if isinstance(each, dict))
    if not said:
        return False
    return said[0] if len(said) == 1 else {"anyOf": said}


def _different(schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for schema in schemas:
        if schema not in kept:
            kept.append(schema)
    return kept


def _one_of(rule: OneOf, question: Field) -> Condition:
    if question.kind in _MAPPINGS:
        return None
    values: list[int | str] = list(rule.values)
    if question.kind in _NUMBERS:
        values += [int(value) for value in rule.values if value.lstrip("-").isdecimal()]
    chosen: dict[str, Any] = {"enum": values}
    if question.kind in _LISTS:
        chosen = {"contains": chosen}
    return {"properties": {rule.field: chosen}, "required": [rule.field]}


def _compare(rule: Compare, fields: Mapping[str, Field]) -> Condition:
    left, comparison, right = rule.left, rule.comparison, rule.right
    if isinstance(left, Constant):
        left, comparison, right = right, _MIRRORED[comparison], left
    if not isinstance(left, Answer) or not isinstance(right, Constant) or left.part:
        return None
    question = fields.get(left.field)
    if question is None or question.kind not in _NUMBERS:
        return None
    if question.decimals or not isinstance(right.value, int):
        return None
    return {
        "properties": {left.field: {_BOUNDS[comparison]: right.value}},
        "required": [left.field],
    }
