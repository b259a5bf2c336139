"""The server goes away while it is written to, asked or filled: nothing is lost or half done."""

import os
import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction

from content.core import changes, worker
from content.core.models import Delivery
from search import engines, indexing
from search.engines import EngineUnavailable
from search.engines.elastic import SUPPORTED_MAJORS, ElasticEngine
from search.query import Query
from search.sources import sources
from tests.search.engines.line import Line
from tests.search.factories import DocumentFactory
from tests.search.test_freshness import Shelf

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line() -> Iterator[Line]:
    with Line(os.environ["ELASTICSEARCH_URL"]) as line:
        yield line


@pytest.fixture
def engine(line: Line, settings) -> Iterator[ElasticEngine]:
    """The engine of the site, at the far end of a line that can be cut."""
    settings.ELASTICSEARCH_URL = line.url
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    settings.SEARCH_ENGINE = "search.engines.elastic.ElasticEngine"
    engines.get_engine.cache_clear()
    engine = engines.get_engine()
    engine._timeout = 30
    yield engine
    engines.get_engine.cache_clear()
    direct = ElasticEngine(os.environ["ELASTICSEARCH_URL"], "x", timeout=30)._client
    for name in direct.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*"):
        direct.indices.delete(index=name)


@pytest.fixture
def shelf(engine) -> Iterator[Shelf]:
    before = dict(sources._sources)
    shelf = Shelf()
    sources._sources = {"shelf": shelf}
    indexing.rebuild()
    yield shelf
    sources._sources = before


def titles(engine: ElasticEngine, text: str) -> list[str]:
    return [hit.document.title for hit in engine.search(Query(text, "fr")).hits]


def test_away_during_a_write_the_row_waits_and_is_written_later(shelf, engine, line) -> None:
    line.cut()
    shelf.put("1", "Patinoire")
    worker.drain()
    row = Delivery.objects.get(kind=indexing.KIND)
    assert (row.state, row.attempts) == ("waiting", 1)

    line.mend()
    Delivery.objects.update(due_at=row.created_at)
    worker.drain()

    assert titles(engine, "patinoire") == ["Patinoire"]


def test_withdrawn_while_away_is_gone_when_it_is_back(shelf, engine, line, client) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()
    line.cut()
    shelf.put("1", None)
    worker.drain()
    assert client.get("/fr/recherche/?q=patinoire").status_code == 503

    line.mend()

    page = client.get("/fr/recherche/?q=patinoire")
    assert page.status_code == 200
    assert b'class="results"' not in page.content


def test_away_during_a_question_is_a_page_that_says_so(shelf, engine, line, client) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()
    line.requests_left = 0

    response = client.get("/fr/recherche/?q=patinoire")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"


@pytest.mark.parametrize("requests", [2, 4, 6])
def test_away_during_a_rebuild_leaves_the_old_index_whole(shelf, engine, line, requests) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()
    rows = [DocumentFactory(title=f"Gymnase {n}") for n in range(1200)]
    line.requests_left = requests
    with pytest.raises(EngineUnavailable):
        engine.rebuild(rows)
    line.mend()

    assert titles(engine, "patinoire") == ["Patinoire"]
    assert titles(engine, "gymnase") == []


def test_a_server_of_another_major_is_refused(engine, monkeypatch) -> None:
    monkeypatch.setattr("search.engines.elastic.SUPPORTED_MAJORS", (max(SUPPORTED_MAJORS) + 1,))

    with pytest.raises(EngineUnavailable, match="not supported"):
        engine.rebuild([])
    with pytest.raises(EngineUnavailable, match="not supported"):
        engine.write(upserts=[DocumentFactory()], deletes=[])


def test_a_change_recorded_twice_is_written_once_as_it_is_last(shelf, engine) -> None:

    shelf.put("1", "Patinoire")
    shelf.put("1", "Gymnase")
    with transaction.atomic():
        changes.record(documents=[("shelf", "1")])
    worker.drain()

    assert (titles(engine, "patinoire"), titles(engine, "gymnase")) == ([], ["Gymnase"])
