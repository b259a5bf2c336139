"""One city for all end-to-end tests of a process: loading it takes half a minute."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import browser
from tests.e2e.city import City, city


@pytest.fixture(scope="session")
def live_city(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), city(tmp_path_factory.mktemp("city"), worker) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.browser() as process:
        yield process
