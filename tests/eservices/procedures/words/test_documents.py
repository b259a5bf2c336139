"""What residents are told to have at hand, and when."""

from __future__ import annotations

from typing import Any

import pytest

from eservices.procedures.definition.schema import Definition
from eservices.procedures.words.documents import documents
from tests.eservices.procedures.working import compiled, question, step, when


def told(*questions: dict[str, Any], **more: Any) -> list[str]:
    steps = compiled(
        step(
            "un",
            question("act", "choice", label="Quel acte ?"),
            question("born", "date", label="Naissance"),
        ),
        step(
            "deux",
            question("tie", "choice", label="Quel lien ?"),
            shown_if=[when("act", "is", "a")],
        ),
        step("trois", *questions, **more),
    )
    definition = Definition.model_construct(steps=steps)
    return [said.replace("\xa0", " ") for said, _language in documents(definition, "fr")]


def proof(**more: Any) -> dict[str, Any]:
    return question("proof", "file", label="Preuve", **more)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Preuve"),
        ({"required": False}, "Preuve (facultatif)"),
        (
            {"shown_if": [when("tie", "is", "b")]},
            "Preuve, si vous répondez « B » à « Quel lien ? »",
        ),
        (
            {"shown_if": [when("tie", "is_not", "b")], "required": False},
            "Preuve (facultatif), si vous ne répondez pas « B » à « Quel lien ? »",
        ),
        (
            {"shown_if": [when("born", "age_under", "26")]},
            "Preuve, dans certains cas, selon vos réponses",
        ),
    ],
)
def test_a_document_says_when_it_is_asked_for(asked: dict[str, Any], said: str) -> None:
    assert told(proof(**asked)) == [said]


def test_what_the_answer_already_means_is_not_said() -> None:
    """The link is asked about act A alone; of two rules over it the narrower one is enough."""
    asked = told(
        proof(shown_if=[when("tie", "is", "b")]),
        shown_if=[when("act", "is", "a"), when("tie", "is", "a, b")],
    )
    assert asked == ["Preuve, si vous répondez « B » à « Quel lien ? »"]


def test_what_everybody_gives_comes_first() -> None:
    asked = told(
        proof(shown_if=[when("tie", "is", "b")]), question("paper", "file", label="Papier")
    )
    assert asked[0] == "Papier"
