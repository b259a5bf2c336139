"""Databases of the tests: migrated once per state of the migrations, then copied.

Migrating Wagtail takes half a minute; a copy takes none. A test that commits gets a
fresh copy after it, so the rows that migrations write (Wagtail's root page, locale and
site) and the guards of immutable tables are there for the next one: Django's own flush
removes the first and is refused by the second.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from content.core.guards import guards

TEMPLATES = Path(settings.ROOT) / "var" / "test"
PREFIX = "townhall_template_"
KEPT = 5


def _fingerprint() -> str:
    digest = hashlib.sha256()
    root = Path(settings.ROOT)
    for top in ("content", "eservices", "search", "site/townhall"):
        for path in sorted((root / top).rglob("migrations/*.py")):
            digest.update(path.read_bytes())
    digest.update((root / "requirements.txt").read_bytes())
    digest.update(repr(sorted(map(repr, guards))).encode())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:16]


@contextmanager
def one_builder() -> Iterator[None]:
    """Hold what processes of tests make once and share."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(name: str) -> None:
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
    finally:
        _close()
        connection.settings_dict["NAME"] = before


def _close() -> None:
    connection = connections["default"]
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


class SqliteDatabase:
    """A file, copied from the template and written over after each test that commits."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.name = str(folder / f"test-{worker}.sqlite3")
        self.template = self._template()
        shutil.copy(self.template, self.name)

    @staticmethod
    def _template() -> Path:
        template = TEMPLATES / f"{_fingerprint()}.sqlite3"
        with one_builder():
            if not template.exists():
                building = template.with_suffix(f".{os.getpid()}")
                _migrate(str(building))
                building.rename(template)
                old = sorted(TEMPLATES.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)
                for path in old[:-KEPT]:
                    path.unlink()
        return template

    def reset(self) -> None:
        # Page by page through SQLite's own door: a live server may hold the file open.
        with (
            closing(sqlite3.connect(f"file:{self.template}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(self.name, timeout=20)) as target,
        ):
            source.backup(target)

    def remove(self) -> None:
        Path(self.name).unlink()


class PostgresqlDatabase:
    """A database made from a template database, and made anew after each commit."""

    def __init__(self, _folder: Path, worker: str) -> None:
        self.name = f"townhall_test_{os.getpid()}_{worker}"
        self.template = f"{PREFIX}{_fingerprint()}"
        with one_builder():
            if not self._rows("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
                self._build()
            self.reset()

    def _build(self) -> None:
        building = f"{self.template}_building"
        self._run(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
        self._run(f"CREATE DATABASE \"{building}\" ENCODING 'UTF8' TEMPLATE template0")
        _migrate(building)
        self._run(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')
        for (old,) in self._rows(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC OFFSET %s",
            f"{PREFIX}%",
            KEPT,
        ):
            self._run(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')

    @staticmethod
    def _run(statement: str) -> None:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement)

    @staticmethod
    def _rows(statement: str, *values: object) -> list[tuple[str]]:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def reset(self) -> None:
        self.remove()
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def remove(self) -> None:
        _close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


@contextmanager
def prepared(folder: Path, worker: str) -> Iterator[SqliteDatabase | PostgresqlDatabase]:
    """Point the default connection to a database of this test process."""
    connection = connections["default"]
    kind = SqliteDatabase if connection.vendor == "sqlite" else PostgresqlDatabase
    database = kind(folder, worker)
    before = connection.settings_dict["NAME"]
    _close()
    connection.settings_dict["NAME"] = database.name
    settings.DATABASES["default"]["NAME"] = database.name
    try:
        yield database
    finally:
        _close()
        database.remove()
        connection.settings_dict["NAME"] = before
