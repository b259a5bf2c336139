"""One column for each question, over every version of a procedure."""

from typing import Any

from django.utils.translation import override

from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.columns import Column, cells, columns, headings
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ident, text

NAME, PLACE, REASON, OTHER = map(ident, range(1, 5))


def step(number: int, title: str, **questions: str) -> dict[str, Any]:
    fields = [
        {"id": ident(int(name[1:])), "kind": "text", "label": text(label)}
        for name, label in questions.items()
    ]
    return {"id": ident(number), "key": f"s{number}", "title": text(title), "fields": fields}


def version(*steps: dict[str, Any]) -> Definition:
    return samples.definition(steps=steps)


FIRST = version(step(21, "Vous", q1="Nom", q3="Motif"), step(22, "Lieu", q2="Ville"))
RENAMED = version(step(21, "Vous", q1="Nom de famille", q3="Motif"), step(22, "Lieu", q2="Ville"))
MOVED = version(step(22, "Lieu", q2="Ville", q1="Nom de famille", q4="Autre"))


def test_a_renamed_a_moved_and_a_removed_question_line_up() -> None:
    found = columns([FIRST, RENAMED, MOVED], "fr")

    assert [column.field for column in found] == [PLACE, NAME, OTHER, REASON]
    assert found[3] == Column(REASON, "Motif", "Vous", is_retired=True)
    with override("fr"):
        assert headings(found) == ["Ville", "Nom de famille", "Autre", "Motif (retirée)"]


def test_what_is_retired_bears_its_last_label() -> None:
    found = columns([FIRST, RENAMED, version(step(22, "Lieu", q2="Ville"))], "fr")

    assert [(each.label, each.is_retired) for each in found] == [
        ("Ville", False),
        ("Nom de famille", True),
        ("Motif", True),
    ]


def test_no_two_columns_have_the_same_heading() -> None:
    same = version(step(21, "Vous", q1="Nom", q2="Nom"), step(22, "Enfant", q3="Nom", q4="Ville"))

    assert headings(columns([same], "fr")) == [
        "Nom (Vous)",
        "Nom (Vous) 2",
        "Nom (Enfant)",
        "Ville",
    ]


def test_items_are_numbered_in_one_cell_and_what_was_erased_is_empty() -> None:
    def row(field: str, said: str) -> dict[str, Any]:
        return {"field": field, "kind": "text", "label": {}, "shown": {"fr": [said, ""]}}

    answers = [
        {
            "step": "a",
            "title": {},
            "rows": [row(PLACE, "Paris"), {"field": REASON, "erased": True}],
        },
        {"step": "b", "title": {}, "item": 1, "place": 1, "rows": [row(NAME, "Camille")]},
        {"step": "b", "title": {}, "item": 4, "place": 3, "rows": [row(NAME, "Dominique")]},
    ]

    said = cells(answers, columns([FIRST], "fr"), "fr")

    assert said == ["1. Camille\n3. Dominique", "", "Paris"]
    assert cells([], columns([FIRST], "fr"), "fr") == ["", "", ""]
