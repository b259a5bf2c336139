"""From blocks to steps and questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eservices.procedures.compiler.conditions import rule
from eservices.procedures.compiler.texts import Words, items
from eservices.procedures.definition import Exit, Field, FieldKind, Option, Repeat, Step


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
            shown_if=rule(step.value["shown_if"], names),
            fields=tuple(_field(question, words, names) for question in step.value["fields"]),
            repeat=_repeat(step, words),
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
        for step in stream
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
    )
