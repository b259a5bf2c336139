"""The texts of a definition in every language, joined by the identity of their block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from content.core.refusals import PublicationRefused
from eservices.procedures.definition.schema import Definition
from eservices.procedures.definition.texts import Text

#: Yields (identity, value) of each block of a stream.
Walk = Callable[[Any], Iterator[tuple[str, Mapping[str, Any]]]]


class CompileError(PublicationRefused):
    """The definition cannot be published; ``problems`` name the blocks.

    ``steps`` are the ids of steps beside which a problem can be shown, in the same order;
    empty where it is about no step in particular.
    """

    def __init__(self, problems: Iterable[str], steps: Iterable[str] = ()) -> None:
        self.problems = list(problems)
        self.steps = list(steps) or [""] * len(self.problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return " ".join(self.problems)


class Words:
    """The texts of a block in every language, joined by the identity of the block."""

    def __init__(self, streams: Mapping[str, Any], walk: Walk | None = None) -> None:
        """``streams`` maps a language to its stream, of steps unless ``walk`` reads another."""
        walk = walk or blocks
        self._texts: dict[str, dict[str, Mapping[str, Any]]] = {
            language: dict(walk(stream)) for language, stream in streams.items()
        }

    @property
    def languages(self) -> list[str]:
        return list(self._texts)

    def of(self, identity: str, name: str, *, inside: str = "") -> Text:
        """Return a text of a block, or of the struct ``inside`` it."""
        values = {}
        for language, found in self._texts.items():
            value = found.get(identity, {})
            said = (value.get(inside) or {}).get(name) if inside else value.get(name)
            if said:
                values[language] = str(said)
        return Text(values=values)


def blocks(stream: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (identity, value) of every step, question, option, check and advice."""
    for step in stream:
        yield step.id, step.value
        for question in step.value["fields"]:
            yield question.id, question.value
            for option in items(question.value, "options"):
                yield option.id, option.value
        for check in step.value.get("checks") or ():
            yield check.id, check.value
        for advice in items(step.value, "exits"):
            yield advice.id, advice.value


def items(value: Mapping[str, Any], name: str) -> Any:
    listed = value.get(name)
    return listed.bound_blocks if listed is not None else ()


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


def without_texts(definition: Definition) -> dict[str, Any]:
    """Return a dumped definition with its words taken out: what decides the way of a journey."""
    raw: dict[str, Any] = definition.model_dump(mode="json", by_alias=True)
    for _path, text in _texts(raw):
        text["values"], text["outdated"] = {}, ()
    return raw


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
