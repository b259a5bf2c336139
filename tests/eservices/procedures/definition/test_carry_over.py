from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given

from eservices.procedures.definition.carry_over import ChangeKind, migrate
from eservices.procedures.definition.evaluator import evaluate
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Definition
from tests.eservices.procedures.samples import ACT, BORN, EMAIL, LINK, NAME, NOTE, definition, text
from tests.eservices.procedures.strategies import answers, definitions, fitting, ident

GIVEN: dict[str, Any] = {
    ACT: "birth",
    NAME: {"given": "Camille", "family": "Démo"},
    BORN: "1980-05-02",
    LINK: "self",
}


def changed(edit: Any) -> Definition:
    raw = definition().model_dump(by_alias=True)
    raw["steps"] = list(raw["steps"])
    for step in raw["steps"]:
        step["fields"] = list(step["fields"])
    edit(raw)
    return Definition.model_validate(raw)


def find(raw: dict[str, Any], identity: str) -> dict[str, Any]:
    return next(f for step in raw["steps"] for f in step["fields"] if f["id"] == identity)


def test_wording_moves_silently() -> None:
    new = changed(lambda raw: find(raw, NAME).update(label=text("Identité")))
    moved = migrate(GIVEN, definition(), new)
    assert moved.is_silent
    assert moved.answers == GIVEN
    assert moved.first_affected_step is None


def test_a_field_moved_to_another_step_keeps_its_answer() -> None:
    def move(raw: dict[str, Any]) -> None:
        field = find(raw, BORN)
        raw["steps"][1]["fields"].remove(field)
        raw["steps"][3]["fields"].append(field)

    moved = migrate(GIVEN, definition(), changed(move))
    assert moved.is_silent
    assert moved.answers[BORN] == "1980-05-02"


def test_a_new_required_question_leads_to_its_step_with_its_words() -> None:
    extra = ident(77)

    def add(raw: dict[str, Any]) -> None:
        raw["steps"][1]["fields"].append(
            {"id": extra, "kind": "text", "label": text("Lieu de naissance")}
        )

    new = changed(add)
    moved = migrate(GIVEN, definition(), new)
    assert [(c.kind, c.field, c.label.get("fr")[0]) for c in moved.changes] == [
        (ChangeKind.NOW_REQUIRED, extra, "Lieu de naissance")
    ]
    assert moved.first_affected_step == new.steps[1].id


def test_a_new_question_further_on_is_simply_asked() -> None:
    def add(raw: dict[str, Any]) -> None:
        raw["steps"][4]["fields"].append({"id": ident(77), "kind": "text", "label": text("Plus")})

    assert migrate(GIVEN, definition(), changed(add)).is_silent


def test_an_optional_question_made_required_is_told() -> None:
    given_answers = GIVEN | {NOTE: "au 3e étage"}
    new = changed(lambda raw: find(raw, EMAIL).update(required=True))
    moved = migrate(given_answers, definition(), new)
    assert [(c.kind, c.field) for c in moved.changes] == [(ChangeKind.NOW_REQUIRED, EMAIL)]


def test_a_new_optional_question_is_told_without_holding_anybody() -> None:
    def add(raw: dict[str, Any]) -> None:
        raw["steps"][1]["fields"].append(
            {"id": ident(77), "kind": "text", "label": text("Surnom"), "required": False}
        )

    moved = migrate(GIVEN, definition(), changed(add))
    assert [c.kind for c in moved.changes] == [ChangeKind.NEW_OPTIONAL]
    assert moved.first_affected_step is None


def test_an_option_taken_away_is_kept_aside_and_asked_again() -> None:
    def remove(raw: dict[str, Any]) -> None:
        options = find(raw, LINK)["options"]
        find(raw, LINK)["options"] = [o for o in options if o["value"] != "self"]

    new = changed(remove)
    moved = migrate(GIVEN, definition(), new)
    assert moved.aside == {LINK: "self"}
    assert [(c.kind, c.field) for c in moved.changes] == [(ChangeKind.OPTION_GONE, LINK)]
    assert moved.first_affected_step == new.steps[1].id


def test_a_removed_question_is_told_and_its_answer_kept_aside() -> None:
    new = changed(lambda raw: raw["steps"][1]["fields"].remove(find(raw, BORN)))
    moved = migrate(GIVEN, definition(), new)
    assert moved.aside == {BORN: "1980-05-02"}
    assert [(c.kind, c.field, c.step) for c in moved.changes] == [(ChangeKind.REMOVED, BORN, "")]
    assert moved.first_affected_step is None


def test_a_change_of_kind_is_another_question() -> None:
    new = changed(lambda raw: find(raw, BORN).update(kind="text"))
    moved = migrate(GIVEN, definition(), new)
    assert moved.aside == {BORN: "1980-05-02"}
    assert [(c.kind, c.field) for c in moved.changes] == [(ChangeKind.NOW_REQUIRED, BORN)]


def test_fewer_files_allowed_is_told() -> None:
    base = ident(4 + 2)  # not in the sample: built here

    def with_files(limit: int) -> Definition:
        field = {"id": base + "f", "kind": "file", "label": text("Pièces"), "max_files": limit}
        return changed(lambda raw: raw["steps"][0]["fields"].append(field))

    moved = migrate({base + "f": ["x", "y"]}, with_files(2), with_files(1))
    assert (ChangeKind.TOO_MANY_FILES, base + "f") in [(c.kind, c.field) for c in moved.changes]
    assert moved.answers == {base + "f": ["x", "y"]}


@given(answers(), definitions(), definitions())
def test_no_answer_is_lost_nor_given_to_another_field(
    given_answers: dict[str, Any], old: Definition, new: Definition
) -> None:
    moved = migrate(given_answers, old, new)
    assert {**moved.answers, **moved.aside} == given_answers
    assert not set(moved.answers) & set(moved.aside)
    assert set(moved.answers) <= set(new.fields())


@given(answers(), definitions(), definitions())
def test_going_back_gives_back_every_answer(
    given_answers: dict[str, Any], old: Definition, new: Definition
) -> None:
    start = fitting(given_answers, old)
    there = migrate(start, old, new)
    back = migrate({**there.answers, **there.aside}, new, old)
    assert back.answers == start


@given(answers(), definitions())
def test_the_same_version_changes_nothing(given_answers: dict[str, Any], same: Definition) -> None:
    start = evaluate(same, fitting(given_answers, same)).answers
    moved = migrate(start, same, same)
    assert moved.answers == start
    assert [c for c in moved.changes if c.kind is not ChangeKind.TOO_MANY_FILES] == []


@given(answers(), definitions(), definitions())
def test_what_is_carried_is_an_answer_the_new_version_takes(
    given_answers: dict[str, Any], old: Definition, new: Definition
) -> None:
    for identity, value in migrate(given_answers, old, new).answers.items():
        field = new.fields()[identity]
        if field.kind is FieldKind.CHOICE:
            assert value in {option.value for option in field.options}


def test_several_choices_are_no_files() -> None:
    new = changed(lambda raw: find(raw, ACT).update(kind="choices"))
    assert migrate({ACT: ["birth", "death"]}, new, new).is_silent


def test_rules_of_the_day_are_seen() -> None:
    minor = {
        "op": "compare",
        "left": {"op": "years", "since": {"op": "answer", "field": BORN}},
        "comparison": "less",
        "right": {"op": "constant", "value": 18},
    }
    new = changed(lambda raw: find(raw, EMAIL).update(required=True, shown_if=minor))
    given = GIVEN | {NOTE: "Au 3e étage"}
    (change,) = migrate(given, definition(), new, datetime.date(1990, 1, 1)).changes
    assert change.field == EMAIL
    assert migrate(given, definition(), new, datetime.date(2020, 1, 1)).is_silent
