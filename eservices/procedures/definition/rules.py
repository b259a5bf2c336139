"""Rules and values of a compiled procedure: part of schema 1 of `ProcedureVersion.definition`.

They look back only: a rule names questions of earlier steps, or earlier in its own step.
A rule says yes or no, a value is a number, a day or a text; both are data, which editors
read as sentences (`sentences.py`). Each is made into a function once, when it is first
asked (``test``, ``worth``), so that a version read once a process is not read again at
every step of every journey.
"""

from __future__ import annotations

import datetime
import math
from abc import abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal
from typing import Any as Anything

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from eservices.cases.enums import Channel
from eservices.procedures.definition.values import (
    Comparison,
    Measure,
    Worth,
    compared,
    days,
    read,
    years,
)

#: Canonical values by the identity of their question; of a repeated step, its rows.
Answers = Mapping[str, Anything]
#: The fact that says how a request comes; no question can have this identity.
CHANNEL = "@channel"
#: The day the journey is at; ``None`` where rules may not depend on it.
Day = datetime.date | None


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def is_answered(value: Anything) -> bool:
    """Say whether a canonical value holds anything; ``False`` is an answer, ``""`` is not."""
    return bool(value) or (value is not None and value != "" and value != [] and value != {})


def _given(field: str, part: str) -> Callable[[Answers], Anything]:
    """Return what looks up an answer, or one part of it."""
    if not part:
        return lambda answers: answers.get(field)

    def lookup(answers: Answers) -> Anything:
        given = answers.get(field)
        return given.get(part) if isinstance(given, Mapping) else None

    return lookup


# --- Values


class _Value(_Frozen):
    @cached_property
    def worth(self) -> Callable[[Answers, Day], Worth]:
        """What the value is worth over reachable answers; nothing while one it needs is missing."""
        return self._worth()

    @abstractmethod
    def _worth(self) -> Callable[[Answers, Day], Worth]:
        """Make the function, once for each version."""

    def parts(self) -> tuple[Value, ...]:
        """Return the values that this one is made of."""
        return ()

    @property
    def reads(self) -> frozenset[str]:
        """The ids of the questions (or repeated steps) that the value reads."""
        return frozenset().union(*(part.reads for part in self.parts()))


class Constant(_Value):
    """An integer, a decimal number as text, an ISO day or a stored value."""

    op: Literal["constant"] = "constant"
    value: int | str

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        known = read(self.value)
        return lambda answers, today: known


class Answer(_Value):
    """The answer to a question, or one ``part`` of it (``postcode`` of an address)."""

    op: Literal["answer"] = "answer"
    field: str
    part: str = ""
    #: How it is read; the kind of the question says it.
    measure: Measure | None = None

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        given, measure = _given(self.field, self.part), self.measure
        return lambda answers, today: read(given(answers), measure)


class Today(_Value):
    """The day the journey is at this step, in Europe/Paris."""

    op: Literal["today"] = "today"

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        return lambda answers, today: today


class Sum(_Value):
    """The sum of what is answered; nothing when nothing is."""

    op: Literal["sum"] = "sum"
    values: tuple[Value, ...]

    def parts(self) -> tuple[Value, ...]:
        return self.values

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        terms = [value.worth for value in self.values]

        def total(answers: Answers, today: Day) -> Worth:
            known = [n for term in terms if isinstance(n := term(answers, today), Decimal)]
            return sum(known, Decimal(0)) if known else None

        return total


class Difference(_Value):
    op: Literal["difference"] = "difference"
    left: Value
    right: Value

    def parts(self) -> tuple[Value, ...]:
        return (self.left, self.right)

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        left, right = self.left.worth, self.right.worth

        def difference(answers: Answers, today: Day) -> Worth:
            first, second = left(answers, today), right(answers, today)
            if isinstance(first, Decimal) and isinstance(second, Decimal):
                return first - second
            return None

        return difference


class Product(_Value):
    op: Literal["product"] = "product"
    values: tuple[Value, ...]

    def parts(self) -> tuple[Value, ...]:
        return self.values

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        factors = [value.worth for value in self.values]

        def product(answers: Answers, today: Day) -> Worth:
            known = [n for each in factors if isinstance(n := each(answers, today), Decimal)]
            return math.prod(known, start=Decimal(1)) if len(known) == len(factors) else None

        return product


class Years(_Value):
    """Whole years from ``since`` to ``until``: an age at a date."""

    op: Literal["years"] = "years"
    since: Value
    until: Value = Today()

    def parts(self) -> tuple[Value, ...]:
        return (self.since, self.until)

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        since, until = self.since.worth, self.until.worth
        return lambda answers, today: years(since(answers, today), until(answers, today))


class Days(_Value):
    """Days from ``since`` to ``until``, negative when they stand the other way round."""

    op: Literal["days"] = "days"
    since: Value
    until: Value = Today()

    def parts(self) -> tuple[Value, ...]:
        return (self.since, self.until)

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        since, until = self.since.worth, self.until.worth
        return lambda answers, today: days(since(answers, today), until(answers, today))


class Count(_Value):
    """How many: rows of a repeated step, choices ticked, files given."""

    op: Literal["count"] = "count"
    field: str

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def _worth(self) -> Callable[[Answers, Day], Worth]:
        field = self.field

        def count(answers: Answers, today: Day) -> Worth:
            given = answers.get(field)
            number = len(given) if isinstance(given, list | tuple) else is_answered(given)
            return Decimal(number)

        return count


Value = Annotated[
    Constant | Answer | Today | Sum | Difference | Product | Years | Days | Count,
    PydanticField(discriminator="op"),
]


# --- Rules


class _Rule(_Frozen):
    @cached_property
    def test(self) -> Callable[[Answers, Day], bool]:
        """Whether the rule holds over reachable answers; a missing answer matches nothing."""
        return self._test()

    @abstractmethod
    def _test(self) -> Callable[[Answers, Day], bool]:
        """Make the function, once for each version."""

    @property
    def reads(self) -> frozenset[str]:
        """The ids of the questions (or repeated steps) that the rule reads."""
        return frozenset()


class Always(_Rule):
    op: Literal["always"] = "always"

    def _test(self) -> Callable[[Answers, Day], bool]:
        return lambda answers, today: True


class Answered(_Rule):
    op: Literal["answered"] = "answered"
    field: str
    part: str = ""

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def _test(self) -> Callable[[Answers, Day], bool]:
        given = _given(self.field, self.part)
        return lambda answers, today: is_answered(given(answers))


class OneOf(_Rule):
    """The answer is (or, for a list, holds) one of ``values``."""

    op: Literal["one_of"] = "one_of"
    field: str
    values: tuple[str, ...]
    part: str = ""

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def _test(self) -> Callable[[Answers, Day], bool]:
        wanted = frozenset(value for value in self.values if is_answered(value))
        given = _given(self.field, self.part)

        def one_of(answers: Answers, today: Day) -> bool:
            found = given(answers)
            if isinstance(found, str):  # a choice of one, asked at every step of a journey
                return found in wanted
            values = found if isinstance(found, list | tuple) else (found,)
            return any(str(value) in wanted for value in values if is_answered(value))

        return one_of


class Through(_Rule):
    """The request comes through one of ``channels``: known from the first step on, and no
    answer, so that the rule may stand anywhere and reads no question."""

    op: Literal["through"] = "through"
    channels: tuple[Channel, ...]

    def _test(self) -> Callable[[Answers, Day], bool]:
        wanted = frozenset(str(channel) for channel in self.channels)
        return lambda answers, today: answers.get(CHANNEL) in wanted


class Compare(_Rule):
    """Numbers with numbers, days with days; false while either side has no value."""

    op: Literal["compare"] = "compare"
    left: Value
    comparison: Comparison
    right: Value

    @property
    def reads(self) -> frozenset[str]:
        return self.left.reads | self.right.reads

    def _test(self) -> Callable[[Answers, Day], bool]:
        left, comparison, right = self.left.worth, self.comparison, self.right.worth
        return lambda answers, today: compared(
            left(answers, today), comparison, right(answers, today)
        )


class Not(_Rule):
    op: Literal["not"] = "not"
    rule: Rule

    @property
    def reads(self) -> frozenset[str]:
        return self.rule.reads

    def _test(self) -> Callable[[Answers, Day], bool]:
        inner = self.rule.test
        return lambda answers, today: not inner(answers, today)


class _Joined(_Rule):
    rules: tuple[Rule, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(rule.reads for rule in self.rules))


class All(_Joined):
    op: Literal["all"] = "all"

    def _test(self) -> Callable[[Answers, Day], bool]:
        tests = [rule.test for rule in self.rules]
        if len(tests) == 1:
            return tests[0]
        return lambda answers, today: all(test(answers, today) for test in tests)


class Any(_Joined):
    op: Literal["any"] = "any"

    def _test(self) -> Callable[[Answers, Day], bool]:
        tests = [rule.test for rule in self.rules]
        if len(tests) == 1:
            return tests[0]
        return lambda answers, today: any(test(answers, today) for test in tests)


Rule = Annotated[
    Always | Answered | OneOf | Through | Compare | Not | All | Any,
    PydanticField(discriminator="op"),
]

for _model in (Sum, Difference, Product, Years, Days, Compare, Not, All, Any):
    _model.model_rebuild()
