"""From blocks to steps and questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eservices.procedures.compiler.conditions import check, day, rule, value_of
from eservices.procedures.compiler.messages import message_for
from eservices.procedures.compiler.names import Names, number
from eservices.procedures.compiler.texts import Words, items
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Check, Exit, Field, Option, Repeat, Step
from eservices.procedures.enums import RetentionClass


def compile_steps(streams: Mapping[str, Any], source: str) -> tuple[Step, ...]:
    """Return the steps of the ``source`` language's stream with the texts of all streams."""
    words = Words(streams)
    stream = streams[source]
    names = Names(stream)
    return tuple(_step(step, words, names) for step in stream)


def _step(step: Any, words: Words, names: Names) -> Step:
    return Step(
        id=step.id,
        key=step.value["key"],
        title=words.of(step.id, "title"),
        intro=words.of(step.id, "intro"),
        shown_if=rule(step.value["shown_if"], names),
        fields=tuple(_field(question, words, names) for question in step.value["fields"]),
        repeat=_repeat(step, words),
        checks=tuple(_check(check, words, names) for check in step.value.get("checks") or ()),
        exits=tuple(
            Exit(
                id=advice.id,
                when=rule(advice.value["when"], names),
                title=words.of(advice.id, "title"),
                body=words.of(advice.id, "body"),
                url=advice.value.get("url") or "",
                link=words.of(advice.id, "link"),
            )
            for advice in items(step.value, "exits")
        ),
    )


def _repeat(step: Any, words: Words) -> Repeat | None:
    value = step.value.get("repeat") or {}
    if not value.get("singular"):
        return None
    return Repeat(
        singular=words.of(step.id, "singular", inside="repeat"),
        plural=words.of(step.id, "plural", inside="repeat"),
        minimum=value["minimum"],
        maximum=value["maximum"],
    )


def _check(child: Any, words: Words, names: Names) -> Check:
    field, must_hold = check(child, names)
    written = words.of(child.id, "message")
    return Check(
        id=child.id,
        rule=must_hold,
        field=field,
        message=written or message_for(child, words, names),
    )


def _field(question: Any, words: Words, names: Names) -> Field:
    value = question.value
    kind = FieldKind(question.block_type)
    return Field(
        id=question.id,
        kind=kind,
        label=words.of(question.id, "label"),
        help=words.of(question.id, "help"),
        example=words.of(question.id, "example"),
        purpose=words.of(question.id, "purpose"),
        unit=words.of(question.id, "unit"),
        required=bool(value.get("required", False)),
        required_if=rule(value.get("required_if"), names),
        shown_if=rule(value["shown_if"], names),
        options=tuple(
            Option(
                id=option.id,
                value=option.value["value"],
                label=words.of(option.id, "label"),
                hint=words.of(option.id, "hint"),
            )
            for option in items(value, "options")
        ),
        autocomplete=value.get("autocomplete") or "",
        second_fact=bool(value.get("second_fact", False)),
        routes=bool(value.get("routes", False)),
        contact=bool(value.get("contact", False)),
        max_files=value.get("max_files") or 1,
        max_megabytes=value.get("max_megabytes") or 10,
        retention_class=value.get("retention_class") or RetentionClass.ANSWERS.value,
        **_kept_within(kind, value, names),
    )


def _kept_within(kind: FieldKind, value: Any, names: Names) -> dict[str, Any]:
    """Return what bounds an answer: figures, days, which parts or places are asked."""
    source = value.get("source") or ""
    return {
        "presentation": value.get("presentation") or "radios",
        "minimum": _bound(kind, value.get("minimum")),
        "maximum": _bound(kind, value.get("maximum")),
        "decimals": value.get("decimals") or 0,
        "earliest": day(value.get("earliest"), names),
        "latest": day(value.get("latest"), names),
        "partial": value.get("partial") or "none",
        "value": value_of(value.get("value"), names),
        "source": source if isinstance(source, str) else " ".join(source),
    }


def _bound(kind: FieldKind, given: Any) -> int | str | None:
    return None if given is None else number(str(given), cents=kind is FieldKind.MONEY).value
