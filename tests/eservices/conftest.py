from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from eservices.cases.kinds import kinds
from tests.eservices.cases.factories import TestKind

MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


def stored(*, private: dict[str, Any]) -> override_settings:
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        STORAGES={"private": private, "default": MEMORY, "staticfiles": static}
    )


@pytest.fixture
def stores_in_memory() -> Iterator[None]:
    """Files of a test, gone with it."""
    with stored(private=MEMORY):
        yield


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Path]:
    """Private files and mails in a folder of the test, which can be searched."""
    disk = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private")},
    }
    with stored(private=disk), override_settings(CLAMAV_URL=""):
        yield tmp_path


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, stores_in_memory: None) -> TestKind:
    """A kind of case for tests, whose files are kept in memory."""
    made = TestKind()
    monkeypatch.setattr(kinds, "_kinds", {"test": made})
    return made
