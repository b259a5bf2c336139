"""What the embedded engine owes to several threads and processes that read while one writes."""

from pathlib import Path

import pytest

from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_reader import Reader
from search.query import Query
from tests.search.factories import DocumentFactory


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.rebuild([DocumentFactory(id=str(n), title=f"Piscine {n}") for n in range(4)])
    return engine


def titles(engine: EmbeddedEngine) -> set[str]:
    return {hit.document.title for hit in engine.search(Query("piscine", "fr")).hits}


def test_a_question_under_way_reads_on_in_the_index_it_was_asked_of(engine, monkeypatch) -> None:
    before, found_by_reader = titles(engine), Reader._page

    def overtaken(reader: Reader, *asked: object) -> object:
        found = found_by_reader(reader, *asked)
        monkeypatch.setattr(Reader, "_page", found_by_reader)
        rows = [DocumentFactory(id=str(n), title=f"Patinoire {n}") for n in range(4)]
        engine.write(upserts=rows, deletes=[])
        # Another visitor of the same process sees what was written.
        assert titles(engine) == set()
        return found

    monkeypatch.setattr(Reader, "_page", overtaken)

    assert titles(engine) == before


def test_an_index_replaced_while_it_is_being_opened_is_no_failure(engine, monkeypatch) -> None:
    removed, known = engine._generation(), EmbeddedEngine._generation
    engine.rebuild([DocumentFactory(title="Piscine neuve")])
    seen = iter([removed])
    monkeypatch.setattr(EmbeddedEngine, "_generation", lambda self: next(seen, known(self)))

    assert titles(engine) == {"Piscine neuve"}
