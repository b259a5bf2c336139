"""What keeps a rule from being read: names, values and kinds that do not fit. Pure.

Rules look back only, so none can turn in a circle; the two that would are named together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eservices.procedures.compiler.conditions import AGES, COUNTS, DAYS, NUMBERS, measures_cents
from eservices.procedures.compiler.names import (
    DAY_PARTS,
    TODAY,
    Named,
    Names,
    day_of,
    listed,
    number,
    offered,
)
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.values import Measure

#: Parts of answers that a rule may name ("address.postcode").
IN_PARTS = {
    FieldKind.PERSON_NAME: {"given", "family"},
    FieldKind.IDENTITY: {
        *("given", "family", "used_name", "single"),
        *("birth_date", "birth_place", "birth_commune", "birth_country"),
    },
    FieldKind.POSTAL_ADDRESS: {"street", "complement", "postcode", "town", "country", "district"},
    FieldKind.DATE_RANGE: {"from", "to"},
    FieldKind.POLL: {"key", *DAY_PARTS[FieldKind.POLL]},
}
#: Kinds whose answer is not one of a few values.
NOT_CHOSEN = {
    *IN_PARTS,
    FieldKind.NUMBER,
    FieldKind.MONEY,
    FieldKind.DATE,
    FieldKind.FILE,
    FieldKind.SLOT,
    FieldKind.COMPUTED,
}
COUNTED = {FieldKind.CHOICES, FieldKind.FILE, None}
OLDEST = 130


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: what it may look back at, and what its messages call it."""

    label: str
    #: The position of its step.
    step: int
    #: The identity of what comes first among what it may not see yet; empty: nothing.
    before: str = ""
    #: Its own name, when it is a question's.
    name: str = ""
    #: A rule after a repeated step may count what was added.
    after_step: bool = False


class References:
    """Reads the rules of a stream of steps, and says what does not fit in them."""

    def __init__(self, stream: Any, names: Names) -> None:
        self._names = names
        self._looks_at = {
            question.value["name"]: set(_mentioned(step, question))
            for step in stream
            for question in step.value["fields"]
            if question.value.get("name")
        }

    def conditions(self, place: Place, stream: Any) -> Iterator[str]:
        """Yield what does not fit in conditions, each with the block named."""
        if _has_empty_group(stream):
            yield _("“%(label)s”: a group of conditions is empty.") % {"label": place.label}
        if _is_unticked(stream):
            yield _("“%(label)s”: the condition has no value.") % {"label": place.label}
        for value in flat(stream):
            yield from self._condition(place, value)

    def _condition(self, place: Place, value: Mapping[str, Any]) -> Iterator[str]:
        reference, operator = value["field"], value["operator"]
        problem = self._reference(place, reference)
        if problem:
            yield problem
            return
        found, part = self._names.find(reference)
        assert found is not None, "an unknown name has just been refused"  # noqa: S101
        words = {"label": place.label, "name": reference}
        if operator in ("answered", "not_answered"):
            return
        if not listed(value["values"]):
            yield _("“%(label)s”: the condition has no value.") % words
        elif operator in ("is", "is_not"):
            yield from self._chosen(words, found, part, value)
        elif operator in NUMBERS:
            yield from self._number(place, words, value)
        elif operator in DAYS:
            yield from self._days(place, [reference, value["values"]])
        elif operator in AGES:
            yield from self._days(place, [reference, value.get("at") or "today"])
            yield from _whole_number(words, value["values"])
        elif operator in COUNTS:
            if found.kind not in COUNTED:
                yield _("“%(label)s”: only one answer is given to “%(name)s”.") % words
            yield from _whole_number(words, value["values"])

    def _reference(self, place: Place, reference: Any) -> str:
        """Return what is wrong with a name, empty when the rule may look at it."""
        found, part = self._names.find(str(reference or ""))
        words = {"label": place.label, "name": reference}
        if found is None:
            return _("“%(label)s”: no question is named “%(name)s”.") % words
        name = str(reference).partition(".")[0].strip()
        if place.name and name == place.name:
            return _("“%(label)s”: the rule looks at its own question.") % words
        itself = found.kind is None and found.step == place.step and not place.after_step
        if itself or self._comes_later(place, found):
            if place.name and self._reaches(name, place.name):
                return _("“%(label)s” and “%(name)s” look at each other, in a circle.") % words
            return _("“%(label)s”: the condition looks at “%(name)s”, which comes later.") % words
        if found.within and found.step != place.step:
            return _("“%(label)s”: “%(name)s” is asked several times; count its step.") % words
        if found.kind is FieldKind.INFORMATION:
            return _("“%(label)s”: “%(name)s” asks nothing.") % words
        if part and not self._has_part(found, part):
            return _("“%(label)s”: the answer to “%(name)s” has no such part.") % words
        return ""

    def _has_part(self, found: Named, part: str) -> bool:
        """Return whether an answer has a part, and an identity asks for it."""
        known = IN_PARTS.get(found.kind, set()) if found.kind else set()
        asked = found.block.value.get("source") if found.kind is FieldKind.IDENTITY else None
        if asked is not None and part == "birth_date":
            return part in asked
        return part in known

    def _comes_later(self, place: Place, found: Named) -> bool:
        return bool(place.before) and not self._names.is_before(found.id, place.before)

    def _reaches(self, start: str, goal: str) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            for name in self._looks_at.get(waiting.pop(), set()):
                if name == goal:
                    return True
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return False

    def _chosen(
        self, words: Mapping[str, Any], found: Named, part: str, value: Mapping[str, Any]
    ) -> Iterator[str]:
        if found.kind is None or (found.kind in NOT_CHOSEN and not part):
            yield _("“%(label)s”: “%(name)s” has no values to choose from.") % words
            return
        asked = set(listed(value["values"]))
        known = set() if part else offered(found.block)
        for each in sorted(asked - known) if known else ():
            yield (
                _("“%(label)s”: no option stores “%(value)s”, so the condition can never hold.")
                % {**words, "value": each}
            )

    def _number(
        self, place: Place, words: Mapping[str, Any], value: Mapping[str, Any]
    ) -> Iterator[str]:
        left = self._names.measure_of(value["field"])
        if left not in (Measure.NUMBER, Measure.MONEY):
            yield _("“%(label)s”: “%(name)s” is not a number.") % words
            return
        text = str(value["values"]).strip()
        if is_number(text):
            return
        problem = self._reference(place, text)
        if problem:
            yield problem
        elif self._names.measure_of(text) is not left:
            unlike = _("“%(label)s”: “%(name)s” and “%(other)s” cannot be compared.")
            yield unlike % {**words, "other": text}

    def _days(self, place: Place, texts: list[Any]) -> Iterator[str]:
        for text in texts:
            yield from self.day(place, text)

    def day(self, place: Place, text: Any) -> Iterator[str]:
        """Yield what keeps a text from being a day, “today” or a question that asks one."""
        text = str(text or "").strip()
        if text.lower() in TODAY or day_of(text):
            return
        problem = self._reference(place, text)
        if problem:
            yield problem
            return
        found, part = self._names.find(text)
        assert found is not None, "an unknown name has just been refused"  # noqa: S101
        if found.kind in DAY_PARTS and found.day_part(part) in DAY_PARTS[found.kind]:
            if not self._has_part(found, found.day_part(part)):
                words = {"label": place.label, "name": text}
                yield _("“%(label)s”: the answer to “%(name)s” has no such part.") % words
            return
        if part or self._names.measure_of(text) is not Measure.DATE:
            yield _("“%(label)s”: “%(name)s” is not a date.") % {"label": place.label, "name": text}

    def value(self, place: Place, value: Mapping[str, Any]) -> Iterator[str]:
        """Yield what does not fit in a computed value."""
        operation, terms = value["operation"], [str(term or "") for term in value["terms"]]
        words = {"label": place.label}
        fewest, most = TERMS[operation]
        if not fewest <= len(terms) <= most:
            yield _("“%(label)s”: this calculation does not take so many terms.") % words
        elif operation == "count":
            problem = self._reference(place, terms[0])
            found, _part = self._names.find(terms[0])
            if problem:
                yield problem
            elif found and found.kind not in COUNTED:
                only = _("“%(label)s”: only one answer is given to “%(name)s”.")
                yield only % {**words, "name": terms[0]}
        elif operation in ("years", "days"):
            yield from self._days(place, list(terms))
        else:
            yield from self._numbers(place, operation, terms)

    def _numbers(self, place: Place, operation: str, terms: list[str]) -> Iterator[str]:
        measures = set()
        for term in terms:
            if is_number(term):
                continue
            problem = self._reference(place, term)
            measure = self._names.measure_of(term)
            words = {"label": place.label, "name": term}
            if problem:
                yield problem
            elif measure not in (Measure.NUMBER, Measure.MONEY):
                yield _("“%(label)s”: “%(name)s” is not a number.") % words
            measures.add(measure)
        amounts = measures_cents(terms, self._names)
        if amounts and operation != "product" and Measure.NUMBER in measures:
            yield _("“%(label)s”: numbers and amounts cannot be added up.") % {"label": place.label}

    def named(self, place: Place, reference: Any) -> Iterator[str]:
        """Yield what is wrong with a question that is named alone."""
        problem = self._reference(place, reference)
        if problem:
            yield problem


#: How few and how many terms an operation takes.
TERMS = {
    "sum": (1, 20),
    "product": (2, 20),
    "difference": (2, 2),
    "years": (1, 2),
    "days": (1, 2),
    "count": (1, 1),
}


def flat(stream: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every condition on a question, of a stream of conditions, at whatever depth."""
    for child in stream or ():
        match child.block_type:
            case "any_of" | "all_of":
                yield from flat(child.value)
            case "condition":
                yield child.value


def _has_empty_group(stream: Any) -> bool:
    return any(
        not len(child.value) or (child.block_type == "any_of" and _has_empty_group(child.value))
        for child in stream or ()
        if child.block_type in ("any_of", "all_of")
    )


def _is_unticked(stream: Any) -> bool:
    """Return whether a condition on the channel names none, at whatever depth."""
    return any(
        (child.block_type == "through" and not child.value)
        or (child.block_type in ("any_of", "all_of") and _is_unticked(child.value))
        for child in stream or ()
    )


def is_number(text: str) -> bool:
    try:
        number(text)
    except ArithmeticError:
        return False
    return not day_of(text)


def _whole_number(words: Mapping[str, Any], text: Any) -> Iterator[str]:
    typed = str(text).strip()
    if not typed.isascii() or not typed.isdigit() or int(typed) > OLDEST:
        yield _("“%(label)s”: write a whole number.") % words


def _mentioned(step: Any, question: Any) -> Iterator[str]:
    """Yield the names that the rules of a question, and of its step, mention."""
    value = question.value
    for stream in (step.value["shown_if"], value["shown_if"], value.get("required_if")):
        for found in flat(stream):
            yield from (str(found[key] or "") for key in ("field", "values", "at"))
    yield from (str(value.get(key) or "") for key in ("earliest", "latest"))
    yield from (str(term or "") for term in (value.get("value") or {}).get("terms") or ())
