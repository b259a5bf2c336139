"""French communes, of today and since 1943.

Source: Insee, Code officiel géographique (Licence Ouverte 2.0), as shipped by the npm
package @etalab/decoupage-administratif; ``scripts/communes.py`` writes ``communes.tsv``
and ``departments.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eservices.procedures.gazetteer.names import folded

_FOLDER = Path(__file__).parent
#: "Paris 11", "Lyon 3e arrondissement": how people name the part of a large town.
_DISTRICT = re.compile(r"^(paris|lyon|marseille) (\d{1,2})(?:er|e|eme)?(?: arrondissement)?$")


@dataclass(frozen=True, slots=True)
class Commune:
    """``code`` is Insee's; ``now`` is today's name where it has changed or merged."""

    name: str
    code: str
    now: str = ""

    @property
    def department(self) -> str:
        return self.code[:3] if self.code.startswith(("97", "98")) else self.code[:2]

    @property
    def label(self) -> str:
        """The commune as one tells it from its namesakes."""
        return f"{self.name} ({self.department})"

    @property
    def in_full(self) -> str:
        """The commune with its department's name, for a choice among namesakes."""
        name = _departments().get(self.department, "")
        return f"{self.name}, {name} ({self.department})" if name else self.label


@cache
def _departments() -> dict[str, str]:
    rows = (_FOLDER / "departments.tsv").read_text("utf-8").splitlines()
    return dict(row.split("\t") for row in rows)


@cache
def _by_name() -> dict[str, tuple[Commune, ...]]:
    found: dict[str, list[Commune]] = {}
    for line in (_FOLDER / "communes.tsv").read_text("utf-8").splitlines():
        name, code, now = line.split("\t")
        found.setdefault(_key(name), []).append(Commune(name, code, now))
    return {key: tuple(communes) for key, communes in found.items()}


@cache
def _by_code() -> dict[str, Commune]:
    found: dict[str, Commune] = {}
    for communes in _by_name().values():
        for each in communes:
            if each.code not in found or not each.now:
                found[each.code] = each
    return found


def _key(name: str) -> str:
    key = folded(name)
    district = _DISTRICT.match(key)
    return f"{district[1]} {int(district[2])}" if district else key


def communes_named(typed: str) -> tuple[Commune, ...]:
    """Return the communes that bear a name now or bore it, by department.

    A department's number after the name ("Saint-Denis (93)", "Saint-Denis 974") keeps
    those of the department. Nothing is found for a name that nobody knows.
    """
    named = _by_name().get(_key(typed), ())
    if not named:
        number = re.search(r"\(?\b(\d{2,3}|2[abAB])(?:\d{3}|\d{2})?\)?\s*$", typed)
        if number:
            wanted = number[1].upper()
            named = tuple(
                each
                for each in _by_name().get(_key(typed[: number.start()]), ())
                if each.department.startswith(wanted) or wanted.startswith(each.department)
            )
    return tuple(sorted(named, key=lambda each: (each.department, each.code)))


def commune(code: str, name: str = "") -> Commune | None:
    """Return the commune with a code of Insee, under ``name`` if it ever bore it."""
    for each in communes_named(name) if name else ():
        if each.code == code:
            return each
    return _by_code().get(code)
