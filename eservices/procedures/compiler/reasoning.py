"""Whether a rule can hold at all: a search through the answers that it depends on. Pure.

Each question that a rule reads stands for few cases: the options of a choice, given or
not, below or above the numbers it is compared with. They are tried one by one, only
those that matter, within a bound: past it the rule passes. Values compared with each other
stand in one order, without circles. Where questions depend on each other in ways that are
not seen here (two dates compared, and each with a day), more cases are tried than people
can give, so what is refused is refused rightly.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from eservices.cases.enums import Channel
from eservices.procedures.definition.kinds import NEVER_NEEDED, FieldKind
from eservices.procedures.definition.rules import (
    All,
    Always,
    Answer,
    Answered,
    Compare,
    Constant,
    Count,
    Days,
    Not,
    OneOf,
    Rule,
    Sum,
    Through,
    Today,
    Value,
    Years,
)
from eservices.procedures.definition.rules import Any as AnyOf
from eservices.procedures.definition.schema import Check, Field, Step
from eservices.procedures.definition.values import Comparison, Measure, Worth, compared, read

#: Cases tried for one question, and for all questions about one definition.
CASES, CASES_IN_ALL = 500, 10_000
#: Questions that hang on one another, one below the other.
DEPTH = 100
#: Options of one multiple choice that are told apart.
TICKED = 6
FLIPPED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.MORE: Comparison.LESS,
}
#: Stands for any text that no rule names.
OTHER = "\0"


class _Undecided(Exception):
    """Nothing says yet which case ``key`` is in."""

    def __init__(self, key: Any, cases: Sequence[Any]) -> None:
        self.key, self.cases = key, cases


class _TooDeep(Exception):
    pass


class Reasoner:
    """Tells what can hold in steps. Its bound is shared by all that is asked of it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.fields = {f.id: (k, f) for k, step in enumerate(steps) for f in step.fields}
        self.repeated = {s.id: (k, s) for k, s in enumerate(steps) if s.repeat is not None}
        self.named: dict[str, set[str]] = {}
        self.constants: dict[str, set[Any]] = {}
        for rule in _rules(steps):
            self._note(rule)
        self._left = CASES_IN_ALL

    def possible(self, goal: Callable[[World], bool], at: int) -> bool:
        """Return whether ``goal`` holds in a case, for somebody who came to step ``at``.

        Whoever comes to a step has answered what the steps before it need.
        """
        stack: list[tuple[dict[Any, Any], dict[str, bool]]] = [({}, {})]
        tried = 0
        while stack:
            if tried == CASES or not self._left:
                return True
            tried, self._left = tried + 1, self._left - 1
            decided, shown = stack.pop()
            try:
                if goal(World(self, decided, shown, at)):
                    return True
            except _Undecided as undecided:
                # What shows in a case shows in every case that only decides more.
                stack += [
                    ({**decided, undecided.key: case}, dict(shown))
                    for case in reversed(undecided.cases)
                ]
            except _TooDeep:
                return True
        return False

    def _note(self, rule: Rule) -> None:
        """Remember which values and numbers rules tell apart."""
        match rule:
            case OneOf():
                self.named.setdefault(f"{rule.field}.{rule.part}", set()).update(rule.values)
            case Compare():
                for one, other in ((rule.left, rule.right), (rule.right, rule.left)):
                    if isinstance(other, Constant):
                        known = self.constants.setdefault(_key(one), set())
                        known.add(other.worth({}, None))
            case Not():
                self._note(rule.rule)
            case All() | AnyOf():
                for inner in rule.rules:
                    self._note(inner)


class World:
    """One case of the answers, as far as it is decided."""

    def __init__(
        self, reasoner: Reasoner, decided: Mapping[Any, Any], shown: dict[str, bool], at: int
    ) -> None:
        self._about, self._decided, self._shown, self._at = reasoner, decided, shown, at
        self._depth = 0

    def holds(self, rule: Rule) -> bool:
        match rule:
            case Always():
                return True
            case Answered():
                return self._is_given(rule.field, rule.part)
            case OneOf():
                return self._is_given(rule.field, rule.part) and self._one_of(rule)
            case Through():
                return self._case(("channel",), Channel.values) in rule.channels
            case Compare():
                return self._compare(rule)
            case Not():
                return not self.holds(rule.rule)
            case All():
                return all(self.holds(inner) for inner in rule.rules)
            case AnyOf():
                return any(self.holds(inner) for inner in rule.rules)

    def shows(self, field: str) -> bool:
        """Return whether a question shows, and so does its step."""
        if field in self._shown:
            return self._shown[field]
        position, question = self._about.fields[field]
        if self._depth > DEPTH:
            raise _TooDeep
        self._depth += 1
        shown = self.holds(self._about.steps[position].shown_if) and self.holds(question.shown_if)
        self._depth -= 1
        self._shown[field] = shown
        return shown

    def passes(self, checks: Iterable[Check]) -> bool:
        """Return whether no check speaks."""
        return all(not self.shows(check.field) or self.holds(check.rule) for check in checks)

    def _case(self, key: Any, cases: Sequence[Any]) -> Any:
        if key not in self._decided:
            if len(cases) == 1:
                return cases[0]
            raise _Undecided(key, cases)
        return self._decided[key]

    def _is_given(self, field: str, part: str = "") -> bool:
        if field in self._about.repeated:
            return self._rows(field) > 0
        if field not in self._about.fields:
            return bool(self._case(("fact", field), (True, False)))
        position, question = self._about.fields[field]
        if question.kind is FieldKind.INFORMATION or not self.shows(field):
            return False
        if question.kind is FieldKind.COMPUTED:
            return question.value is not None and self._is_worth(question.value)
        needed = question.required and question.kind not in NEVER_NEEDED
        if not (position < self._at and needed and self.holds(question.required_if)) and (
            not self._case(("given", field), (True, False))
        ):
            return False
        return not part or bool(self._case(("part", field, part), (True, False)))

    def _rows(self, step: str) -> int:
        position, repeated = self._about.repeated[step]
        repeat = repeated.repeat
        assert repeat is not None, "only repeated steps have rows"  # noqa: S101
        if not self.holds(repeated.shown_if):
            return 0
        fewest = repeat.minimum if position < self._at else 0
        cases = sorted({fewest, fewest + 1, *_around(self._constants(Count(field=step)))})
        cases = [case for case in cases if fewest <= case <= repeat.maximum]
        return int(self._case(("rows", step, fewest), cases or [fewest]))

    def _constants(self, value: Value) -> list[int]:
        known = self._about.constants.get(_key(value), ())
        return [int(each) for each in known if isinstance(each, Decimal)]

    def _one_of(self, rule: OneOf) -> bool:
        named = self._about.named[f"{rule.field}.{rule.part}"]
        _position, question = self._about.fields.get(rule.field, (0, None))
        options = offered(question) if question and not rule.part else ()
        if question is not None and question.kind is FieldKind.CHOICES and not rule.part:
            ticked = self._case(("ticked", rule.field), _subsets(sorted(named), options))
            return bool(ticked is None or ticked & set(rule.values))
        cases = options or (*sorted(named), OTHER)
        return self._case(("value", rule.field, rule.part), cases) in rule.values

    def _compare(self, rule: Compare) -> bool:
        left, comparison, right = rule.left, rule.comparison, rule.right
        if isinstance(left, Constant):
            left, comparison, right = right, FLIPPED[comparison], left
        if isinstance(left, Constant):
            return compared(right.worth({}, None), FLIPPED[comparison], left.worth({}, None))
        if not self._is_worth(left) or not self._is_worth(right):
            return False
        if isinstance(right, Constant):
            point = self._point(left)
            return compared(point, comparison, right.worth({}, None))
        return self._order(left, comparison, right)

    def _order(self, left: Value, comparison: Comparison, right: Value) -> bool:
        one, other = _key(left), _key(right)
        if one == other:
            return compared(Decimal(0), comparison, Decimal(0))
        cases: list[Worth] = [*self._orders(*sorted((one, other)))]
        if self._may_be_vague(left) or self._may_be_vague(right):
            cases.append(None)
        sign = self._case(("order", *sorted((one, other))), cases)
        if sign is not None and one > other:
            sign = -sign
        return compared(sign, comparison, Decimal(0))

    def _orders(self, one: str, other: str) -> list[Decimal]:
        """Return how two values may stand to each other beside the others: no circle of
        values each before the next is possible, whatever they are."""
        befores: dict[str, set[tuple[str, bool]]] = {}
        for key, sign in self._decided.items():
            if key[0] != "order" or sign is None:
                continue
            low, high = key[1:] if sign <= 0 else reversed(key[1:])
            befores.setdefault(low, set()).add((high, sign != 0))
            if sign == 0:
                befores.setdefault(high, set()).add((low, False))
        there, back = _leads(befores, one, other), _leads(befores, other, one)
        impossible = {
            Decimal(-1): back is not None,
            Decimal(0): bool(there or back),
            Decimal(1): there is not None,
        }
        return [sign for sign, never in impossible.items() if not never]

    def _point(self, value: Value) -> Worth:
        """Return what a value is worth, as far as rules tell its worth apart."""
        if isinstance(value, Count) and value.field in self._about.repeated:
            return Decimal(self._rows(value.field))
        constants = self._about.constants[_key(value)]
        low, high = self._limits(value)
        limits = [each for each in (low, high) if each is not None]
        points = _points([*constants, *limits], whole=self._is_whole(value))
        within = [point for point in points if _is_within(point, low, high)]
        cases: list[Worth] = [*within] or [*points]
        if self._may_be_vague(value):
            cases.append(None)
        return self._case(("point", _key(value)), cases)  # type: ignore[no-any-return]

    def _limits(self, value: Value) -> tuple[Worth, Worth]:
        if isinstance(value, Count):
            return Decimal(0), None
        if isinstance(value, Answer) and value.measure in (Measure.NUMBER, Measure.MONEY):
            _position, question = self._about.fields[value.field]
            return read(question.minimum), read(question.maximum)
        return None, None

    def _is_whole(self, value: Value) -> bool:
        """Return whether a value is a whole number, when it is a number."""
        if isinstance(value, Answer):
            _position, question = self._about.fields[value.field]
            kinds = (FieldKind.NUMBER, FieldKind.MONEY)
            return question.kind in kinds and not question.decimals
        return isinstance(value, Count | Days | Years)

    def _may_be_vague(self, value: Value) -> bool:
        """Return whether a date is read whose day may be unknown."""
        asked = (self._about.fields.get(field, (0, None))[1] for field in value.reads)
        return any(question is not None and question.partial != "none" for question in asked)

    def _is_worth(self, value: Value) -> bool:
        match value:
            case Constant() | Today() | Count():
                return True
            case Answer():
                return self._is_given(value.field, value.part)
            case Sum():
                return any(self._is_worth(part) for part in value.values)
        return all(self._is_worth(part) for part in value.parts())


def _leads(befores: Mapping[str, set[tuple[str, bool]]], start: str, end: str) -> bool | None:
    """Return whether ``start`` comes strictly before ``end`` (True), or before or with it
    (False); ``None`` when nothing says so."""
    reached: dict[str, bool] = {}
    ahead = [(start, False)]
    while ahead:
        here, strictly = ahead.pop()
        for after, strict in befores.get(here, ()):
            said = strictly or strict
            if after not in reached or (said and not reached[after]):
                reached[after] = said
                ahead.append((after, said))
    return reached.get(end)


def orders(rule: Rule) -> bool:
    """Return whether a rule compares two values that people give, or that follow from them."""
    match rule:
        case Compare():
            return not isinstance(rule.left, Constant) and not isinstance(rule.right, Constant)
        case Not():
            return orders(rule.rule)
        case All() | AnyOf():
            return any(orders(inner) for inner in rule.rules)
    return False


def offered(question: Field) -> tuple[str, ...]:
    """Return the values that a question can store; empty when they are free."""
    if question.kind is FieldKind.YES_NO:
        return ("yes", "no")
    if question.kind in (FieldKind.DECLARATION, FieldKind.CONSENT):
        return ("yes",)
    return tuple(option.value for option in question.options)


def _rules(steps: Sequence[Step]) -> Iterator[Rule]:
    for step in steps:
        yield step.shown_if
        for question in step.fields:
            yield from (question.shown_if, question.required_if)
        yield from (check.rule for check in step.checks)
        yield from (advice.when for advice in step.exits)


def _key(value: Value) -> str:
    return value.model_dump_json()


def _subsets(named: list[str], options: Sequence[str]) -> list[set[str] | None]:
    """Return what may be ticked, as far as rules tell it apart; ``None``: anything."""
    if len(named) > TICKED:
        return [None, {OTHER}]
    others = set(options) - set(named)
    known = [value for value in named if value in options]
    chosen = [set(each) for size in range(len(known), 0, -1) for each in combinations(known, size)]
    return [*chosen, {OTHER}] if others or not chosen else [*chosen]


def _around(numbers: Iterable[int]) -> set[int]:
    return {number + step for number in numbers for step in (-1, 0, 1)}


def _points(constants: Iterable[Any], *, whole: bool) -> list[Worth]:
    """Return what lies on, beside and between constants: of numbers, days or texts."""
    known = list(constants)
    found: list[Worth] = [*sorted(each for each in known if isinstance(each, str)), OTHER]
    numbers = sorted({each for each in known if isinstance(each, Decimal)})
    days = sorted({each for each in known if type(each) is datetime.date})
    one, day = Decimal(1), datetime.timedelta(days=1)
    if whole:
        found += sorted({number + step for number in numbers for step in (-one, 0, one)})
    elif numbers:
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        found += sorted([numbers[0] - one, *numbers, *between, numbers[-1] + one])
    found += sorted({each + step for each in days for step in (-day, day * 0, day)})
    return found[1:] if numbers or days else found


def _is_within(point: Worth, low: Worth, high: Worth) -> bool:
    above = low is None or compared(point, Comparison.AT_LEAST, low)
    return above and (high is None or compared(point, Comparison.AT_MOST, high))
