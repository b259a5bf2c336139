"""From what an editor chooses in the condition builder to rules that are asked."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from content.core.blocks import with_ids
from eservices.procedures.blocks import StepsBlock
from eservices.procedures.blocks.conditions import ConditionsBlock
from eservices.procedures.compiler import compile_steps
from eservices.procedures.definition.evaluator import holds
from eservices.procedures.definition.rules import CHANNEL
from eservices.procedures.definition.schema import Step
from tests.eservices.procedures.working import (
    all_of,
    any_of,
    compiled,
    question,
    step,
    through,
    when,
)

TODAY = datetime.date(2026, 11, 27)
OLD_SHAPE = [
    {
        "type": "item",
        "value": {"field": "act", "operator": "is", "values": "a, b"},
        "id": "00000000-0000-0000-0000-000000000077",
    }
]


def asked(*conditions: dict[str, Any]) -> tuple[Step, dict[str, str]]:
    """Return a step shown under conditions, and the identities of what they may name."""
    first, second = compiled(
        step(
            "un",
            question("act", "choice"),
            question("born", "date"),
            question("until", "date"),
            question("papers", "file"),
            question("note", required=False),
        ),
        step("deux", question("end"), shown_if=list(conditions)),
    )
    return second, {field.label.get("fr")[0].lower(): field.id for field in first.fields}


def shown(given: dict[str, Any], *conditions: dict[str, Any]) -> bool:
    made, names = asked(*conditions)
    return holds(made.shown_if, {names[name]: value for name, value in given.items()}, TODAY)


@pytest.mark.parametrize(
    ("condition", "given", "expected"),
    [
        (when("act", "is", "a, b"), {"act": "b"}, True),
        (when("act", "is_not", "a"), {"act": "a"}, False),
        (when("note", "answered"), {"note": "x"}, True),
        (when("note", "not_answered"), {"note": "x"}, False),
        (when("note", "not_answered"), {}, True),
        (when("born", "before", "2000-01-01"), {"born": "1999-12-31"}, True),
        (when("born", "before", "01/01/2000"), {"born": "2000-01-01"}, False),
        (when("born", "not_after", "2000-01-01"), {"born": "2000-01-01"}, True),
        (when("born", "on", "today"), {"born": "2026-11-27"}, True),
        (when("born", "not_before", "aujourd’hui"), {"born": "2026-11-27"}, True),
        (when("born", "after", "until"), {"born": "2026-02-02", "until": "2026-02-01"}, True),
        (when("born", "after", "until"), {"born": "2026-02-02"}, False),
        (when("born", "age_at_least", "18"), {"born": "2008-11-27"}, True),
        (when("born", "age_at_least", "18"), {"born": "2008-11-28"}, False),
        (when("born", "age_under", "18"), {"born": "2008-11-28"}, True),
        (when("born", "age_under", "18"), {}, False),
        (
            when("born", "age_at_least", "18", at="until"),
            {"born": "2000-05-05", "until": "2018-05-04"},
            False,
        ),
        (when("born", "age_at_least", "18", at="2018-05-05"), {"born": "2000-05-05"}, True),
        (when("papers", "count_at_least", "2"), {"papers": ["x", "y"]}, True),
        (when("papers", "count_at_least", "2"), {"papers": ["x"]}, False),
        (when("papers", "count_at_most", "1"), {}, True),
    ],
)
def test_operators(condition: dict[str, Any], given: dict[str, Any], expected: bool) -> None:
    assert shown(given, condition) is expected


def test_all_must_hold_and_groups_need_one() -> None:
    conditions = (
        when("note", "answered"),
        any_of(when("act", "is", "a"), all_of(when("act", "is", "b"), when("born", "on", "today"))),
    )
    assert shown({"note": "x", "act": "a"}, *conditions)
    assert shown({"note": "x", "act": "b", "born": "2026-11-27"}, *conditions)
    assert not shown({"note": "x", "act": "b"}, *conditions)
    assert not shown({"act": "a"}, *conditions)
    assert shown({})


@pytest.mark.parametrize("raw", [OLD_SHAPE, [OLD_SHAPE[0]["value"]]])
@pytest.mark.parametrize("bulk", [False, True])
def test_lists_of_conditions_stored_before_are_read(raw: list[Any], bulk: bool) -> None:
    block = ConditionsBlock()
    value = block.bulk_to_python([raw])[0] if bulk else block.to_python(raw)
    assert [child.block_type for child in value] == ["condition"]
    assert value[0].value["values"] == "a, b"
    assert value[0].value["at"] == ""
    written = block.get_prep_value(value)
    assert block.to_python(written)[0].value == value[0].value


def test_a_group_of_which_all_must_hold_may_look_at_the_channel() -> None:
    made, names = asked(
        any_of(when("act", "is", "a"), all_of(through("counter"), when("act", "is", "b")))
    )
    for act, channel, expected in [
        ("a", "online", True),
        ("b", "online", False),
        ("b", "counter", True),
        ("c", "counter", False),
    ]:
        assert holds(made.shown_if, {names["act"]: act, CHANNEL: channel}) is expected


def test_such_groups_stored_before_as_lists_are_read() -> None:
    block = ConditionsBlock()
    raw = [{"type": "any_of", "value": [{"type": "all_of", "value": OLD_SHAPE, "id": "1"}]}]
    (group,) = block.to_python(raw)[0].value
    assert group.block_type == "all_of"
    assert [child.block_type for child in group.value] == ["condition"]
    assert group.value[0].value["values"] == "a, b"


def test_an_old_working_definition_compiles_as_before() -> None:
    raw = with_ids([step("un", question("act", "choice")), step("deux")], StepsBlock())
    raw[1]["value"]["shown_if"] = OLD_SHAPE
    _first, second = compile_steps({"fr": StepsBlock().to_python(raw)}, "fr")
    assert second.shown_if.model_dump()["values"] == ("a", "b")
