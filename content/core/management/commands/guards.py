from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections

from content.core import guards


class Command(BaseCommand):
    help = "Print each guard of an immutable table and whether the database has it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args: Any, database: str, **options: Any) -> None:
        absent = {
            (guard.table, operation) for guard, _trigger, operation in guards.missing(database)
        }
        for guard in guards.guards:
            for operation in guard.triggers(connections[database].vendor).values():
                state = "MISSING" if (guard.table, operation) in absent else "in place"
                self.stdout.write(f"{guard.table:40} {operation:8} {state}")
        if absent:
            raise CommandError("some guards are missing: run manage.py migrate")
