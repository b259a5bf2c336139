"""The server is killed while it is written to, asked and filled, and comes back on its data.

What it confirmed is there; what it did not is written by the row that waits. Meanwhile the page
says that search is away, and nothing withdrawn is shown before the index knows.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import timezone

from content.core import worker
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from search import engines, indexing
from search.engines import EngineUnavailable, elastic
from search.engines.elastic import ElasticEngine
from search.query import Query
from search.sources import sources
from tests.search.engines.node import Node
from tests.search.factories import DocumentFactory
from tests.search.test_freshness import Shelf

# A city with a server of search has PostgreSQL: once is enough for what takes so long.
pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
ROWS = 16


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node() as node:
        yield node


@pytest.fixture
def engine(node: Node, settings) -> Iterator[ElasticEngine]:
    """The engine of the site, on the server that will be killed."""
    settings.ELASTICSEARCH_URL = node.url
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    settings.SEARCH_ENGINE = "search.engines.elastic.ElasticEngine"
    engines.get_engine.cache_clear()
    yield engines.get_engine()
    engines.get_engine.cache_clear()


@pytest.fixture
def shelf(engine: ElasticEngine) -> Iterator[Shelf]:
    before = dict(sources._sources)
    shelf = Shelf()
    sources._sources = {"shelf": shelf}
    indexing.rebuild()
    yield shelf
    sources._sources = before


class Visitors(threading.Thread):
    """Ask one question after the other; remember how each ended."""

    def __init__(self, engine: ElasticEngine) -> None:
        super().__init__(daemon=True)
        self._engine = engine
        self._over = threading.Event()
        self.ends: Counter[str] = Counter()

    def __enter__(self) -> Visitors:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.is_set():
            try:
                found = self._engine.search(Query("piscine", "fr")).hits
                self.ends["answered" if len(found) == 1 else "wrong"] += 1
            except EngineUnavailable:
                self.ends["away"] += 1
            except Exception as error:
                self.ends[repr(error)] += 1


def restart(node: Node, engine: ElasticEngine) -> None:
    """Start the server and wait until it has read its data."""
    node.start()
    for _attempt in range(600):
        try:
            return engine.check()
        except EngineUnavailable:
            time.sleep(0.05)
    pytest.fail("the server does not find its data again")


def catch_up() -> None:
    """Run what waits, as the worker does a little later."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(due_at=timezone.now())
    worker.drain()


def held(engine: ElasticEngine) -> set[str]:
    return {each.key for each in engine.held()}


def titles(engine: ElasticEngine, text: str) -> list[str]:
    return [hit.document.title for hit in engine.search(Query(text, "fr")).hits]


def test_killed_while_it_is_written_to_and_asked(node, engine, shelf, client) -> None:
    for number in range(ROWS):
        shelf.put(str(number), f"Patinoire {number}")
    shelf.put("pool", "Piscine")
    indexing.rebuild()
    for number in range(ROWS):
        shelf.put(str(number), f"Gymnase {number}")
    reads = iter(range(ROWS))

    def kill_in_the_midst() -> None:
        if next(reads, 0) == ROWS // 2:
            threading.Timer(0.02, node.kill).start()

    shelf.while_read = kill_in_the_midst
    with Visitors(engine) as visitors:
        worker.drain()
    shelf.while_read = lambda: None
    assert visitors.ends.keys() == {"answered", "away"}, visitors.ends

    page = client.get("/fr/recherche/?q=piscine")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "La recherche ne fonctionne pas pour le moment" in page.content.decode()
    rows = Delivery.objects.filter(kind=indexing.KIND)
    written = set(rows.filter(state=DeliveryState.DONE).values_list("key", flat=True))
    assert ROWS // 2 <= len(written) - 1 < ROWS
    shelf.put("pool", None)
    shelf.put("0", None)
    restart(node, engine)

    # Before any worker came back: all that was confirmed, nothing that was withdrawn.
    on_the_page = client.get("/api/v1/search?q=gymnase").json()
    assert {f"shelf:{hit['id']}" for hit in on_the_page["hits"]} <= written - {"shelf:0"}
    assert on_the_page["total"] >= ROWS // 2 - 1
    assert b'class="results"' not in client.get("/fr/recherche/?q=piscine").content
    catch_up()
    assert held(engine) == {f"shelf:{number}" for number in range(1, ROWS)}
    assert titles(engine, "patinoire") == []


def test_killed_while_a_new_index_is_filled(node, engine, shelf, monkeypatch) -> None:
    shelf.put("pool", "Piscine")
    indexing.rebuild()

    def rows():
        for number in range(3 * elastic.BATCH):
            if number == 2 * elastic.BATCH + 100:
                node.kill()
            yield DocumentFactory(title=f"Gymnase {number}")

    with Visitors(engine) as visitors, pytest.raises(EngineUnavailable):
        engine.rebuild(rows())
    assert visitors.ends.keys() <= {"answered", "away"}, visitors.ends
    shelf.put("rink", "Patinoire")
    worker.drain()
    restart(node, engine)

    assert (titles(engine, "piscine"), titles(engine, "gymnase")) == (["Piscine"], [])
    catch_up()
    assert titles(engine, "patinoire") == ["Patinoire"]
    # What the dead one left half filled is removed by a rebuild that sees that it is old.
    monkeypatch.setattr(elastic, "ABANDONED", 0)
    assert indexing.rebuild() == 2
    assert held(engine) == {"shelf:pool", "shelf:rink"}
    assert len(engine._client.indices.get(index=f"{engine._prefix}-*")) == 2
