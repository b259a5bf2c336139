"""Write the list of French communes of today and since 1943 that the gazetteer reads.

Takes the folders of unpacked releases of the npm package @etalab/decoupage-administratif
(MIT; data of Insee, Licence Ouverte 2.0): the newest for today's communes, 0.8.0 for the
history, those between for the names that have changed since. Newest first:

    npm pack @etalab/decoupage-administratif@6.0.0   # and the others, then unpack
    python scripts/communes.py 6.0.0/package 5.3.0/package ... 0.8.0/package \\
        > eservices/procedures/gazetteer/communes.tsv

Each line is a name, a code of Insee, and today's name where the commune has another now.
With ``--departments`` before the newest folder, a line is a department: its code, its name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read(folder: str, name: str) -> list[Row]:
    path = Path(folder, "data", f"{name}.json")
    found: list[Row] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found


def today(rows: list[Row]) -> dict[str, Row]:
    """Return today's commune by every code that it has or had."""
    communes = {row["code"]: row for row in rows if row["type"] == "commune-actuelle"}
    found = dict(communes)
    for row in communes.values():
        for code in row.get("anciensCodes", ()):
            found.setdefault(code, row)
    for row in rows:
        home = communes.get(row.get("chefLieu") or row.get("commune") or "")
        if home is not None:
            found.setdefault(row["code"], home)
    return found


def historic(rows: list[Row], communes: dict[str, Row]) -> Iterator[tuple[str, str, Row]]:
    """Yield (name, code, today's commune) of every commune that ever had a code."""
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        last, seen = row, set()
        while last["id"] not in seen:
            seen.add(last["id"])
            onward = last.get("successeur") or last.get("pole")
            last = by_id.get(onward or "", last)
        home = communes.get(last["code"])
        if home is not None:
            yield row["nom"], row["code"], home


def lines(folders: list[str]) -> Iterator[str]:
    newest = read(folders[0], "communes")
    communes = today(newest)
    found: dict[tuple[str, str], str] = {}
    for folder in folders:
        for row in read(folder, "communes"):
            home = communes.get(row["code"])
            if home is not None:
                own = row["code"] if row["type"] == "arrondissement-municipal" else home["code"]
                found.setdefault((row["nom"], own), row["code"])
    for name, code, home in historic(read(folders[-1], "historique-communes"), communes):
        found.setdefault((name, home["code"]), code)
    names = {row["code"]: row["nom"] for row in communes.values()}
    for (name, home_code), code in sorted(found.items()):
        now = names.get(home_code, name)
        yield f"{name}\t{code}\t{now if now != name else ''}"


def departments(folder: str) -> Iterator[str]:
    for row in read(folder, "departements"):
        yield f"{row['code']}\t{row['nom']}"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    asked = departments(arguments[1]) if arguments[0] == "--departments" else lines(arguments)
    sys.stdout.write("\n".join(asked) + "\n")
