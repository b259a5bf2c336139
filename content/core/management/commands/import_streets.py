"""Fill the register of streets from a CSV file of the national address base (BAN)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from content.core.models import Street

CHUNK = 2000
COLUMNS = {"nom_voie", "code_postal", "nom_commune"}
Row = tuple[str, str, str]
T = TypeVar("T")


class Command(BaseCommand):
    help = (
        "Import streets from a CSV file of the Base Adresse Nationale (adresses-75.csv or .gz,"
        " licence ouverte). Streets of the same postcodes that the file no longer has go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--postcode", default="", help="only those that begin like this")

    def handle(self, *args: Any, file: Path, postcode: str, **options: Any) -> None:
        try:
            seen = set(_streets(file, postcode))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.") from None
        if not seen:
            raise CommandError(f"{file} has no street with this postcode; nothing was changed.")
        with transaction.atomic():
            made = sum(_add(chunk) for chunk in _chunks(sorted(seen)))
            gone = _forget_others(seen)
        self.stdout.write(f"{len(seen)} streets, {made} new, {gone} gone.")


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _streets(file: Path, postcode: str) -> Iterator[Row]:
    """Yield name, postcode and town of each address of the file, streets coming often."""
    opened: Any = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        missing = COLUMNS - set(rows.fieldnames or ())
        if missing:
            raise CommandError(f"{file} has no column {', '.join(sorted(missing))}.")
        for row in rows:
            name, code, town = (
                str(row[column] or "").strip()
                for column in ("nom_voie", "code_postal", "nom_commune")
            )
            if name and code.startswith(postcode) and len(code) == 5:
                yield name[:200], code, town[:100]


def _add(rows: Iterable[Row]) -> int:
    """Add the streets that are not there yet; return how many."""
    given = [Street(name=name, postcode=code, town=town) for name, code, town in rows]
    for street in given:
        street.searched = street.searched_words()
    before = Street.objects.count()
    Street.objects.bulk_create(given, ignore_conflicts=True)
    return Street.objects.count() - before


def _forget_others(seen: set[Row]) -> int:
    """Remove streets of the file's postcodes that it does not have; return how many."""
    codes = {code for _name, code, _town in seen}
    old = [
        key
        for key, *street in Street.objects.values_list("pk", "name", "postcode", "town").iterator()
        if street[1] in codes and tuple(street) not in seen
    ]
    for chunk in _chunks(old):
        Street.objects.filter(pk__in=chunk).delete()
    return len(old)
