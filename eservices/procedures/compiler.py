"""From the editors' blocks, in every language, to one immutable `Definition`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.core.routes import SYSTEM_WORDS
from eservices.procedures.definition import (
    All,
    Always,
    Answered,
    Definition,
    Exit,
    Field,
    FieldKind,
    Not,
    OneOf,
    Option,
    Rule,
    Step,
    Text,
)
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


class CompileError(Exception):
    """The definition cannot be published; ``problems`` name the blocks."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


class Words:
    """The texts of a block in every language, joined by the identity of the block."""

    def __init__(self, streams: Mapping[str, Any]) -> None:
        """``streams`` maps a language to its stream of steps."""
        self._texts: dict[str, dict[str, Mapping[str, Any]]] = {
            language: dict(_blocks(stream)) for language, stream in streams.items()
        }

    def of(self, identity: str, name: str) -> Text:
        values = {
            language: str(found[identity].get(name) or "")
            for language, found in self._texts.items()
            if identity in found and found[identity].get(name)
        }
        return Text(values=values)


def _blocks(stream: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (identity, value) of every step, question, option and advice."""
    for step in stream:
        yield step.id, step.value
        for question in step.value["fields"]:
            yield question.id, question.value
            for option in _items(question.value, "options"):
                yield option.id, option.value
        for advice in _items(step.value, "exits"):
            yield advice.id, advice.value


def _items(value: Mapping[str, Any], name: str) -> Any:
    listed = value.get(name)
    return listed.bound_blocks if listed is not None else ()


# --- Rules


def _rule(conditions: Any, names: Mapping[str, str]) -> Rule:
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


# --- Structure


def compile_steps(streams: Mapping[str, Any], source: str) -> tuple[Step, ...]:
    """Return the steps of the ``source`` language's stream with the texts of all streams."""
    words = Words(streams)
    stream = streams[source]
    names = {
        question.value["name"]: question.id
        for step in stream
        for question in step.value["fields"]
        if question.value.get("name")
    }
    return tuple(
        Step(
            id=step.id,
            key=step.value["key"],
            title=words.of(step.id, "title"),
            intro=words.of(step.id, "intro"),
            shown_if=_rule(step.value["shown_if"], names),
            fields=tuple(_field(question, words, names) for question in step.value["fields"]),
            exits=tuple(
                Exit(
                    id=advice.id,
                    when=_rule(advice.value["when"], names),
                    title=words.of(advice.id, "title"),
                    body=words.of(advice.id, "body"),
                    url=advice.value.get("url") or "",
                    link=words.of(advice.id, "link"),
                )
                for advice in _items(step.value, "exits")
            ),
        )
        for step in stream
    )


def _field(question: Any, words: Words, names: Mapping[str, str]) -> Field:
    value = question.value
    return Field(
        id=question.id,
        kind=FieldKind(question.block_type),
        label=words.of(question.id, "label"),
        help=words.of(question.id, "help"),
        example=words.of(question.id, "example"),
        purpose=words.of(question.id, "purpose"),
        required=bool(value.get("required", False)),
        shown_if=_rule(value["shown_if"], names),
        options=tuple(
            Option(
                id=option.id,
                value=option.value["value"],
                label=words.of(option.id, "label"),
                hint=words.of(option.id, "hint"),
            )
            for option in _items(value, "options")
        ),
        autocomplete=value.get("autocomplete") or "",
        second_fact=bool(value.get("second_fact", False)),
        routes=bool(value.get("routes", False)),
        contact=bool(value.get("contact", False)),
        max_files=value.get("max_files") or 1,
        max_megabytes=value.get("max_megabytes") or 10,
    )


# --- Checks


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
        for question in step.value["fields"]:
            yield from _question_problems(position, question, known, later)
        for advice in _items(step.value, "exits"):
            title = advice.value["title"]
            yield from _condition_problems(position, title, advice.value["when"], known, later)


def _question_problems(
    position: int, question: Any, known: dict[str, Any], later: set[Any]
) -> Iterator[Problem]:
    label, name = question.value["label"], question.value.get("name")
    yield from _condition_problems(position, label, question.value["shown_if"], known, later)
    if name in known:
        yield Problem(position, _("“%(label)s”: the name is used twice.") % {"label": label})
    values = [option.value["value"] for option in _items(question.value, "options")]
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
    offered = {option.value["value"] for option in _items(question.value, "options")}
    for value in sorted(asked - offered) if offered else ():
        yield Problem(
            position,
            _("“%(label)s”: no option stores “%(value)s”, so the condition can never hold.")
            % {"label": label, "value": value},
        )


def mark_outdated(new: Definition, old: Definition | None) -> Definition:
    """Mark texts whose source changed since ``old`` while their translation did not.

    They show in the source language until they are translated anew.
    """
    if old is None:
        return new
    before = dict(_texts(old.model_dump(by_alias=True)))
    raw = new.model_dump(by_alias=True)
    for path, text in _texts(raw):
        earlier = before.get(path)
        if earlier is None:
            continue
        text["outdated"] = tuple(
            language
            for language, words in text["values"].items()
            if language != new.source_language
            and words == earlier["values"].get(language)
            and (
                text["values"].get(new.source_language)
                != earlier["values"].get(new.source_language)
                or language in earlier["outdated"]
            )
        )
    return Definition.model_validate(raw)


def _texts(raw: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every text of a dumped definition with a path made of block identities."""
    if isinstance(raw, dict):
        if "values" in raw and "outdated" in raw:
            yield path, raw
            return
        # An identity starts the path anew: a moved question keeps its history.
        here = str(raw["id"]) if "id" in raw else path
        for name, value in raw.items():
            yield from _texts(value, f"{here}.{name}")
    elif isinstance(raw, list | tuple):
        for position, value in enumerate(raw):
            yield from _texts(value, f"{path}[{position}]")


def unread_fields(definition: Definition) -> set[str]:
    """Return ids that a rule reads though no field has them (a guard for hand-written JSON)."""
    known = set(definition.fields())
    rules = [step.shown_if for step in definition.steps]
    rules += [field.shown_if for field in definition.fields().values()]
    rules += [advice.when for step in definition.steps for advice in step.exits]
    return set().union(*(rule_fields(rule) for rule in rules)) - known
