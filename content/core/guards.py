"""Guards of immutable tables, held by the database itself.

On SQLite any later migration of a guarded table rebuilds it and silently drops
its triggers, so guards are declared here and (re)installed after each migrate;
a system check compares the registry with what the database has. On PostgreSQL
TRUNCATE passes row triggers, so it has a trigger too. All raise with SQLSTATE
23514, so that both engines give IntegrityError.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "content_core_refuse"


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse UPDATE and/or DELETE on one model's table."""

    model: str  # "app_label.ModelName"
    update: bool = True
    delete: bool = True

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    def triggers(self, vendor: str) -> dict[str, str]:
        """Return the operation of each trigger by the trigger's name."""
        operations = [
            *(["UPDATE"] if self.update else []),
            *(["DELETE"] if self.delete else []),
            *(["TRUNCATE"] if self.delete and vendor == "postgresql" else []),
        ]
        # The operation first: PostgreSQL cuts names at 63 bytes.
        return {
            f"guard_{operation.lower()}_{self.table}"[:63]: operation for operation in operations
        }


class GuardRegistry:
    def __init__(self) -> None:
        self._guards: dict[str, Guard] = {}

    def register(self, guard: Guard) -> None:
        if guard.model in self._guards:
            raise ValueError(f"{guard.model} is guarded already")
        self._guards[guard.model] = guard

    def __iter__(self) -> Iterator[Guard]:
        return iter(self._guards.values())


guards = GuardRegistry()


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put every registered guard on its table; nothing happens to one that stands."""
    connection = connections[using]
    absent = missing(using)
    if not absent:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN RAISE EXCEPTION '% on % is refused: its rows are never changed',"
                " TG_OP, TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
            )
        for table, name, operation in absent:
            cursor.execute(_create(connection, table, name, operation))


def _create(connection: BaseDatabaseWrapper, table: str, name: str, operation: str) -> str:
    quote = connection.ops.quote_name
    if connection.vendor == "postgresql":
        each = "STATEMENT" if operation == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {quote(name)} BEFORE {operation} ON {quote(table)}"
            f" FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
        )
    return (
        f"CREATE TRIGGER {quote(name)} BEFORE {operation} ON {quote(table)}"
        f" BEGIN SELECT RAISE(ABORT, '{operation} on {table} is refused:"
        " its rows are never changed'); END"
    )


def missing(using: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str, str]]:
    """Return (table, trigger, operation) for each guard the database lacks.

    A table that is not there yet (before its first migration) needs none.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        present = _present(connection, cursor)
    return [
        (guard.table, name, operation)
        for guard in guards
        if guard.table in tables
        for name, operation in guard.triggers(connection.vendor).items()
        if (guard.table, name) not in present
    ]


def _present(connection: BaseDatabaseWrapper, cursor: Any) -> set[tuple[str, str]]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'guard%%' AND t.tgenabled <> 'D'"
            " AND pg_table_is_visible(c.oid)"
        )
    else:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master"
            " WHERE type = 'trigger' AND name LIKE 'guard%%'"
        )
    return {(table, name) for table, name in cursor.fetchall()}


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take every guard away and put it back: only for the reset between tests."""
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, name in sorted(_present(connection, cursor)):
            on = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on}")
    try:
        yield
    finally:
        install(using)


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of ``post_migrate`` for the core app: all tables stand by then."""
    install(using)
