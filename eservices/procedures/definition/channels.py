"""A definition as it is through one channel, for what is made before anybody answers. Pure.

A blank form on paper knows its channel and no answer: what never shows there is left out,
and what always holds is not said.
"""

from __future__ import annotations

from typing import Any as Anything
from typing import TypeVar

from pydantic import BaseModel

from eservices.cases.enums import Channel
from eservices.procedures.definition.rules import (
    All,
    Always,
    Answer,
    Answered,
    Any,
    Compare,
    Count,
    Not,
    OneOf,
    Rule,
    Sum,
    Through,
    Value,
)
from eservices.procedures.definition.schema import Definition, Step

Model = TypeVar("Model", bound=BaseModel)
ALWAYS, NEVER = Always(), Not(rule=Always())


def through(channel: Channel, definition: Definition) -> Definition:
    """Return ``definition`` without rules over the channel, and without what they hide."""
    narrowed = _Narrowed(channel)
    steps = tuple(step for each in definition.steps if (step := narrowed.step(each)) is not None)
    return definition.model_copy(update={"steps": steps})


class _Narrowed:
    """Walks the steps in order: what is left out is never answered, and rules look back."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._left_out: set[str] = set()

    def step(self, step: Step) -> Step | None:
        shown_if = self.rule(step.shown_if)
        if shown_if == NEVER:
            self._left_out |= {step.id, *step.asked}
            return None
        fields = []
        for question in step.fields:
            shown, needed = self.rule(question.shown_if), self.rule(question.required_if)
            if shown == NEVER:
                self._left_out.add(question.id)
                continue
            required = question.required and needed != NEVER
            fields.append(_with(question, shown_if=shown, required_if=needed, required=required))
        exits = [
            _with(advice, when=when)
            for advice in step.exits
            if (when := self.rule(advice.when)) != NEVER
        ]
        return _with(step, shown_if=shown_if, fields=tuple(fields), exits=tuple(exits))

    def rule(self, rule: Rule) -> Rule:
        """Return what is left of a rule to be told by answers."""
        match rule:
            case Through():
                return ALWAYS if self._channel in rule.channels else NEVER
            case Answered() | OneOf():
                return NEVER if rule.field in self._left_out else rule
            case Compare():
                known = self._may_be_worth(rule.left) and self._may_be_worth(rule.right)
                return rule if known else NEVER
            case Not():
                inner = self.rule(rule.rule)
                return ALWAYS if inner == NEVER else Not(rule=inner)
            case All():
                return self._joined(rule, ALWAYS, NEVER)
            case Any():
                return self._joined(rule, NEVER, ALWAYS)
        return rule

    def _joined(self, rule: All | Any, neutral: Rule, decisive: Rule) -> Rule:
        rules = [left for each in rule.rules if (left := self.rule(each)) != neutral]
        if decisive in rules:
            return decisive
        if len(rules) < 2:
            return rules[0] if rules else neutral
        return _with(rule, rules=tuple(rules))

    def _may_be_worth(self, value: Value) -> bool:
        match value:
            case Answer():
                return value.field not in self._left_out
            case Count():
                return True
            case Sum():
                return any(self._may_be_worth(part) for part in value.parts())
        return all(self._may_be_worth(part) for part in value.parts())


def _with(model: Model, **changes: Anything) -> Model:
    """Return a copy that works out anew what a rule or a step works out once."""
    same = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model)(**{**same, **changes})
