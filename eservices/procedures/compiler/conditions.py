"""From an editor's conditions to rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eservices.procedures.definition import All, Always, Answered, Not, OneOf, Rule


def rule(conditions: Any, names: Mapping[str, str]) -> Rule:
    rules = tuple(_condition(condition, names) for condition in conditions or ())
    if not rules:
        return Always()
    return rules[0] if len(rules) == 1 else All(rules=rules)


def _condition(condition: Mapping[str, Any], names: Mapping[str, str]) -> Rule:
    # An unknown name keeps itself: `check_steps` has refused it before.
    identity = names.get(condition["field"], condition["field"])
    if condition["operator"] == "answered":
        return Answered(field=identity)
    values = tuple(value.strip() for value in condition["values"].split(",") if value.strip())
    chosen = OneOf(field=identity, values=values)
    return Not(rule=chosen) if condition["operator"] == "is_not" else chosen
