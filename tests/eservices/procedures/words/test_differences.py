"""What differs between two versions, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from eservices.procedures.definition.schema import Definition
from eservices.procedures.words.differences import Line, compare
from tests.eservices.procedures import families
from tests.eservices.procedures.definition.test_carry_over import changed, find
from tests.eservices.procedures.samples import (
    ACT,
    BORN,
    DISTRICT,
    LINK,
    NAME,
    PROOF,
    definition,
    ident,
    is_,
    option,
    text,
)


def said(new: Definition, part: str = "structure") -> list[str]:
    return [line.said for line in getattr(compare(definition(), new, "fr"), part)]


def test_nothing_differs() -> None:
    assert not compare(definition(), definition(), "fr")


def test_a_question_added_and_removed() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["steps"][1]["fields"].remove(find(raw, BORN))
        raw["steps"][3]["fields"].append({"id": ident(77), "kind": "text", "label": text("Étage")})

    assert said(changed(change)) == [
        "« Date de naissance » n’est plus posée (étape « La personne »).",
        "« Étage » est nouvelle dans l’étape « Le lieu ».",
    ]


def test_a_question_moved_to_another_step() -> None:
    def change(raw: dict[str, Any]) -> None:
        question = find(raw, DISTRICT)
        raw["steps"][3]["fields"].remove(question)
        raw["steps"][4]["fields"].append(question)

    assert said(changed(change)) == [
        "« Arrondissement » passe de « Le lieu » à « Vos coordonnées »."
    ]


def test_the_fewest_moves_are_told() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["steps"][1]["fields"].insert(0, raw["steps"][1]["fields"].pop())
        raw["steps"].append(raw["steps"].pop(2))

    assert said(changed(change)) == [
        "L’étape « Votre lien de parenté » vient maintenant après « Vos coordonnées ».",
        "« Qui est cette personne pour vous ? » vient maintenant en tête de son étape.",
    ]


def test_a_step_added_and_removed_with_its_questions() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["steps"].pop(3)
        raw["steps"].append(
            {
                "id": ident(95),
                "key": "plus",
                "title": text("Plus"),
                "fields": [{"id": ident(96), "kind": "text", "label": text("Autre")}],
            }
        )

    lines = said(changed(change))
    assert lines[:2] == ["L’étape « Le lieu » est supprimée.", "L’étape « Plus » est nouvelle."]
    assert len(lines) == 4


def test_options() -> None:
    def change(raw: dict[str, Any]) -> None:
        asked = find(raw, LINK)
        asked["options"] = [*asked["options"][:1], option(9, "child", "Mon enfant")]

    assert said(changed(change)) == [
        "« Qui est cette personne pour vous ? » ne propose plus « Mon parent ».",
        "« Qui est cette personne pour vous ? » propose aussi « Mon enfant ».",
    ]


def test_rules_are_sentences() -> None:
    new = changed(lambda raw: raw["steps"][2].update(shown_if=is_(LINK, "parent")))
    (line,) = compare(definition(), new, "fr").rules
    assert "Votre lien de parenté" in line.said
    assert "« Naissance »" in line.before
    assert "« Mon parent »" in line.after
    assert "« Naissance »" not in line.after


@pytest.mark.parametrize(
    ("identity", "changes", "label", "before", "after"),
    [
        (PROOF, {"max_files": 5}, "Livret de famille", "2", "5"),
        (NAME, {"required": False}, "Nom", "oui", "non"),
        (ACT, {"kind": "text"}, "Quel acte demandez-vous ?", "Choix", "Texte court"),
    ],
)
def test_settings_of_a_question(
    identity: str, changes: dict[str, Any], label: str, before: str, after: str
) -> None:
    new = changed(lambda raw: find(raw, identity).update(changes))
    (line,) = compare(definition(), new, "fr").settings
    assert f"« {label} »" in line.said
    assert (line.before, line.after) == (before, after)


def test_delays() -> None:
    new = definition(workflow={"promise_days": 9}, retention={"draft_days": 60})
    lines = compare(definition(), new, "fr").settings
    assert [(line.before, line.after) for line in lines] == [("5", "9"), ("30", "60")]


def test_texts_by_language() -> None:
    def change(raw: dict[str, Any]) -> None:
        find(raw, NAME)["label"] = text("Nom de la personne", "Name")
        raw["steps"][0]["title"] = text("L’acte", "The record")

    texts = compare(definition(), changed(change), "fr").texts
    assert texts["fr"] == [
        Line("« Nom de la personne », question", "Nom", "Nom de la personne", "fr")
    ]
    (line,) = texts["en"]
    assert (line.before, line.after, line.language) == ("The certificate", "The record", "en")


def test_a_repeated_step_how_often_and_what_each_is_called() -> None:
    old = families.definition().model_dump(mode="json", by_alias=True)
    raw = copy.deepcopy(old)
    raw["steps"][0]["repeat"] |= {"maximum": 5, "singular": text("une fille ou un fils", "a child")}
    raw["steps"][0]["fields"].pop()
    differences = compare(families.definition(), Definition.model_validate(raw), "fr")
    assert [line.said for line in differences.structure] == [
        "« Carnet de santé » n’est plus posée (étape « Vos enfants »)."
    ]
    (bounds,) = differences.settings
    assert (bounds.before, bounds.after) == ("de 1 à 3 fois", "de 1 à 5 fois")
    (words,) = differences.texts["fr"]
    assert (words.before, words.after) == ("un enfant", "une fille ou un fils")
    assert "Vos enfants" in words.said
    assert not differences.texts["en"]
