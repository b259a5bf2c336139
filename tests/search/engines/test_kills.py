"""A process killed while it writes the embedded index, or while it makes a new one.

Nothing is half written, nobody who asks meanwhile sees an error, and the next one goes on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.documents import Document
from search.engines.embedded import ABANDONED, EmbeddedEngine
from search.query import Query
from tests.search.factories import DocumentFactory

#: Writes batches for ever: each replaces all ten documents by those of its number.
WRITING = """
for batch in itertools.count(1):
    print(batch, flush=True)
    rows = [row(key, f"Piscine lot{batch}") for key in range(10)]
    engine.write(upserts=rows, deletes=[])
"""
#: Fills a new index for ever.
FILLING = """
def rows():
    for key in itertools.count():
        if key % 500 == 0:
            print(key, flush=True)
        yield row(key, f"Gymnase {key}")

engine.rebuild(rows())
"""
PROGRAM = """
import itertools, sys
from pathlib import Path
import django
django.setup()
from search.documents import Document
from search.engines.embedded import EmbeddedEngine

engine = EmbeddedEngine(Path(sys.argv[1]))
row = lambda key, title: Document("page", str(key), "fr", title, f"/fr/{key}/", body="Eau. " * 50)
"""


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.rebuild(row(number, "Piscine lot0") for number in range(10))
    return engine


def row(number: int, title: str) -> Document:
    made: Document = DocumentFactory(id=str(number), title=title)
    return made


@contextmanager
def running(work: str, root: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a writer in a process of its own that has begun its work; kill it at the end."""
    command = [sys.executable, "-c", PROGRAM + work, str(root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    assert process.stdout.readline()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL


def titles(engine: EmbeddedEngine, text: str) -> list[str]:
    return [hit.document.title for hit in engine.search(Query(text, "fr")).hits]


@pytest.mark.parametrize("lived", [0.0, 0.05, 0.13])
def test_killed_while_it_writes_a_batch_is_there_whole_or_not_at_all(
    engine: EmbeddedEngine, lived: float
) -> None:
    with running(WRITING, engine.root):
        end = time.monotonic() + lived
        asked = 0
        while time.monotonic() < end or not asked:
            found = titles(engine, "piscine")
            assert len(found) == 10, found
            assert len(set(found)) == 1, "a batch is seen whole"
            asked += 1

    after = titles(engine, "piscine")
    assert len(after) == 10
    assert len(set(after)) == 1
    engine.write(upserts=[row(3, "Patinoire")], deletes=["page:4"])
    assert titles(engine, "patinoire") == ["Patinoire"]
    assert len(titles(engine, "piscine")) == 8


def test_killed_while_it_fills_a_new_index_the_old_one_answers(engine: EmbeddedEngine) -> None:
    with running(FILLING, engine.root):
        assert len(titles(engine, "piscine")) == 10

    assert titles(engine, "gymnase") == []
    assert len(titles(engine, "piscine")) == 10
    left = {path for path in engine.root.glob("generation-*") if path != engine._generation()}
    assert len(left) == 1

    # What the dead one left is cleared by the first rebuild that sees that it is old.
    long_ago = time.time() - ABANDONED - 1
    for path in left:
        os.utime(path, (long_ago, long_ago))
    engine.rebuild([row(1, "Patinoire")])
    assert titles(engine, "patinoire") == ["Patinoire"]
    assert list(engine.root.glob("generation-*")) == [engine._generation()]
