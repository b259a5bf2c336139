"""What is printed to be filled in for each kind of question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import words
from eservices.procedures.enums import AddressScope, IdentityPart

#: One thing to fill in: ``ticks``, ``cells`` (a letter each) or ``lines``.
Blank = dict[str, Any]

#: Kinds that nobody fills in.
SILENT = frozenset({FieldKind.INFORMATION, FieldKind.COMPUTED})
LONG_ROWS = 6


def blanks(question: Field, language: str) -> list[Blank]:
    """Return what to print under a question, in the active language."""
    make = _BLANKS.get(question.kind, _one_line)
    return make(question, language)


def line(label: str = "", *, rows: int = 1, unit: str = "", part: float = 1) -> Blank:
    """``part`` is the share of the width."""
    return {"shape": "lines", "label": label, "rows": rows, "unit": unit, "part": part}


def cells(*groups: int, label: str = "", captions: tuple[str, ...] = ()) -> Blank:
    return {"shape": "cells", "label": label, "groups": groups, "captions": captions}


def ticks(options: list[dict[str, str]], *, several: bool = False) -> Blank:
    return {
        "shape": "ticks",
        "options": options,
        "say": _("Tick all that apply.") if several else _("Tick one box."),
    }


def day(label: str = "") -> Blank:
    return cells(2, 2, 4, label=label, captions=(_("day"), _("month"), _("year")))


def _option(label: str, hint: str = "") -> dict[str, str]:
    return {"label": label, "hint": hint}


def _one_line(question: Field, language: str) -> list[Blank]:
    return [line()]


def _choice(question: Field, language: str) -> list[Blank]:
    options = [
        _option(str(words(option.label, language)), str(words(option.hint, language)))
        for option in question.options
    ]
    return [ticks(options, several=question.kind is FieldKind.CHOICES)]


def _yes_no(question: Field, language: str) -> list[Blank]:
    return [ticks([_option(_("Yes")), _option(_("No"))])]


def _statement(question: Field, language: str) -> list[Blank]:
    return [ticks([_option(_("I agree"))]) | {"say": ""}]


def _declared(question: Field, language: str) -> list[Blank]:
    return [ticks([_option(_("I declare it"))]) | {"say": ""}]


def _number(question: Field, language: str) -> list[Blank]:
    return [line(unit=str(words(question.unit, language)), part=0.4)]


def _money(question: Field, language: str) -> list[Blank]:
    return [line(unit="€", part=0.4)]


def _date(question: Field, language: str) -> list[Blank]:
    return [day()]


def _date_range(question: Field, language: str) -> list[Blank]:
    return [day(_("First day")), day(_("Last day"))]


def _name(question: Field, language: str) -> list[Blank]:
    return [line(_("First names")), line(_("Last name"))]


def _identity(question: Field, language: str) -> list[Blank]:
    asked = question.source.split()
    parts = {
        IdentityPart.USED_NAME: line(_("Name you use, if different")),
        IdentityPart.BIRTH_DATE: day(_("Date of birth")),
        IdentityPart.BIRTH_PLACE: line(
            _("Town of birth (and district in Paris, Lyon or Marseille), or country")
        ),
    }
    return [
        line(_("Last name at birth")),
        line(_("First names, in the order of the birth certificate")),
        *(blank for part, blank in parts.items() if part in asked),
    ]


def _address(question: Field, language: str) -> list[Blank]:
    abroad = [line(_("Country, if not France"), part=0.6)]
    return [
        line(_("Number and street")),
        line(_("Building, floor, flat (if any)")),
        cells(5, label=_("Postcode")),
        line(_("Town")),
        *(abroad if question.source == AddressScope.ANYWHERE else []),
    ]


def _district(question: Field, language: str) -> list[Blank]:
    return [cells(2, label=_("Number of the district"))]


def _long(question: Field, language: str) -> list[Blank]:
    return [line(rows=LONG_ROWS)]


def _file(question: Field, language: str) -> list[Blank]:
    most = question.max_files
    label = ngettext("I enclose it", "I enclose it (%(count)s documents at most)", most)
    return [ticks([_option(label % {"count": most})]) | {"say": ""}]


_BLANKS: dict[FieldKind, Callable[[Field, str], list[Blank]]] = {
    FieldKind.LONG_TEXT: _long,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.DATE_RANGE: _date_range,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.PERSON_NAME: _name,
    FieldKind.IDENTITY: _identity,
    FieldKind.POSTAL_ADDRESS: _address,
    FieldKind.DISTRICT: _district,
    FieldKind.FILE: _file,
    FieldKind.DECLARATION: _declared,
    FieldKind.CONSENT: _statement,
    FieldKind.INFORMATION: lambda question, language: [],
}
