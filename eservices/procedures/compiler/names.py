"""What the names in an editor's rules stand for: questions, parts of answers, repeated steps."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eservices.procedures.compiler.texts import items
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import Answer, Constant, Today, Value
from eservices.procedures.definition.values import Measure

#: How the answers of a kind are read when they are compared; the others are texts.
MEASURES = {
    FieldKind.NUMBER: Measure.NUMBER,
    FieldKind.MONEY: Measure.MONEY,
    FieldKind.DATE: Measure.DATE,
}
#: Parts of an answer that are read as days, the one meant when none is named first.
DAY_PARTS = {
    FieldKind.DATE_RANGE: ("from", "to"),
    FieldKind.IDENTITY: ("birth_date",),
    FieldKind.POLL: (
        *("first_round", "last_round", "eve"),
        *("closes", "closes_last", "late_until"),
    ),
}
TODAY = {"today", "aujourd’hui", "aujourd'hui"}
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Named:
    """A question, or a repeated step (``kind`` is ``None``), that rules may name."""

    id: str
    kind: FieldKind | None
    block: Any
    #: The position of its step.
    step: int
    #: The repeated step that asks it, once for each of several things.
    within: str = ""

    @property
    def label(self) -> str:
        return str(self.block.value.get("label") or self.block.value.get("title") or "")

    def measure(self, part: str = "") -> Measure | None:
        """Return how its answer, or one part of it, is read; ``None``: its form says it."""
        if part in DAY_PARTS.get(self.kind, ()) if self.kind else False:
            return Measure.DATE
        if self.kind is FieldKind.COMPUTED or self.kind is None:
            return None
        return Measure.TEXT if part else MEASURES.get(self.kind, Measure.TEXT)

    def day_part(self, part: str = "") -> str:
        """Return the part that is meant where a day is needed and none is named."""
        return part or next(iter(DAY_PARTS.get(self.kind, ("",)) if self.kind else ("",)))


class Names(Mapping[str, Named]):
    """Every name of a stream of steps; of a name used twice, the first."""

    def __init__(self, stream: Any) -> None:
        self._named: dict[str, Named] = {}
        #: Positions of questions in the journey.
        self._order: dict[str, int] = {}
        for position, step in enumerate(stream):
            self._order[step.id] = len(self._order)
            repeated = bool((step.value.get("repeat") or {}).get("singular"))
            if repeated and step.value.get("key"):
                self._named.setdefault(step.value["key"], Named(step.id, None, step, position))
            for question in step.value["fields"]:
                self._order[question.id] = len(self._order)
                name = question.value.get("name")
                if name:
                    kind = FieldKind(question.block_type)
                    within = step.id if repeated else ""
                    found = Named(question.id, kind, question, position, within)
                    self._named.setdefault(name, found)

    def __getitem__(self, name: str) -> Named:
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def find(self, reference: str) -> tuple[Named | None, str]:
        """Return what ``name`` or ``name.part`` stands for, and the part."""
        name, _dot, part = (reference or "").strip().partition(".")
        return self._named.get(name), part

    def measure_of(self, reference: str) -> Measure | None:
        """Return how the answer to a question is read, a computed one from what it is made of."""
        found, part = self.find(reference)
        if found is None:
            return None
        if found.kind is not FieldKind.COMPUTED:
            return found.measure(part)
        value = found.block.value.get("value") or {}
        match value.get("operation"):
            case None:
                return None
            case "years" | "days" | "count":
                return Measure.NUMBER
        # A question that names itself, or one that names it, ends at names that come before.
        terms = [str(term or "") for term in value.get("terms") or ()]
        earlier = [
            self.measure_of(term)
            for term in terms
            if (named := self.find(term)[0]) and self.is_before(named.id, found.id)
        ]
        return Measure.MONEY if Measure.MONEY in earlier else Measure.NUMBER

    def is_before(self, first: str, second: str) -> bool:
        """Return whether a question (or a step) comes before another, by identity."""
        return self._order[first] < self._order[second]

    def answer(self, reference: str, *, as_day: bool = False) -> Answer | None:
        """Return the value that a reference stands for."""
        found, part = self.find(reference)
        if found is None:
            return None
        part = found.day_part(part) if as_day else part
        return Answer(field=found.id, part=part, measure=found.measure(part))

    def term(self, text: str, *, cents: bool = False, as_day: bool = False) -> Value | None:
        """Return the value of a number, a day, “today” or a name, as an editor writes it.

        Amounts are written in euros and kept in ``cents``.
        """
        text = (text or "").strip()
        if text.lower() in TODAY:
            return Today()
        if _NUMBER.fullmatch(text):
            return number(text, cents=cents)
        day = day_of(text)
        if day is not None:
            return Constant(value=day.isoformat())
        return self.answer(text, as_day=as_day)


def number(text: str, *, cents: bool = False) -> Constant:
    """Return a number as a constant: an integer where it is one, else a decimal as text."""
    found = Decimal(text.strip().replace(",", ".")) * (100 if cents else 1)
    plain = format(found.normalize(), "f")
    return Constant(value=plain if "." in plain else int(plain))


def day_of(text: str) -> datetime.date | None:
    """Read 2026-03-15 or 15/03/2026."""
    iso, french = _ISO.fullmatch(text), _FRENCH.fullmatch(text)
    try:
        if iso:
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            return datetime.date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        pass
    return None


def listed(text: str) -> tuple[str, ...]:
    """Return the values written with commas between."""
    return tuple(value.strip() for value in (text or "").split(",") if value.strip())


def offered(question: Any) -> set[str]:
    """Return the values that a question stores; empty when they are free."""
    if question.block_type == FieldKind.YES_NO:
        return {"yes", "no"}
    if question.block_type in (FieldKind.DECLARATION, FieldKind.CONSENT):
        return {"yes"}
    return {option.value["value"] for option in items(question.value, "options")}
