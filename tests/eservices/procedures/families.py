"""A procedure that asks the same about several children, and how many they are."""

from __future__ import annotations

from typing import Any

from eservices.procedures.definition.schema import Definition
from eservices.procedures.models import ProcedureVersion
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ident, is_, option, text

CHILDREN = ident(60)
CHILD, SCHOOL, CLASS, RECORD, HOME = map(ident, range(61, 66))


def definition(minimum: int = 1, maximum: int = 3, **changes: Any) -> Definition:
    """A child, whether it goes to school, its class if it does, its health record."""
    children = {
        "id": CHILDREN,
        "key": "enfants",
        "title": text("Vos enfants", "Your children"),
        "repeat": {
            "singular": text("un enfant", "a child"),
            "plural": text("enfants", "children"),
            "minimum": minimum,
            "maximum": maximum,
        },
        "fields": [
            {"id": CHILD, "kind": "person_name", "label": text("Nom de l’enfant")},
            {
                "id": SCHOOL,
                "kind": "choice",
                "label": text("Va à l’école ?"),
                "options": [option(61, "yes", "Oui"), option(62, "no", "Non")],
            },
            {
                "id": CLASS,
                "kind": "text",
                "label": text("Classe"),
                "shown_if": is_(SCHOOL, "yes"),
            },
            {
                "id": RECORD,
                "kind": "file",
                "label": text("Carnet de santé"),
                "required": False,
                "max_megabytes": 1,
            },
        ],
    }
    home = {
        "id": HOME,
        "key": "logement",
        "title": text("Votre logement"),
        "shown_if": {
            "op": "compare",
            "left": {"op": "count", "field": CHILDREN},
            "comparison": "at_least",
            "right": {"op": "constant", "value": 2},
        },
        "fields": [{"id": ident(66), "kind": "text", "label": text("Pièces")}],
    }
    return samples.definition(steps=[children, home], **changes)


def publish(**changes: Any) -> ProcedureVersion:
    return samples.publish(definition(**changes))


def child(given: str, school: str = "no", **more: str) -> dict[str, str]:
    return {f"{CHILD}-given": given, f"{CHILD}-family": "Démo", SCHOOL: school} | more
