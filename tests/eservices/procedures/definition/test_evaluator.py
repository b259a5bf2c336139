from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from eservices.cases.enums import Channel
from eservices.procedures.definition.evaluator import evaluate, holds, rule_fields
from eservices.procedures.definition.rules import CHANNEL, Rule
from eservices.procedures.definition.schema import Definition, Step
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.models import Draft
from tests.eservices.procedures.samples import (
    ACT,
    BORN,
    DISTRICT,
    EMAIL,
    LINK,
    NOTE,
    PROOF,
    definition,
    is_,
)
from tests.eservices.procedures.strategies import answers, definitions


def rule(raw: dict[str, Any]) -> Rule:
    return TypeAdapter(Rule).validate_python(raw)


def keys(**given: Any) -> list[str]:
    return [step.key for step in evaluate(definition(), given).steps]


def test_a_step_appears_with_the_answer_that_calls_for_it() -> None:
    assert "preuve" not in keys(**{ACT: "birth", LINK: "self"})
    assert "preuve" in keys(**{ACT: "birth", LINK: "parent"})


def test_an_answer_on_a_branch_left_is_invisible_to_rules() -> None:
    # LINK says "parent" still, but nobody asks it for a death: its step must not show.
    found = evaluate(definition(), {ACT: "death", LINK: "parent", PROOF: ["x"]})
    assert "preuve" not in [step.key for step in found.steps]
    assert set(found.answers) == {ACT}
    assert LINK not in found.fields


def test_required_are_visible_questions_only() -> None:
    death = evaluate(definition(), {ACT: "death"}).required
    assert DISTRICT in death
    assert not {BORN, LINK, PROOF, EMAIL, NOTE} & death
    assert {BORN, LINK} <= evaluate(definition(), {ACT: "birth"}).required


def test_advice_follows_the_answers_of_its_step() -> None:
    step = definition().steps[0].id
    assert evaluate(definition(), {ACT: "birth"}).exit_for(step) is None
    advice = evaluate(definition(), {ACT: "abroad"}).exit_for(step)
    assert advice is not None
    assert advice.title.get("fr")[0] == "Adressez-vous à Nantes"


def test_rules_see_how_the_request_comes() -> None:
    raw = definition().model_dump(by_alias=True)
    raw["steps"][1]["shown_if"] = {"op": "through", "channels": ["counter", "paper"]}
    changed = Definition.model_validate(raw)
    for channel in Channel:
        found = evaluate(changed, {ACT: "death"}, {CHANNEL: channel.value})
        shown = "personne" in [step.key for step in found.steps]
        assert shown == (channel in ("counter", "paper"))
        assert CHANNEL not in found.answers


def test_facts_feed_rules_but_are_no_answers() -> None:
    raw = definition().model_dump(by_alias=True)
    raw["steps"][1]["shown_if"] = is_("known_person", "yes")
    changed = Definition.model_validate(raw)
    with_fact = evaluate(changed, {ACT: "death"}, {"known_person": "yes"})
    assert "personne" in [step.key for step in with_fact.steps]
    assert "known_person" not in with_fact.answers
    assert "personne" not in [step.key for step in evaluate(changed, {ACT: "death"}).steps]


@pytest.mark.parametrize(
    ("raw", "given", "expected"),
    [
        ({"op": "always"}, {}, True),
        ({"op": "answered", "field": "f"}, {}, False),
        ({"op": "answered", "field": "f"}, {"f": ""}, False),
        ({"op": "answered", "field": "f"}, {"f": False}, True),
        (is_("f", "a"), {"f": "a"}, True),
        (is_("f", "a"), {"f": ["b", "a"]}, True),
        (is_("f", "a"), {}, False),
        (is_("f", "7"), {"f": 7}, True),
        ({"op": "not", "rule": is_("f", "a")}, {}, True),
        ({"op": "all", "rules": []}, {}, True),
        ({"op": "any", "rules": []}, {}, False),
        ({"op": "any", "rules": [is_("f", "a"), is_("f", "b")]}, {"f": "b"}, True),
        ({"op": "all", "rules": [is_("f", "a"), is_("g", "b")]}, {"f": "a"}, False),
    ],
)
def test_rules(raw: dict[str, Any], given: dict[str, Any], expected: bool) -> None:
    assert holds(rule(raw), given) is expected


@given(definitions(), answers())
def test_evaluating_what_is_reachable_changes_nothing(
    made: Definition, given_answers: dict[str, Any]
) -> None:
    first = evaluate(made, given_answers)
    assert evaluate(made, first.answers) == first


@given(definitions(), answers(), answers())
def test_hidden_answers_never_matter(
    made: Definition, given_answers: dict[str, Any], noise: dict[str, Any]
) -> None:
    first = evaluate(made, given_answers)
    hidden = {key: value for key, value in noise.items() if key not in first.fields}
    shown = {key: value for key, value in given_answers.items() if key in first.fields}
    assert evaluate(made, hidden | shown) == first


@given(definitions(), answers(), st.data())
def test_a_step_never_depends_on_what_comes_later(
    made: Definition, given_answers: dict[str, Any], data: st.DataObject
) -> None:
    end = data.draw(st.integers(0, len(made.steps)))
    later = {field.id for step in made.steps[end:] for field in step.fields}
    head = {step.id for step in made.steps[:end]}
    without = {key: value for key, value in given_answers.items() if key not in later}
    full, cut = evaluate(made, given_answers), evaluate(made, without)
    assert [s for s in full.steps if s.id in head] == [s for s in cut.steps if s.id in head]
    assert full.fields - later == cut.fields - later
    assert {k: v for k, v in full.exits.items() if k in head} == {
        k: v for k, v in cut.exits.items() if k in head
    }


@given(definitions(), answers())
def test_required_and_answers_are_among_visible_fields(
    made: Definition, given_answers: dict[str, Any]
) -> None:
    found = evaluate(made, given_answers)
    assert found.required <= found.fields
    assert set(found.answers) <= found.fields
    assert found.fields <= {field.id for step in found.steps for field in step.fields}


@given(definitions())
def test_rules_read_only_fields_there_are(made: Definition) -> None:
    known = set(made.fields())
    assert all(rule_fields(field.shown_if) <= known for field in made.fields().values())


@given(definitions(), answers())
def test_plain_steps_come_to_what_their_questions_come_to(
    made: Definition, given_answers: dict[str, Any]
) -> None:
    with patch.object(Step, "is_plain", False):
        one_by_one = evaluate(made, given_answers)
    assert evaluate(made, given_answers) == one_by_one


@given(definitions(), answers(), answers(), st.data())
def test_a_step_answered_anew_comes_to_what_all_answers_come_to(
    made: Definition, before: dict[str, Any], after: dict[str, Any], data: st.DataObject
) -> None:
    step = data.draw(st.sampled_from(made.steps))
    kept = {
        other.id: Kept(cleaned={k: v for k, v in before.items() if k in other.asked})
        for other in made.steps
    }
    progress = Progress(Draft(), made, kept, {})
    assert progress.evaluation

    cleaned = {name: value for name, value in after.items() if name in step.asked}
    changed = progress.with_step(step, Kept(cleaned=cleaned))

    assert changed.evaluation == evaluate(made, changed.given)
