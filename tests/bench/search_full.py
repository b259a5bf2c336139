"""Search at a large city's size: 100,000 documents and 1,000,000 cues, against bare tantivy
and Wagtail's backends on the same texts in the same run. Takes minutes; asked for by name.

Every contender does the same: two words, the first ten with the count, a facet or more, and
excerpts where it has any. Bare tantivy is an index of titles and texts, asked by its own parser.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import tantivy

from search.engines.embedded import EmbeddedEngine
from search.query import FACET_SIZE, FACETS, Query
from tests.bench import size
from tests.bench.measure import Contest, Row

#: Milliseconds between two keystrokes of a quick typist.
KEYSTROKE = 100
ROUNDS = 5


def run() -> list[Row]:
    """Build the indices once and measure all; ``BENCH_SCALE=0.1`` tries a tenth."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        return _run(Path(folder), float(os.environ.get("BENCH_SCALE", "1")))


def _run(folder: Path, scale: float) -> list[Row]:
    written = size.write(folder, scale)
    engine = EmbeddedEngine(folder / "index")
    began = time.perf_counter()
    count = engine.rebuild(size.documents(folder))
    built = time.perf_counter() - began
    held = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    detail = (
        f"{count} documents, {int(size.DEBATES * scale) * size.CUES} cues, built in {built:.0f} s, "
        f"{held / 1e6:.0f} MB, {held / written:.2f} of the text"
    )
    return [*_alone(engine, folder, detail), *_wagtail(folder)]


def _alone(engine: EmbeddedEngine, folder: Path, detail: str) -> list[Row]:
    bare = Bare(folder)
    plain, same, names = size.questions(60), size.questions(60), size.questions(60)
    slips, pages = size.questions(60, slip=True), itertools.cycle(range(30))
    contest = Contest(
        {
            "ours": lambda: engine.search(Query(next(plain), "fr")),
            "bare": lambda: bare.search(next(same)),
            "slip": lambda: engine.search(Query(next(slips), "fr")),
            "name": lambda: engine.suggest(next(names)[:5], "fr"),
            "alike": lambda: engine.related(f"page:{next(pages) * 3}", "fr", 8, ("page",)),
        },
        rounds=ROUNDS,
    )
    times = contest.run({"ours": 60, "bare": 60, "slip": 60, "name": 60, "alike": 30})
    ms = {name: f"{value * 1000:.2f} ms" for name, value in times.items()}
    return [
        Row("search at size / bare tantivy", times["ours"] / times["bare"], 5, False, detail),
        Row(
            "a question with a slip / a plain one",
            times["slip"] / times["ours"],
            3,
            False,
            f"{ms['slip']}, plain {ms['ours']}, bare {ms['bare']}",
        ),
        Row("pages like a page / a plain question", times["alike"] / times["ours"], 5, False),
        Row(
            f"completion, of the {KEYSTROKE} ms between two keystrokes",
            times["name"] * 1000 / KEYSTROKE,
            0.5,
            False,
            ms["name"],
        ),
    ]


class Bare:
    """Tantivy as its manual shows it, with the same facets and excerpts."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="fr_stem")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        (folder / "bare").mkdir()
        self._index = tantivy.Index(builder.build(), path=str(folder / "bare"))
        writer = self._index.writer(heap_size=100_000_000, num_threads=1)
        for row in size.documents(folder):
            body = row.body or " ".join(passage.text for passage in row.passages)
            values: dict[str, Any] = {name: getattr(row, name) for name in FACETS}
            values["districts"] = list(row.districts)
            writer.add_document(tantivy.Document(title=row.title, body=body, **values))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str) -> object:
        searcher = self._index.searcher()
        asked = self._index.parse_query(text, ["title", "body"], conjunction_by_default=True)
        found = searcher.search(asked, limit=10)
        counts = searcher.aggregate(
            asked, {name: {"terms": {"field": name, "size": FACET_SIZE}} for name in FACETS}
        )
        snippets = tantivy.SnippetGenerator.create(searcher, asked, self._index.schema, "body")
        rows = [searcher.doc(address) for _score, address in found.hits]
        return counts, [(row["title"], snippets.snippet_from_doc(row).to_html()) for row in rows]


def _wagtail(folder: Path) -> list[Row]:
    """Load each database that is there in a process of its own, which measures it and us."""
    found = []
    postgresql = os.environ.get("DATABASE_URL", "")
    for name, url, bound in (("SQLite", "", 100), ("PostgreSQL", postgresql, 5)):
        label = f"search at size: times faster than Wagtail on {name}"
        if name == "PostgreSQL" and not url.startswith("postgres"):
            sys.stderr.write(f"{label}: DATABASE_URL names no PostgreSQL, not measured\n")
            continue
        answer = subprocess.run(
            [sys.executable, "-m", "tests.bench.wagtail_search", str(folder)],
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.PIPE,
            check=True,
        )
        told = json.loads(answer.stdout)
        found.append(Row(label, told["wagtail"] / told["ours"], bound, True, told["detail"]))
    return found
