"""What a journey shows and needs: one pure function of a definition and the answers.

An answer on a branch that is not reachable is invisible to rules, summary, PDF,
export and submit. That one invariant took another form engine years to reach
(open-formulieren/open-forms issues 1527, 1480, 5980, 6008, 6341).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eservices.procedures.definition.rules import Answers, Day, Rule, Value, is_answered
from eservices.procedures.definition.schema import Check, Definition, Exit, Field, Step, Stretch
from eservices.procedures.definition.values import Measure, Worth, first_day, last_day, read, stored


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``steps`` in order, ids of visible ``fields``, ids ``required``, reachable ``answers``.

    Computed values are among the answers. The fields of a repeated step are not among
    ``fields`` and ``required``: each of its ``rows`` has its own.
    """

    steps: tuple[Step, ...]
    fields: frozenset[str]
    required: frozenset[str]
    answers: Mapping[str, Any]
    exits: Mapping[str, Exit] = field(default_factory=dict)
    #: Of each repeated step that shows, by its id, what each of its rows shows and needs.
    rows: Mapping[str, tuple[Evaluation, ...]] = field(default_factory=dict)
    #: Checks across questions that the answers fail.
    failed_checks: tuple[Check, ...] = ()
    #: The first and the last day that questions accept, over the answers.
    bounds: Mapping[str, tuple[Day, Day]] = field(default_factory=dict)
    #: Ids of fields whose answer lies outside their bounds.
    out_of_bounds: frozenset[str] = frozenset()
    #: Ids of fields that keep their step from being complete.
    amiss: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        missing = self.required.difference(self.answers)
        object.__setattr__(self, "amiss", missing | self.out_of_bounds)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, out of bounds or at odds with another answer, but for
        what repeated steps ask."""
        return not self.amiss and not self.failed_checks

    def exit_for(self, step_id: str) -> Exit | None:
        """Return the advice to show after a step, if its answers call for one."""
        return self.exits.get(step_id)

    def failed_in(self, step: Step) -> tuple[Check, ...]:
        """Return the checks of a step that the answers fail."""
        if not self.failed_checks:
            return ()
        return tuple(check for check in self.failed_checks if check in step.checks)

    def completes(self, step: Step) -> bool:
        """Return whether a step (asked once) has every answer it needs, and none refused."""
        return self.amiss.isdisjoint(step.asked) and not self.failed_in(step)

    def with_answers(self, step: Step, answers: Answers) -> Evaluation:
        """Return the evaluation with other answers to a plain step on which nothing depends."""
        if not any(other.id == step.id for other in self.steps):
            return self
        others = dict(self.answers)
        for name in step.asked:
            others.pop(name, None)
        return replace(self, answers=others | _answered(step.names, answers))


def holds(rule: Rule, answers: Answers, today: Day = None) -> bool:
    """Say whether a rule holds over reachable answers; a missing answer matches nothing."""
    return rule.test(answers, today)


def rule_fields(rule: Rule) -> set[str]:
    """Return the ids of the fields (or repeated steps) that a rule reads."""
    return set(rule.reads)


def evaluate(
    definition: Definition,
    answers: Answers,
    facts: Mapping[str, Any] | None = None,
    today: Day = None,
) -> Evaluation:
    """Walk the steps once, each rule seeing only what was reachable before it.

    ``answers`` maps field ids to canonical values, and the id of a repeated step to the
    list of its rows; ``facts`` are answers that no field asks (recorded once by the
    system), seen by rules under their own names. ``today`` is the day of the journey:
    without it, rules that compare with the present day do not hold.
    """
    walk = _Walk(dict(facts or {}), today)
    for stretch in definition.stretches:
        if stretch.steps[0].shown_if.test(walk.seen, today):
            walk.visit(stretch, answers)
    return walk.result()


def _answered(names: Iterable[str], answers: Answers) -> dict[str, Any]:
    given = answers.get
    # Asked of each answer of a journey at each of its steps: mostly it is worth something.
    return {name: value for name in names if (value := given(name)) or is_answered(value)}


class _Walk:
    """The state of one evaluation: what was seen so far, and what it came to."""

    def __init__(self, seen: dict[str, Any], today: Day) -> None:
        self.seen = seen
        self.today = today
        self.steps: list[Step] = []
        self.visible: set[str] = set()
        self.required: set[str] = set()
        self.reachable: dict[str, Any] = {}
        self.exits: dict[str, Exit] = {}
        self.rows: dict[str, tuple[Evaluation, ...]] = {}
        self.failed: list[Check] = []
        self.bounds: dict[str, tuple[Day, Day]] = {}
        self.outside: set[str] = set()

    def visit(self, stretch: Stretch, answers: Answers) -> None:
        """Ask steps that show."""
        step = stretch.steps[0]
        if step.is_plain:
            self._ask_plainly(stretch, answers)
        elif step.repeat is None:
            self._ask_once(step, answers)
        else:
            self._ask_rows(step, answers.get(step.id))

    def result(self) -> Evaluation:
        return Evaluation(
            tuple(self.steps),
            frozenset(self.visible),
            frozenset(self.required),
            self.reachable,
            self.exits,
            self.rows,
            tuple(self.failed),
            self.bounds,
            frozenset(self.outside),
        )

    def _ask_once(self, step: Step, answers: Answers) -> None:
        self.steps.append(step)
        for question in step.fields:
            if question.shown_if.test(self.seen, self.today):
                self._ask(question, answers)
        self.failed += [
            check
            for check in step.checks
            if check.field in self.visible and not check.rule.test(self.seen, self.today)
        ]
        for advice in step.exits:
            if advice.when.test(self.seen, self.today):
                self.exits[step.id] = advice
                break

    def _ask_plainly(self, stretch: Stretch, answers: Answers) -> None:
        """Do at once what `_ask_once` comes to where steps have no rules, as most have none."""
        self.steps += stretch.steps
        self.visible.update(stretch.names)
        self.required |= stretch.needed
        given = _answered(stretch.names, answers)
        self.seen.update(given)
        self.reachable.update(given)

    def _ask(self, question: Field, answers: Answers) -> None:
        name = question.id
        self.visible.add(name)
        if question.may_need and question.required_if.test(self.seen, self.today):
            self.required.add(name)
        value = self._computed(question) if question.is_silent else answers.get(name)
        if question.earliest is not None or question.latest is not None:
            self._bound(question, value)
        if is_answered(value):
            self.reachable[name] = self.seen[name] = value

    def _computed(self, question: Field) -> int | str | None:
        return stored(self._worth(question.value))

    def _worth(self, value: Value | None) -> Worth:
        return None if value is None else value.worth(self.seen, self.today)

    def _bound(self, question: Field, value: Any) -> None:
        start = first_day(self._worth(question.earliest))
        end = last_day(self._worth(question.latest))
        self.bounds[question.id] = (start, end)
        ends = value.values() if isinstance(value, Mapping) else (value,)
        for each in ends:
            day = read(each, Measure.DATE)
            first, last = first_day(day), last_day(day)
            if first and last and ((start and last < start) or (end and first > end)):
                self.outside.add(question.id)

    def _ask_rows(self, step: Step, given: Any) -> None:
        """Ask a repeated step: its rules see what came before the step, and their own row."""
        self.steps.append(step)
        listed = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
        rows = []
        for row in listed:
            walk = _Walk(dict(self.seen), self.today)
            walk._ask_once(step, row if isinstance(row, Mapping) else {})
            rows.append(walk.result())
        self.rows[step.id] = tuple(rows)
        if rows:
            self.reachable[step.id] = self.seen[step.id] = [row.answers for row in rows]
        own = {question.id for question in step.fields}
        for advice in step.exits:
            called = (
                any(row.exits.get(step.id) is advice for row in rows)
                if advice.when.reads & own
                else advice.when.test(self.seen, self.today)
            )
            if called:
                self.exits[step.id] = advice
                break
