"""Every engine, empty, for the contract that all of them pass."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines import Engine
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine

ENGINES = ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)]


@pytest.fixture
def elastic() -> Iterator[ElasticEngine]:
    """Elasticsearch under a prefix of the test's own, whose indices are removed after it."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    engine = ElasticEngine(os.environ.get("ELASTICSEARCH_URL", ""), prefix, timeout=30)
    yield engine
    for name in engine._client.indices.get(index=f"{prefix}-*"):
        engine._client.indices.delete(index=name)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "embedded":
        return EmbeddedEngine(tmp_path / "index")
    return request.getfixturevalue("elastic")
