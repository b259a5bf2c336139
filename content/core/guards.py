"""Guards of immutable tables, held by the database itself.

On SQLite any later migration of a guarded table rebuilds it and silently drops
its triggers, so guards are declared here and (re)installed after each migrate;
a system check compares the registry with what the database has. On PostgreSQL
TRUNCATE passes row triggers, so it has a trigger too. All raise with SQLSTATE
23514, so that both engines give IntegrityError.

A guard may have doors: conditions in SQL over OLD and NEW under which the database lets
one operation through (a purge that the archives approved). A door is part of its
trigger's name, so that a trigger with another door is taken away and put anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "content_core_refuse"


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse UPDATE and/or DELETE on one model's table, but through its ``doors``.

    ``doors`` maps an operation to a condition that both engines read, over OLD and NEW;
    a door for INSERT guards that too. TRUNCATE has no door.
    """

    model: str  # "app_label.ModelName"
    update: bool = True
    delete: bool = True
    doors: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    def triggers(self, vendor: str) -> dict[str, str]:
        """Return the operation of each trigger by the trigger's name."""
        operations = [
            *(["UPDATE"] if self.update else []),
            *(["DELETE"] if self.delete else []),
            *(["INSERT"] if "INSERT" in self.doors else []),
            *(["TRUNCATE"] if self.delete and vendor == "postgresql" else []),
        ]
        # The operation first: PostgreSQL cuts names at 63 bytes.
        return {self._name(operation): operation for operation in operations}

    def _name(self, operation: str) -> str:
        door = self.doors.get(operation, "")
        mark = f"{hashlib.sha256(door.encode()).hexdigest()[:8]}_" if door else ""
        return f"guard_{operation.lower()}_{mark}{self.table}"[:63]


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
    """Put every registered guard on its table; nothing happens to one that stands.

    A trigger of a guarded table that no guard asks for (an older door) is taken away.
    """
    connection = connections[using]
    absent, stale = missing(using), _stale(using)
    if not (absent or stale):
        return
    with connection.cursor() as cursor:
        for table, name in stale:
            _drop(connection, cursor, table, name)
        for guard, name, operation in absent:
            for statement in _create(connection, guard, name, operation):
                cursor.execute(statement)


def _create(
    connection: BaseDatabaseWrapper, guard: Guard, name: str, operation: str
) -> Iterator[str]:
    quote = connection.ops.quote_name
    door = guard.doors.get(operation, "")
    if connection.vendor != "postgresql":
        unless = f" WHEN NOT ({door})" if door else ""
        yield (
            f"CREATE TRIGGER {quote(name)} BEFORE {operation} ON {quote(guard.table)}{unless}"
            f" BEGIN SELECT RAISE(ABORT, '{operation} on {guard.table} is refused:"
            " its rows are never changed'); END"
        )
        return
    function = name if door else FUNCTION
    row = "OLD" if operation == "DELETE" else "NEW"
    passes = f" IF {door} THEN RETURN {row}; END IF;" if door else ""
    yield (
        f"CREATE OR REPLACE FUNCTION {quote(function)}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN{passes} RAISE EXCEPTION '%% on %% is refused: its rows are never changed',"
        " TG_OP, TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    ).replace("%%", "%")
    each = "STATEMENT" if operation == "TRUNCATE" else "ROW"
    yield (
        f"CREATE TRIGGER {quote(name)} BEFORE {operation} ON {quote(guard.table)}"
        f" FOR EACH {each} EXECUTE FUNCTION {quote(function)}()"
    )


def _drop(connection: BaseDatabaseWrapper, cursor: Any, table: str, name: str) -> None:
    quote = connection.ops.quote_name
    on = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on}")


def missing(using: str = DEFAULT_DB_ALIAS) -> list[tuple[Guard, str, str]]:
    """Return (guard, trigger, operation) for each guard the database lacks.

    A table that is not there yet (before its first migration) needs none.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        present = _present(connection, cursor)
    return [
        (guard, name, operation)
        for guard in guards
        if guard.table in tables
        for name, operation in guard.triggers(connection.vendor).items()
        if (guard.table, name) not in present
    ]


def _stale(using: str) -> list[tuple[str, str]]:
    """Return (table, trigger) of guarded tables that no guard asks for any more."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
    asked = {(guard.table, name) for guard in guards for name in guard.triggers(connection.vendor)}
    tables = {guard.table for guard in guards}
    return sorted(each for each in present - asked if each[0] in tables)


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
    with connection.cursor() as cursor:
        for table, name in sorted(_present(connection, cursor)):
            _drop(connection, cursor, table, name)
    try:
        yield
    finally:
        install(using)


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of ``post_migrate`` for the core app: all tables stand by then."""
    install(using)


def open_before_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of ``pre_migrate`` for the core app.

    SQLite refuses to rename a table anew while a trigger elsewhere reads it, and a later
    migration may make a table that a door reads anew: triggers with a door go away until
    ``post_migrate``. PostgreSQL needs none of it.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    doors = {
        (guard.table, name)
        for guard in guards
        for name, operation in guard.triggers(connection.vendor).items()
        if guard.doors.get(operation)
    }
    with connection.cursor() as cursor:
        for table, name in sorted(_present(connection, cursor) & doors):
            _drop(connection, cursor, table, name)
