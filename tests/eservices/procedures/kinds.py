"""One question of each kind, with what a resident may type and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eservices.procedures.definition.schema import Definition
from tests.eservices.procedures.samples import definition, ident, option, text

QUESTION = ident(60)
STEP = "question"


@dataclass(frozen=True)
class Sample:
    """A kind of question: ``right`` and ``wrong`` are typed by part ("" is the whole)."""

    kind: str
    right: dict[str, Any]
    value: Any
    french: str
    english: str
    wrong: dict[str, Any] | None = None
    #: Words of the error, and the part that it leads to.
    error: str = ""
    focus: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.kind

    def typed(self, parts: dict[str, Any] | None) -> dict[str, Any]:
        return {f"{QUESTION}-{part}" if part else QUESTION: v for part, v in (parts or {}).items()}

    def definition(self, **changes: Any) -> Definition:
        """One step, one question, of the sample procedure."""
        question = {
            "id": QUESTION,
            "kind": self.kind,
            "label": text("La question", "The question"),
            **self.attributes,
            **changes,
        }
        step = {"id": ident(61), "key": STEP, "title": text("Une étape"), "fields": [question]}
        return definition(steps=[step])


OPTIONS = [option(1, "a", "Le premier", "The first"), option(2, "b", "Le second", "The second")]
BIRTH = {"birth_day": "2", "birth_month": "mai", "birth_year": "1980"}
NAMES = {"given": "Camille Ada", "family": "Démo"}
ALL_PARTS = "used_name birth_date birth_place"

SAMPLES = [
    Sample(
        "text",
        {"": "Un mot"},
        "Un mot",
        "Un mot",
        "Un mot",
        {"": "x" * 12},
        "10 caractères au plus",
        attributes={"maximum": 10},
    ),
    Sample("long_text", {"": "Deux\nlignes"}, "Deux\nlignes", "Deux\nlignes", "Deux\nlignes"),
    Sample(
        "number",
        {"": "1\u202f234"},
        1234,
        "1\u00a0234 personnes",
        "1,234 people",
        {"": "beaucoup"},
        "par exemple 3",
        attributes={"unit": text("personnes", "people")},
    ),
    Sample(
        "number",
        {"": "0"},
        0,
        "0",
        "0",
        {"": "11"},
        "écrivez 10 ou moins",
        attributes={"minimum": 0, "maximum": 10},
    ),
    Sample(
        "number",
        {"": "12,50"},
        "12.5",
        "12,5 m²",
        "12.5 m²",
        {"": "1,234"},
        "par exemple 12,5",
        attributes={"decimals": 2, "unit": text("m²")},
    ),
    Sample(
        "money",
        {"": "1\u202f250,50 €"},
        125050,
        "1\u00a0250,50\u00a0€",
        "€1,250.50",
        {"": "12,505"},
        "par exemple 12,50",
    ),
    Sample(
        "email",
        {"": "camille@example.invalid"},
        "camille@example.invalid",
        "camille@example.invalid",
        "camille@example.invalid",
        {"": "camille@"},
        "nom@exemple.fr",
    ),
    Sample(
        "phone",
        {"": "+33 (0)1.99.00.12.34"},
        "01 99 00 12 34",
        "01 99 00 12 34",
        "01 99 00 12 34",
        {"": "01 99"},
        "01 99 00 12 34",
    ),
    Sample(
        "date",
        {"day": "1er", "month": "mars", "year": "1985"},
        "1985-03-01",
        "1er mars 1985",
        "1 March 1985",
        {"day": "31", "month": "fév", "year": "1985"},
        "28 jours",
        "day",
    ),
    Sample(
        "date",
        {"day": "", "month": "mai", "year": "1952"},
        "1952-05",
        "mai 1952",
        "May 1952",
        {"day": "3", "month": "", "year": "1952"},
        "le mois",
        "month",
        attributes={"partial": "month"},
    ),
    Sample(
        "date_range",
        {
            **{"from_day": "1", "from_month": "7", "from_year": "2026"},
            **{"to_day": "14", "to_month": "juillet", "to_year": "2026"},
        },
        {"from": "2026-07-01", "to": "2026-07-14"},
        "du 1er juillet 2026 au 14 juillet 2026",
        "from 1 July 2026 to 14 July 2026",
        {
            **{"from_day": "14", "from_month": "7", "from_year": "2026"},
            **{"to_day": "1", "to_month": "7", "to_year": "2026"},
        },
        "14 juillet 2026 ou après",
        "to_day",
    ),
    Sample(
        "choice",
        {"": "b"},
        "b",
        "Le second",
        "The second",
        {"": "c"},
        "une des réponses",
        attributes={"options": OPTIONS},
    ),
    Sample(
        "choices",
        {"": ["a", "b"]},
        ["a", "b"],
        "Le premier\nLe second",
        "The first\nThe second",
        {"": ["a"]},
        "au moins 2",
        attributes={"options": OPTIONS, "minimum": 2},
    ),
    Sample("yes_no", {"": "no"}, "no", "Non", "No"),
    Sample(
        "postal_address",
        {"street": "1 rue Démo", "postcode": "75 116", "town": "Paris"},
        {"street": "1 rue Démo", "postcode": "75116", "town": "Paris", "district": "16"},
        "1 rue Démo\n75116 Paris\n16e arrondissement",
        "1 rue Démo\n75116 Paris\n16th district",
        {"street": "1 rue Démo", "postcode": "750", "town": "Paris"},
        "75011",
        "postcode",
    ),
    Sample(
        "person_name",
        NAMES,
        NAMES,
        "Camille Ada Démo",
        "Camille Ada Démo",
        {"given": "Camille"},
        "Nom de naissance",
        "family",
    ),
    Sample(
        "identity",
        {**NAMES, **BIRTH, "birth_place": "Châlons-sur-Marne"},
        {
            **NAMES,
            "birth_date": "1980-05-02",
            "birth_place": "Châlons-sur-Marne",
            "birth_commune": "51108",
            "birth_country": "FR",
        },
        "Camille Ada Démo\nNaissance\u00a0: 2 mai 1980\n"
        "Lieu de naissance\u00a0: Châlons-sur-Marne (51), aujourd’hui Châlons-en-Champagne",
        "Camille Ada Démo\nBorn on: 2 May 1980\n"
        "Born in: Châlons-sur-Marne (51), today Châlons-en-Champagne",
        {"given": "Camille", **BIRTH, "birth_place": "Lille"},
        "Nom de naissance",
        "family",
        attributes={"source": ALL_PARTS},
    ),
    Sample(
        "district",
        {"": "11"},
        "11",
        "11e arrondissement",
        "11th district",
        {"": "21"},
        "une des réponses",
    ),
    Sample("declaration", {"": "on"}, "yes", "Oui", "Yes"),
]
