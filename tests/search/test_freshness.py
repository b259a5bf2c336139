"""What was withdrawn is gone at once, whoever is late; what was lost is found and mended."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from content.core import changes, deliveries, worker
from content.core.models import Delivery
from content.core.models.deliveries import Lane
from search import indexing
from search.documents import Document
from search.query import Query
from search.sources import sources
from tests.search.factories import DocumentFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Shelf:
    """A source whose rows are in the test's hands."""

    kind = "shelf"
    label = "Shelf"

    def __init__(self) -> None:
        self.rows: dict[str, Document] = {}
        self.while_read = lambda: None

    def put(self, identifier: str, title: str | None) -> None:
        """Publish a row, or withdraw it, as a writer does."""
        with transaction.atomic():
            self.rows.pop(identifier, None)
            if title:
                row = DocumentFactory(kind="shelf", id=identifier, title=title)
                self.rows[identifier] = row
            changes.record(documents=[("shelf", identifier)])

    def documents(self, ids=None):
        found = [row for key, row in self.rows.items() if ids is None or key in ids]
        self.while_read()
        yield from found

    def listing(self, language):
        return []


@pytest.fixture
def shelf(city_engine):
    before = dict(sources._sources)
    shelf = Shelf()
    sources.register(shelf)
    indexing.rebuild()
    yield shelf
    sources._sources = before


def found(client, text: str) -> bool:
    return 'class="results"' in client.get("/fr/recherche/", {"q": text}).content.decode()


def test_published_is_found_when_the_worker_has_run(client, shelf) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()

    assert found(client, "patinoire")


def test_withdrawn_is_gone_before_any_worker_runs(client, shelf) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()
    shelf.put("1", None)

    assert not found(client, "patinoire")
    answer = client.get("/api/v1/search", {"q": "patinoire"}).json()
    assert (answer["total"], answer["hits"]) == (0, [])
    assert client.get("/api/v1/search/suggest", {"q": "pat"}).json() == {"suggestions": []}


def test_a_worker_that_died_holding_a_change_hides_it_no_longer_than_its_lease(
    client, shelf
) -> None:
    """Published is found once another worker comes; withdrawn is gone while none does."""
    shelf.put("1", "Patinoire")
    assert deliveries.take(Lane.QUICK, lease=timedelta(0)) is not None
    assert not found(client, "patinoire")
    worker.drain()
    assert found(client, "patinoire")

    shelf.put("1", None)
    assert deliveries.take(Lane.QUICK) is not None
    assert not found(client, "patinoire")


def test_what_changed_while_no_worker_ran_is_all_caught_up(client, shelf, city_engine) -> None:
    for number in range(30):
        shelf.put(str(number), f"Patinoire {number}")
    for number in range(0, 30, 2):
        shelf.put(str(number), None)
    assert not found(client, "patinoire")

    worker.drain()

    assert {held.key for held in city_engine.held()} == {f"shelf:{n}" for n in range(1, 30, 2)}


def test_a_change_is_shown_as_the_database_has_it(client, shelf) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()
    shelf.put("1", "Patinoire fermée")

    assert "Patinoire fermée" in client.get("/fr/recherche/", {"q": "patinoire"}).content.decode()


def test_a_write_while_the_index_is_rebuilt_is_kept(shelf, city_engine) -> None:
    shelf.put("1", "Patinoire")
    worker.drain()

    def write_meanwhile() -> None:
        shelf.while_read = lambda: None
        shelf.put("1", "Gymnase")
        shelf.put("2", "Piscine")
        worker.drain()

    shelf.while_read = write_meanwhile
    indexing.rebuild()
    worker.drain()

    titles = {
        hit.document.title
        for word in ("patinoire", "gymnase", "piscine")
        for hit in city_engine.search(Query(word, "fr")).hits
    }
    assert titles == {"Gymnase", "Piscine"}


def test_what_waited_before_a_rebuild_is_done_by_it(shelf) -> None:
    shelf.put("1", "Patinoire")
    indexing.rebuild()

    assert not Delivery.objects.exclude(state="done").filter(kind=indexing.KIND).exists()


def test_the_check_finds_every_difference_and_mends_it(shelf, city_engine, capsys) -> None:
    for identifier, title in (("1", "Patinoire"), ("2", "Gymnase"), ("3", "Piscine")):
        shelf.put(identifier, title)
    worker.drain()
    call_command("search_check")
    assert "true to the database" in capsys.readouterr().out

    # As if a write had been lost: no row tells of these changes.
    shelf.rows["1"] = DocumentFactory(kind="shelf", id="1", title="Patinoire fermée")
    del shelf.rows["2"]
    city_engine.write(upserts=[], deletes=["shelf:3"])
    with pytest.raises(CommandError):
        call_command("search_check")
    said = capsys.readouterr().out
    assert "missing: shelf:3" in said
    assert "outdated: shelf:1" in said
    assert "withdrawn: shelf:2" in said

    call_command("search_check", "--mend")
    worker.drain()
    capsys.readouterr()
    call_command("search_check")
    assert "true to the database" in capsys.readouterr().out


def test_the_check_says_that_nothing_was_compared(city_engine) -> None:
    with pytest.raises(CommandError, match="away"):
        call_command("search_check")
