"""What a complete set of answers to a version looks like, as JSON Schema 2020-12. Pure.

An answer stands under the identity of its question, the rows of a repeated step under that
of the step. A question asked under a condition is needed when the condition holds and
refused when it does not: what is not asked is not answered. A condition that JSON Schema
cannot say (an age, a sum) leaves its question free, with a ``$comment``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.json_schema.answers import answer_schema
from eservices.procedures.json_schema.conditions import Condition, all_of, condition

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Kinds that hold no answer of the person.
NOT_ANSWERED = frozenset({FieldKind.INFORMATION})
#: Kinds that nobody must answer: a consent may be withheld, a computed value is ours.
NEVER_NEEDED = frozenset({FieldKind.CONSENT, FieldKind.COMPUTED})
FREE = "Asked under a condition that this schema cannot say."


def answers_schema(definition: Definition, *, identity: str, number: int) -> dict[str, Any]:
    """Return the schema of version ``number``, whose address is ``identity``."""
    language = definition.source_language
    asked = _Asked(language, definition.fields())
    for step in definition.steps:
        shown = condition(step.shown_if, asked.fields)
        if step.repeat is not None:
            asked.repeated(step, shown)
        else:
            asked.step(step, shown)
    return {
        "$schema": DIALECT,
        "$id": identity,
        "title": definition.title.get(language)[0],
        "$comment": f"Version {number}.",
        **asked.schema(),
    }


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    schema: Mapping[str, Any]
    shown: Condition
    needed: Condition


class _Asked:
    """Gathers what is asked on one level: of the whole, or of one row of a repeated step."""

    def __init__(self, language: str, fields: Mapping[str, Field]) -> None:
        self.language = language
        self.fields = fields
        self._parts: list[_Part] = []

    def step(self, step: Step, shown: Condition) -> None:
        for question in step.fields:
            if question.kind not in NOT_ANSWERED:
                self._parts.append(self._question(question, step, shown))

    def repeated(self, step: Step, shown: Condition) -> None:
        # A row sees itself alone: a rule over other steps is none that its schema can say.
        row = _Asked(self.language, {field.id: field for field in step.fields})
        row.step(step, True)
        repeat = step.repeat
        assert repeat is not None  # noqa: S101  # the caller looked
        rows = {
            "title": step.title.get(self.language)[0],
            "type": "array",
            "items": row.schema(),
            "minItems": repeat.minimum,
            "maxItems": repeat.maximum,
        }
        needed: Condition = repeat.minimum > 0
        self._parts.append(_Part(step.id, rows, shown, needed))

    def _question(self, question: Field, step: Step, shown: Condition) -> _Part:
        needed: Condition = question.required and question.kind not in NEVER_NEEDED
        if needed:
            needed = condition(question.required_if, self.fields)
        return _Part(
            question.id,
            {
                **_words(question, step, self.language),
                **answer_schema(question, self.language),
            },
            all_of(shown, condition(question.shown_if, self.fields)),
            needed,
        )

    def schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        required: list[str] = []
        hidden: list[tuple[Condition, str]] = []
        needed: list[tuple[Condition, str]] = []
        for part in self._parts:
            wanted = all_of(part.shown, part.needed)
            free = part.shown is None or (part.shown is not False and wanted is None)
            properties[part.name] = {**part.schema, **({"$comment": FREE} if free else {})}
            if wanted is True:
                required.append(part.name)
            elif isinstance(wanted, dict):
                needed.append((wanted, part.name))
            if isinstance(part.shown, dict):
                hidden.append((part.shown, part.name))
        schema: dict[str, Any] = {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
        rules = [{"if": rule, "then": {"required": names}} for rule, names in _grouped(needed)] + [
            {"if": rule, "else": {"properties": dict.fromkeys(names, False)}}
            for rule, names in _grouped(hidden)
        ]
        return schema | ({"allOf": rules} if rules else {})


def _words(question: Field, step: Step, language: str) -> dict[str, Any]:
    told = question.help.get(language)[0]
    return {
        "title": question.label.get(language)[0],
        **({"description": told} if told else {}),
        "x-step": step.key,
    }


def _grouped(rules: Iterable[tuple[Condition, str]]) -> list[tuple[Condition, list[str]]]:
    """Put together what stands under the same condition, in the order asked."""
    groups: dict[str, tuple[Condition, list[str]]] = {}
    for rule, name in rules:
        groups.setdefault(json.dumps(rule, sort_keys=True), (rule, []))[1].append(name)
    return list(groups.values())
