from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from eservices.cases.models import Case
from tests.eservices.records import files


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


@pytest.fixture
def case(stores: Path, client: Client) -> Case:
    """A request that was sent, answered and closed thirteen months ago."""
    return files.aged(files.lived(files.sent(client)))
