"""What keeps a working definition from being published, with the block named."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from eservices.procedures.compiler import check_steps
from tests.eservices.procedures.working import (
    advice,
    all_of,
    any_of,
    check,
    problems,
    question,
    step,
    stream,
    through,
    when,
)

ACT = question("act", "choice")
BORN = question("born", "date")
NOTE = question("note", required=False)


def refusal(*steps: dict[str, Any]) -> str:
    """Return the one message that refuses the steps."""
    (message,) = problems(*steps)
    return message


def _in_english(*steps: dict[str, Any]) -> str:
    with translation.override("en"):
        return refusal(*steps)


def second(*questions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [step("un", ACT, BORN, NOTE), step("deux", *questions, **more)]


@pytest.mark.parametrize(
    "condition",
    [
        when("nothing", "is", "a"),
        when("act", "is", "z"),
        when("act", "is", ""),
        when("act", "less", "3"),
        when("act", "before", "2026-01-01"),
        when("act.postcode", "is", "a"),
        when("born", "is", "a"),
        when("born", "at_least", "3"),
        when("born", "before", "soon"),
        when("born", "before", "act"),
        when("born", "before", "2026-02-30"),
        when("born", "age_at_least", "eighteen"),
        when("born", "age_at_least", "18", at="act"),
        when("act", "count_at_least", "2"),
        when("end", "answered"),
        when("last", "answered"),
    ],
)
def test_conditions_that_cannot_be_read(condition: dict[str, Any]) -> None:
    end = question("end", shown_if=[condition])
    steps = [*second(end), step("trois", question("last"))]
    (problem,) = check_steps(stream(*steps))
    assert (problem.step, problem.question) == (1, 0)
    assert "End" in problem.message


@pytest.mark.parametrize("wrap", [lambda c: any_of(c, c), lambda c: any_of(all_of(c, c), c)])
def test_conditions_in_groups_are_read_too(wrap: Any) -> None:
    steps = second(question("end", shown_if=[wrap(when("nothing", "answered"))]))
    assert any("nothing" in message for message in problems(*steps))


@pytest.mark.parametrize("group", [any_of(), any_of(when("act", "is", "a"), all_of())])
def test_an_empty_group_is_said(group: dict[str, Any]) -> None:
    assert "empty" in _in_english(*second(question("end", shown_if=[group])))


@pytest.mark.parametrize(
    "condition",
    [
        when("act", "is_not", "a, b"),
        when("note", "is", "whatever"),
        when("note", "not_answered"),
        when("born", "before", "2026-01-01"),
        when("born", "after", "01/02/2000"),
        when("born", "age_under", "18", at="2026-09-01"),
        through("online", "paper"),
        any_of(through("telephone"), when("act", "is", "a")),
        any_of(when("act", "is", "a"), when("born", "before", "today")),
        any_of(when("act", "is", "a"), all_of(when("act", "is", "b"), when("note", "answered"))),
    ],
)
def test_conditions_that_pass(condition: dict[str, Any]) -> None:
    assert problems(*second(question("end"), shown_if=[condition])) == []


def test_how_the_request_comes_is_known_from_the_first_question() -> None:
    first = question("first", shown_if=[through("counter")])
    assert problems(step("un", first, NOTE, shown_if=[through("counter", "online")])) == []


@pytest.mark.parametrize(
    "conditions",
    [
        [through()],
        [any_of(through("online"), through())],
        [any_of(all_of(through(), when("act", "is", "a")), through("online"))],
    ],
)
def test_no_way_ticked_is_said(conditions: list[dict[str, Any]]) -> None:
    assert "no value" in _in_english(*second(question("end", shown_if=conditions)))


def test_rules_in_a_circle_name_both() -> None:
    one = question("one", required=False, shown_if=[when("two", "answered")])
    two = question("two", required=False, shown_if=[when("one", "answered")])
    message = refusal(step("un", one, two))
    assert "One" in message
    assert "two" in message
    forward = refusal(step("un", one, question("two")))
    assert forward != message


@pytest.mark.parametrize(
    "conditions",
    [
        [through("online"), through("counter", "paper")],
        [when("act", "is", "a"), when("act", "is", "b")],
        [when("act", "is", "a"), when("act", "is_not", "a, b")],
        [when("act", "is_not", "a, b, c")],
        [when("act", "not_answered")],
        [when("born", "before", "2000-01-01"), when("born", "after", "2010-01-01")],
        [when("born", "age_under", "18"), when("born", "age_at_least", "18")],
        [when("note", "answered"), when("note", "not_answered")],
        [any_of(when("act", "is", "a"), when("act", "is", "b")), when("act", "is", "c")],
    ],
)
def test_conditions_that_contradict_each_other(conditions: list[dict[str, Any]]) -> None:
    assert len(problems(*second(question("end"), shown_if=conditions))) == 1
    assert len(problems(*second(question("end", shown_if=conditions), NOTE_2))) == 1


NOTE_2 = question("note_2", required=False)


def test_a_question_hidden_by_what_its_condition_needs() -> None:
    born_of = question("link", "choice", shown_if=[when("act", "is", "a")])
    proof = question("proof", "file", shown_if=[when("link", "is", "b"), when("act", "is", "c")])
    message = refusal(step("un", ACT), step("deux", born_of), step("trois", proof, NOTE_2))
    assert "Proof" in message


def test_a_question_whose_conditions_contradict_its_step() -> None:
    end = question("end", shown_if=[when("act", "is", "b")])
    assert "End" in refusal(*second(end, NOTE_2, shown_if=[when("act", "is", "a")]))


def test_an_answer_that_is_never_needed_though_a_rule_says_when() -> None:
    end = question("end", required_if=[when("act", "is", "b")], shown_if=[when("act", "is", "a")])
    assert "End" in refusal(*second(end, NOTE_2))
    fine = question("end", required_if=[when("act", "is", "b")])
    assert problems(*second(fine)) == []


def test_checks_speak_beside_a_question_of_their_step() -> None:
    order = check("dates_in_order", first="born", second="born", same_day=True, message="")
    assert "born" in refusal(*second(question("end", "date"), checks=[order]))
    order = check("dates_in_order", first="born", second="end", same_day=True, message="")
    assert problems(*second(question("end", "date"), checks=[order])) == []


@pytest.mark.parametrize(
    "given",
    [
        check("age", field="end", at_least=None, under=None, at="", message=""),
        check("age", field="end", at_least=18, under=None, at="act", message=""),
        check("at_least_one", fields="end", message=""),
        check("at_least_one", fields="end, nothing", message=""),
        check("rule", rule=[when("nothing", "answered")], field="end", message="Non"),
    ],
)
def test_checks_that_cannot_be_read(given: dict[str, Any]) -> None:
    assert len(problems(*second(question("end", "date"), NOTE_2, checks=[given]))) == 1


def test_a_check_that_nobody_can_pass() -> None:
    given = check("age", field="end", at_least=18, under=10, at="", message="Impossible")
    assert "Impossible" in refusal(*second(question("end", "date"), checks=[given]))
    one = check("rule", rule=[when("act", "is", "a")], field="end", message="A")
    other = check("rule", rule=[when("act", "is", "b")], field="end", message="B")
    assert problems(*second(question("end"), checks=[one])) == []
    assert len(problems(*second(question("end"), checks=[one, other]))) == 1


def in_order(first: str, second: str, same_day: bool = False) -> dict[str, Any]:
    return check("dates_in_order", first=first, second=second, same_day=same_day, message="")


DAYS = [question(name, "date") for name in ("a1", "b2", "c3")]


def test_days_that_would_have_to_go_round_in_a_circle() -> None:
    circle = [in_order("a1", "b2"), in_order("b2", "c3"), in_order("c3", "a1")]
    assert problems(step("un", *DAYS, checks=circle[:2])) == []
    assert "contredisent" in refusal(step("un", *DAYS, checks=circle))
    # All on the same day: that can be, unless one must be earlier.
    loose = [in_order("a1", "b2", True), in_order("b2", "c3", True), in_order("c3", "a1", True)]
    assert problems(step("un", *DAYS, checks=loose)) == []
    assert "contredisent" in refusal(step("un", *DAYS, checks=[*loose[:2], circle[2]]))


def test_a_circle_over_several_steps_is_said_where_it_closes() -> None:
    first = step("un", *DAYS[:2], checks=[in_order("a1", "b2")])
    back = check("rule", rule=[when("c3", "before", "a1")], field="c3", message="Trop tard")
    closed = [in_order("b2", "c3"), back]
    steps = [first, step("deux", DAYS[2], checks=closed)]
    (problem,) = check_steps(stream(*steps))
    assert problem.step == 1
    assert "étapes précédentes" in problem.message
    assert problems(first, step("deux", DAYS[2], checks=closed[:1])) == []
    # Nobody sees the first step together with the second.
    chosen = step("zero", ACT)
    first = step("un", *DAYS[:2], checks=[in_order("a1", "b2")], shown_if=[when("act", "is", "a")])
    other = step("deux", DAYS[2], checks=closed, shown_if=[when("act", "is", "a")])
    assert len(problems(chosen, first, other)) == 1


def test_advice_that_nobody_gets_or_everybody() -> None:
    fine = advice(when("act", "is", "a"))
    assert problems(step("un", ACT, exits=[fine])) == []
    never = advice(when("act", "is", "a"), when("act", "is", "b"), title="Jamais")
    assert "Jamais" in refusal(step("un", ACT, exits=[never]))
    hidden = advice(when("act", "is", "a"), title="Caché")
    assert "Caché" in refusal(step("un", ACT, exits=[fine, hidden]))
    rest = advice(when("act", "is", "b, c"))
    assert len(problems(step("un", ACT, exits=[fine, rest]))) == 1
    assert len(problems(step("un", ACT, exits=[advice(when("act", "answered"))]))) == 1


def test_messages_name_the_step() -> None:
    (problem,) = check_steps(stream(*second(question("end"), shown_if=[when("act", "is", "z")])))
    assert (problem.step, problem.question) == (1, None)


def test_a_long_procedure_is_reasoned_over_within_a_bound() -> None:
    """Sixty questions that all hang on the one before, in forty steps."""
    questions = [question("q0", "choice")]
    for number in range(1, 60):
        shown_if = [
            when(f"q{number - 1}", "is", "a, b"),
            any_of(when("q0", "is", "a"), when(f"q{number // 2}", "is", "b")),
        ]
        questions.append(question(f"q{number}", "choice", shown_if=shown_if))
    steps = [step(f"s{n}", *questions[n * 3 : n * 3 + 3]) for n in range(20)]
    assert problems(*steps) == []
