"""What keeps a working definition from being published, with the block named."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from content.core.routes import SYSTEM_WORDS
from eservices.procedures.compiler.names import Names, listed
from eservices.procedures.compiler.references import Place, References
from eservices.procedures.compiler.soundness import faults
from eservices.procedures.compiler.structure import compile_steps
from eservices.procedures.compiler.texts import items
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.sources.slots import sources

#: Words that stand after a draft's identity in its address.
TAKEN = {
    word
    for name in ("check", "receipt", "later", "resume", "changes", "restore")
    for word in SYSTEM_WORDS.get(name, {}).values()
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a definition from being published, at which step and which of its questions."""

    step: int
    message: str
    question: int | None = None


def check_steps(stream: Any) -> list[Problem]:
    """Return what keeps the steps from being published, each with its step and question.

    Refused: unknown or later questions in a rule (so no rule can look forward or turn in
    a circle), values that no option has, kinds that cannot be compared, names, keys or
    values used twice, a step without a question; then what reasoning finds of rules that
    can be read: conditions that can never hold, steps and questions that can never show
    (`soundness`).
    """
    found = list(_problems(stream))
    return found or list(_unsound(stream))


def _problems(stream: Any) -> Iterator[Problem]:
    if not len(stream):
        yield Problem(0, _("A procedure needs at least one step."))
    keys: set[str] = set()
    taken: set[str] = set()
    references = References(stream, Names(stream))
    for position, step in enumerate(stream):
        key = step.value["key"]
        if key in keys or key in TAKEN:
            yield Problem(position, _("The address word “%(key)s” is taken.") % {"key": key})
        keys.add(key)
        if not len(step.value["fields"]):
            yield Problem(position, _("This step asks nothing."))
        for number, question in enumerate(step.value["fields"]):
            for message in _question_problems(position, question, taken, references):
                yield Problem(position, message, number)
        if (step.value.get("repeat") or {}).get("singular"):
            yield from _repeat_problems(position, step.value)
        for message in _step_problems(position, stream, references):
            yield Problem(position, message)


def _step_problems(position: int, stream: Any, references: References) -> Iterator[str]:
    step = stream[position]
    following = stream[position + 1].id if position + 1 < len(stream) else ""
    place = Place(str(step.value["title"]), position, before=step.id)
    yield from references.conditions(place, step.value["shown_if"])
    after = replace(place, before=following)
    own = {question.value.get("name") for question in step.value["fields"]}
    for check in step.value.get("checks") or ():
        yield from _check_problems(replace(after, label=check_label(check)), check, own, references)
    for advice in items(step.value, "exits"):
        place = replace(after, label=advice.value["title"], after_step=True)
        yield from references.conditions(place, advice.value["when"])


def _repeat_problems(position: int, step: Any) -> Iterator[Problem]:
    repeat, words = step["repeat"], {"label": step["title"]}
    if not repeat["plural"]:
        yield Problem(position, _("“%(label)s”: say also how several are called.") % words)
    if repeat["minimum"] > repeat["maximum"]:
        yield Problem(position, _("“%(label)s”: at least more than at most.") % words)
    for question in step["fields"]:
        label = {"label": question.value["label"]}
        if question.block_type == FieldKind.SLOT:
            message = _("“%(label)s”: a slot cannot be asked several times.")
            yield Problem(position, message % label)
        if question.value.get("routes") or question.value.get("contact"):
            yield Problem(
                position,
                _("“%(label)s”: asked several times, it can neither route nor be written to.")
                % label,
            )


def _question_problems(
    position: int, question: Any, taken: set[str], references: References
) -> Iterator[str]:
    value = question.value
    label, name = value["label"], value.get("name")
    place = Place(label, position, before=question.id, name=name or "")
    yield from references.conditions(place, value["shown_if"])
    yield from references.conditions(place, value.get("required_if"))
    for bound in ("earliest", "latest"):
        if value.get(bound):
            yield from references.day(place, value[bound])
    if value.get("value"):
        yield from references.value(place, value["value"])
    if name in taken:
        yield _("“%(label)s”: the name is used twice.") % {"label": label}
    values = [option.value["value"] for option in items(value, "options")]
    if len(values) != len(set(values)):
        yield _("“%(label)s”: two options store the same.") % {"label": label}
    if question.block_type == FieldKind.SLOT and value.get("source") not in sources:
        yield _("“%(label)s”: nothing gives these slots. Choose which slots.") % {"label": label}
    if name:
        taken.add(name)


def _check_problems(
    place: Place, check: Any, own: Collection[Any], references: References
) -> Iterator[str]:
    value = check.value
    beside = {
        "dates_in_order": value.get("second"),
        "age": value.get("field"),
        "rule": value.get("field"),
        "at_least_one": next(iter(listed(value.get("fields") or "")), ""),
    }[check.block_type]
    words = {"label": place.label, "name": beside}
    if str(beside or "").partition(".")[0] not in own:
        yield _("“%(label)s”: “%(name)s” is not a question of this step.") % words
        return
    match check.block_type:
        case "dates_in_order":
            yield from references.day(place, value["first"])
            yield from references.day(place, value["second"])
        case "age":
            yield from references.day(place, value["field"])
            yield from references.day(place, value.get("at") or "today")
            if value.get("at_least") is None and value.get("under") is None:
                yield _("“%(label)s”: say which age is needed.") % words
        case "at_least_one":
            for name in listed(value["fields"]):
                yield from references.named(place, name)
            if len(listed(value["fields"])) < 2:
                yield _("“%(label)s”: name two questions at least.") % words
        case "rule":
            yield from references.conditions(place, value["rule"])


def check_label(check: Any) -> str:
    """Return what an editor calls a check: its message, else its kind."""
    return str(check.value.get("message") or check.block.label)


def _unsound(stream: Any) -> Iterator[Problem]:
    """Compile the steps in one language and reason over them."""
    positions = {
        question.id: (position, number)
        for position, step in enumerate(stream)
        for number, question in enumerate(step.value["fields"])
    }
    steps = compile_steps({settings.LANGUAGE_CODE: stream}, settings.LANGUAGE_CODE)
    for fault in faults(steps, settings.LANGUAGE_CODE):
        step, number = positions.get(fault.field, (fault.step, None))
        yield Problem(step, fault.message, number)


def unread_fields(definition: Definition) -> set[str]:
    """Return ids that a rule reads though no field has them (a guard for hand-written JSON)."""
    known = set(definition.fields()) | {step.id for step in definition.steps}
    read = [step.shown_if.reads for step in definition.steps]
    for step in definition.steps:
        read += [reader.reads for field in step.fields for reader in field.readers()]
        read += [advice.when.reads for advice in step.exits]
        read += [check.rule.reads for check in step.checks]
    return set().union(*read) - known
