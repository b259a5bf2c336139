"""Rules as an editor reads them, in French and in English."""

from __future__ import annotations

from typing import Any

import pytest

from eservices.procedures.definition.schema import Step
from eservices.procedures.words.sentences import Sentences, say_all
from tests.eservices.procedures.working import (
    advice,
    all_of,
    any_of,
    check,
    compiled,
    question,
    step,
    through,
    when,
)


def steps(*conditions: dict[str, Any], **more: Any) -> tuple[Step, ...]:
    return compiled(
        step(
            "un",
            question("act", "choice", label="Quel acte ?"),
            question("born", "date", label="Naissance"),
            question("pay", "money", label="Revenu"),
            question("count", "number", label="Nombre"),
            question("note", required=False, label="Note"),
            question("home", "postal_address", label="Adresse"),
        ),
        step("deux", question("end", "date", label="Fin"), shown_if=list(conditions), **more),
    )


def shown(language: str, *conditions: dict[str, Any]) -> str:
    made = steps(*conditions)
    return Sentences(made, language).rule(made[1].shown_if)


@pytest.mark.parametrize(
    ("condition", "french", "english"),
    [
        (when("act", "is", "a"), "« Quel acte ? » est « A »", "“Quel acte ?” is “A”"),
        (
            when("act", "is_not", "a, b, c"),
            "« Quel acte ? » n’est pas « A », « B » ou « C »",
            "“Quel acte ?” is not “A”, “B” or “C”",
        ),
        (
            through("online", "counter"),
            "la demande est faite en ligne ou au guichet",
            "the request is made online or at a counter",
        ),
        (when("note", "not_answered"), "« Note » n’a pas de réponse", "“Note” has no answer"),
        (
            when("pay", "at_most", "1200,50"),
            "« Revenu » est au plus 1 200,50 €",
            "“Revenu” is at most €1,200.50",
        ),
        (
            when("count", "more", "3"),
            "« Nombre » est supérieur à 3",
            "“Nombre” is more than 3",
        ),
        (
            when("born", "before", "2000-02-01"),
            "« Naissance » précède le 1 février 2000",
            "“Naissance” is before 1 February 2000",
        ),
        (
            when("born", "age_under", "18"),
            "l’âge aujourd’hui d’après « Naissance » est inférieur à 18",
            "the age today, from “Naissance” is less than 18",
        ),
        (
            when("home.district", "is", "11"),
            "« Adresse » (arrondissement) est 11e arrondissement",
            "“Adresse” (district) is 11th district",
        ),
    ],
)
def test_conditions(condition: dict[str, Any], french: str, english: str) -> None:
    assert shown("fr", condition).replace("\xa0", " ").replace("\u202f", " ") == french
    assert shown("en", condition) == english


def test_groups_are_bracketed() -> None:
    said = shown(
        "en",
        when("note", "answered"),
        any_of(when("act", "is", "a"), all_of(when("act", "is", "b"), when("count", "equal", "1"))),
    )
    assert said == (
        "“Note” has an answer and (“Quel acte ?” is “A” or "
        "(“Quel acte ?” is “B” and “Nombre” is exactly 1))"
    )


def test_a_whole_step() -> None:
    made = steps(
        when("act", "is", "a"),
        checks=[check("dates_in_order", first="born", second="end", same_day=True, message="")],
        exits=[advice(when("note", "answered"), title="Ailleurs")],
    )
    first, second = say_all(made, "en")
    assert first.shown == "This step is always asked."
    assert first.questions[4].sentences == ("May be left without answer.",)
    assert second.shown == "This step is asked if “Quel acte ?” is “A”."
    assert second.checks[0].startswith(
        "This must be true: “Naissance” is not after “Fin”. Otherwise, beside “Fin”: "
    )
    assert "“Ailleurs”" in second.advice[0]
    assert "still be sent" in second.advice[0]


def test_a_check_speaks_every_language_without_a_word_of_its_editor() -> None:
    made = steps(
        checks=[check("age", field="end", at_least=18, under=None, at="2026-03-01", message="")]
    )
    (said,) = made[1].checks
    assert said.message.get("fr")[0].replace("\xa0", " ") == (
        "« Fin » : il faut avoir au moins 18 ans (date retenue : 1 mars 2026)."
    )
