"""What keeps a working definition from being published, with the block named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.core.routes import SYSTEM_WORDS
from eservices.procedures.compiler.texts import items
from eservices.procedures.definition import Definition
from eservices.procedures.evaluator import rule_fields

#: Words that stand after a draft's identity in its address.
TAKEN = {
    word
    for name in ("check", "receipt", "later", "resume")
    for word in SYSTEM_WORDS.get(name, {}).values()
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a definition from being published; ``step`` is its position."""

    step: int
    message: str


def check_steps(stream: Any) -> list[Problem]:
    """Return what keeps the steps from being published, each with its step and question.

    Refused: unknown or later questions in a condition (so no rule can look forward or
    turn in a circle), values that no option has, names, keys or values used twice, a
    step without a question, a condition that can never hold.
    """
    return list(_problems(stream))


def _problems(stream: Any) -> Iterator[Problem]:
    if not len(stream):
        yield Problem(0, _("A procedure needs at least one step."))
    keys: set[str] = set()
    known: dict[str, Any] = {}
    later = {q.value.get("name") for step in stream for q in step.value["fields"]}
    for position, step in enumerate(stream):
        key = step.value["key"]
        if key in keys or key in TAKEN:
            yield Problem(position, _("The address word “%(key)s” is taken.") % {"key": key})
        keys.add(key)
        if not len(step.value["fields"]):
            yield Problem(position, _("This step asks nothing."))
        yield from _condition_problems(
            position, _("this step"), step.value["shown_if"], known, later
        )
        before = dict(known)
        for question in step.value["fields"]:
            yield from _question_problems(position, question, known, later)
        if (step.value.get("repeat") or {}).get("singular"):
            yield from _repeat_problems(position, step.value)
            known = before  # asked several times: nothing outside the step can read one answer
        for advice in items(step.value, "exits"):
            title = advice.value["title"]
            yield from _condition_problems(position, title, advice.value["when"], known, later)


def _repeat_problems(position: int, step: Any) -> Iterator[Problem]:
    repeat, words = step["repeat"], {"label": step["title"]}
    if not repeat["plural"]:
        yield Problem(position, _("“%(label)s”: say also how several are called.") % words)
    if repeat["minimum"] > repeat["maximum"]:
        yield Problem(position, _("“%(label)s”: at least more than at most.") % words)
    for question in step["fields"]:
        if question.value.get("routes") or question.value.get("contact"):
            yield Problem(
                position,
                _("“%(label)s”: asked several times, it can neither route nor be written to.")
                % {"label": question.value["label"]},
            )


def _question_problems(
    position: int, question: Any, known: dict[str, Any], later: set[Any]
) -> Iterator[Problem]:
    label, name = question.value["label"], question.value.get("name")
    yield from _condition_problems(position, label, question.value["shown_if"], known, later)
    if name in known:
        yield Problem(position, _("“%(label)s”: the name is used twice.") % {"label": label})
    values = [option.value["value"] for option in items(question.value, "options")]
    if len(values) != len(set(values)):
        yield Problem(position, _("“%(label)s”: two options store the same.") % {"label": label})
    if name:
        known[name] = question


def _condition_problems(
    position: int, label: Any, conditions: Any, known: Mapping[str, Any], later: set[Any]
) -> Iterator[Problem]:
    for condition in conditions or ():
        name = condition["field"]
        words = {"label": label, "name": name}
        if name not in known and name in later:
            yield Problem(
                position,
                _("“%(label)s”: the condition looks at “%(name)s”, which comes later.") % words,
            )
        elif name not in known:
            yield Problem(position, _("“%(label)s”: no question is named “%(name)s”.") % words)
        else:
            yield from _value_problems(position, label, condition, known[name])


def _value_problems(
    position: int, label: Any, condition: Mapping[str, Any], question: Any
) -> Iterator[Problem]:
    if condition["operator"] == "answered":
        return
    asked = {value.strip() for value in condition["values"].split(",") if value.strip()}
    if not asked:
        yield Problem(position, _("“%(label)s”: the condition has no value.") % {"label": label})
    offered = {option.value["value"] for option in items(question.value, "options")}
    for value in sorted(asked - offered) if offered else ():
        yield Problem(
            position,
            _("“%(label)s”: no option stores “%(value)s”, so the condition can never hold.")
            % {"label": label, "value": value},
        )


def unread_fields(definition: Definition) -> set[str]:
    """Return ids that a rule reads though no field has them (a guard for hand-written JSON)."""
    known = set(definition.fields())
    rules = [step.shown_if for step in definition.steps]
    rules += [field.shown_if for field in definition.fields().values()]
    rules += [advice.when for step in definition.steps for advice in step.exits]
    return set().union(*(rule_fields(rule) for rule in rules)) - known
