from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Path]:
    """Private files and mails in a folder of the test, which can be searched."""
    disk = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private")},
    }
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={"private": disk, "default": memory, "staticfiles": static},
        CLAMAV_URL="",
    ):
        yield tmp_path
