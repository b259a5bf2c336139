"""What holds of the evaluator and of the checker for any rules and any answers."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eservices.procedures.compiler.soundness import faults
from eservices.procedures.definition.evaluator import Evaluation, evaluate
from eservices.procedures.definition.schema import Definition
from eservices.procedures.words.sentences import say_all
from tests.eservices.procedures.strategies import (
    rich_answers,
    rich_definitions,
    small_definitions,
)

TODAY = datetime.date(2026, 11, 27)
#: Definitions of every kind take long to draw.
few = settings(max_examples=20)
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2026-02-30"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


def evaluated(made: Definition, answers: dict[str, Any]) -> Evaluation:
    return evaluate(made, answers, today=TODAY)


def visible(found: Evaluation) -> set[str]:
    """Return the ids of visible fields, and of repeated steps, which hold their rows."""
    return set(found.fields) | set(found.rows)


@few
@given(rich_definitions(), st.data())
def test_no_answer_makes_it_fail(made: Definition, data: st.DataObject) -> None:
    names = [*made.fields(), *(step.id for step in made.steps)]
    found = evaluated(made, {name: data.draw(garbage) for name in names})
    assert found.required <= found.fields
    assert set(found.answers) <= visible(found)


@few
@given(rich_definitions(), rich_answers())
def test_evaluating_what_is_reachable_changes_nothing(
    made: Definition, answers: dict[str, Any]
) -> None:
    first = evaluated(made, answers)
    assert evaluated(made, dict(first.answers)) == first


@few
@given(rich_definitions(), rich_answers(), rich_answers())
def test_answers_that_are_not_reachable_never_matter(
    made: Definition, answers: dict[str, Any], noise: dict[str, Any]
) -> None:
    first = evaluated(made, answers)
    hidden = {name: value for name, value in noise.items() if name not in visible(first)}
    shown = {name: value for name, value in answers.items() if name in visible(first)}
    assert evaluated(made, hidden | shown) == first


@few
@given(rich_definitions(), rich_answers(), st.data())
def test_no_step_depends_on_what_comes_later(
    made: Definition, answers: dict[str, Any], data: st.DataObject
) -> None:
    end = data.draw(st.integers(0, len(made.steps)))
    later = {field.id for step in made.steps[end:] for field in step.fields}
    later |= {step.id for step in made.steps[end:]}
    head = made.model_copy(update={"steps": made.steps[:end]})
    whole = evaluated(made, answers)
    cut = evaluated(head, {name: v for name, v in answers.items() if name not in later})
    ids = {step.id for step in head.steps}
    assert [step for step in whole.steps if step.id in ids] == list(cut.steps)
    assert whole.fields - later == cut.fields
    assert whole.required - later == cut.required
    assert {k: v for k, v in whole.exits.items() if k in ids} == cut.exits
    assert [check for check in whole.failed_checks if check.field not in later] == list(
        cut.failed_checks
    )


@few
@given(rich_definitions(), rich_answers())
def test_rows_see_nothing_of_each_other(made: Definition, answers: dict[str, Any]) -> None:
    found = evaluated(made, answers)
    for step, rows in found.rows.items():
        for position, row in enumerate(rows):
            alone = evaluated(made, {**answers, step: [answers[step][position]]})
            assert alone.rows[step] == (row,)


@few
@given(rich_definitions(), rich_answers())
def test_a_step_that_is_complete_has_what_it_needs(
    made: Definition, answers: dict[str, Any]
) -> None:
    found = evaluated(made, answers)
    for step in found.steps:
        needed = {field.id for field in step.fields} & found.required
        if found.completes(step):
            assert needed <= set(found.answers)
            assert not [check for check in step.checks if check in found.failed_checks]
        elif needed <= set(found.answers):
            assert found.failed_in(step) or found.out_of_bounds


@given(small_definitions(), st.data())
def test_more_answers_show_more_where_nothing_is_denied(
    made: Definition, data: st.DataObject
) -> None:
    """Without a rule that says "not", an answer more never hides a question."""
    plain = Definition.model_validate(_without_not(made.model_dump(by_alias=True)))
    few = data.draw(st.dictionaries(st.sampled_from(sorted(plain.fields())), st.just("a")))
    more = data.draw(st.dictionaries(st.sampled_from(sorted(plain.fields())), st.just("a")))
    assert evaluated(plain, few).fields <= evaluated(plain, few | more).fields


def _without_not(raw: Any) -> Any:
    if isinstance(raw, dict):
        if raw.get("op") == "not":
            return _without_not(raw["rule"])
        return {name: _without_not(value) for name, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_without_not(value) for value in raw]
    return raw


@settings(max_examples=60)
@given(small_definitions())
def test_what_is_refused_is_what_nobody_can_come_to(made: Definition) -> None:
    """Every case of the answers is tried: the checker finds the same as trying them all."""
    steps, fields = _come_to(made)
    refused = [(fault.step, fault.field) for fault in faults(made.steps, "fr")]
    for position, step in enumerate(made.steps):
        assert (step.id in steps) == ((position, "") not in refused)
        for field in step.fields if step.id in steps else ():
            assert (field.id in fields) == ((position, field.id) not in refused)


def _come_to(made: Definition) -> tuple[set[str], set[str]]:
    """Return the steps and questions that somebody sees who answers step after step."""
    names = list(made.fields())
    steps: set[str] = set()
    fields: set[str] = set()
    for case in itertools.product((None, "a", "b"), repeat=len(names)):
        found = evaluated(made, dict(zip(names, case, strict=True)))
        for step in found.steps:
            steps.add(step.id)
            fields |= found.fields & {field.id for field in step.fields}
            if not found.completes(step):
                break
    return steps, fields


@few
@given(rich_definitions())
def test_everything_is_said_and_reasoned_over(made: Definition) -> None:
    said = say_all(made.steps, "fr")
    assert [step.id for step in said] == [step.id for step in made.steps]
    assert all(fault.message for fault in faults(made.steps, "fr"))
