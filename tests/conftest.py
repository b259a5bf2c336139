"""The test database: migrated once per state of the migrations, then copied.

Migrating Wagtail takes half a minute; a copy takes none.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

TEMPLATES = Path(settings.ROOT) / "var" / "test"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for top in ("content", "eservices", "search", "site/townhall"):
        for path in sorted((Path(settings.ROOT) / top).rglob("migrations/*.py")):
            digest.update(path.read_bytes())
    digest.update((Path(settings.ROOT) / "requirements.txt").read_bytes())
    return digest.hexdigest()[:16]


def _template() -> Path:
    template = TEMPLATES / f"{_fingerprint()}.sqlite3"
    if not template.exists():
        TEMPLATES.mkdir(parents=True, exist_ok=True)
        building = template.with_suffix(f".{os.getpid()}")
        connection = connections["default"]
        name = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(building)
        call_command("migrate", verbosity=0, interactive=False)
        connection.cursor().execute("PRAGMA journal_mode=DELETE")
        connection.close()
        connection.settings_dict["NAME"] = name
        building.rename(template)
    return template


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    connection = connections["default"]
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            copy = tmp_path_factory.mktemp("database") / "test.sqlite3"
            shutil.copy(_template(), copy)
            connection.settings_dict["TEST"]["NAME"] = str(copy)
        old = setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    with django_db_blocker.unblock():
        teardown_databases(old, verbosity=0, keepdb=connection.vendor == "sqlite")
