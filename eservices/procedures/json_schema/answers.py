"""The canonical value of each kind of question as JSON Schema. Pure."""

from __future__ import annotations

from typing import Any

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field

_TEXT = {"type": "string", "minLength": 1}
_DAY = r"\d{4}-\d{2}-\d{2}"
_MONTH = r"\d{4}-\d{2}"
_YES: dict[str, Any] = {"const": "yes"}
_PARTS: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": ["string", "array", "integer", "null", "object"]},
}


def answer_schema(question: Field, language: str) -> dict[str, Any]:
    """Return what an answer to ``question`` looks like; words of options in ``language``."""
    match question.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _TEXT | _bounds(question, "minLength", "maxLength")
        case FieldKind.EMAIL:
            return _TEXT | {"format": "email"}
        case FieldKind.NUMBER | FieldKind.MONEY:
            return _number(question)
        case FieldKind.DATE:
            return _date(question)
        case FieldKind.DATE_RANGE:
            ends = {"from": _date(question), "to": _date(question)}
            return {"type": "object", "properties": ends, "required": ["from", "to"]}
        case FieldKind.CHOICE:
            return {"oneOf": _options(question, language)}
        case FieldKind.CHOICES:
            return {
                "type": "array",
                "items": {"oneOf": _options(question, language)},
                "uniqueItems": True,
                "minItems": 1,
            } | _bounds(question, "minItems", "maxItems")
        case FieldKind.FILE:
            return {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": question.max_files,
            }
        case FieldKind.YES_NO:
            return {"enum": ["yes", "no"]}
        case FieldKind.DECLARATION | FieldKind.CONSENT:
            return _YES
        case FieldKind.DISTRICT:
            return {"type": "string", "pattern": r"^[1-9]\d?$"}
        case FieldKind.PLACE:
            return _TEXT | {"format": "uuid"}
        case FieldKind.POLL:
            return _PARTS | {"required": ["key"]}
        case FieldKind.PERSON_NAME | FieldKind.IDENTITY | FieldKind.POSTAL_ADDRESS:
            return _PARTS
        case FieldKind.COMPUTED:
            return {"type": ["string", "integer", "number"], "readOnly": True}
        case _:
            return _TEXT


def _number(question: Field) -> dict[str, Any]:
    if question.decimals:
        return {"type": "string", "pattern": rf"^-?\d+(\.\d{{1,{question.decimals}}})?$"}
    return {"type": "integer"} | _bounds(question, "minimum", "maximum")


def _bounds(question: Field, least: str, most: str) -> dict[str, Any]:
    bounds = {least: question.minimum, most: question.maximum}
    return {name: value for name, value in bounds.items() if isinstance(value, int)}


def _date(question: Field) -> dict[str, Any]:
    match question.partial:
        case "day":
            return {"type": "string", "pattern": f"^({_DAY}|{_MONTH})$"}
        case "month":
            return {"type": "string", "pattern": rf"^({_DAY}|{_MONTH}|\d{{4}})$"}
    return {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}


def _options(question: Field, language: str) -> list[dict[str, Any]]:
    return [
        {"const": option.value, "title": option.label.get(language)[0]}
        for option in question.options
    ]
