from collections.abc import Iterator

import pytest
from django.test import override_settings

from eservices.cases.kinds import kinds
from tests.eservices.cases.factories import TestKind


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestKind]:
    """Cases of tests, and files kept in memory."""
    made = TestKind()
    monkeypatch.setattr(kinds, "_kinds", {"test": made})
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"private": memory, "default": memory, "staticfiles": static}):
        yield made
