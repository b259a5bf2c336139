from pathlib import Path

import pytest
from django.test import Client

from eservices.cases.models import Case
from tests.eservices.records import files


@pytest.fixture
def case(stores: Path, client: Client) -> Case:
    """A request that was sent, answered and closed thirteen months ago."""
    return files.aged(files.lived(files.sent(client)))
