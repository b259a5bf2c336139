"""A small city of public documents, and the page's engine in a folder of the test."""

from collections.abc import Iterator

import pytest

from search import engines
from search.engines import Engine


@pytest.fixture
def city_engine(settings, tmp_path) -> Iterator[Engine]:
    """The embedded engine that pages ask, empty and the test's own."""
    settings.SEARCH_INDEX_PATH = tmp_path / "index"
    engines.get_engine.cache_clear()
    yield engines.get_engine()
    engines.get_engine.cache_clear()
