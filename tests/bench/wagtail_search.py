"""Wagtail's own search backend on the texts of `size`, in a database of its own.

``python -m tests.bench.wagtail_search FOLDER`` loads the index table in bulk, measures the
backend beside our engine on the index in FOLDER, and prints JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings

from townhall.settings.env import database as parsed

#: Seconds after which a question is stopped; what it took then is a lower bound.
PATIENCE = 60
BATCH = 2_000


def configure(folder: Path) -> None:
    """Set up Django with the search backend and nothing else: no migrations but its own."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'unused.sqlite3'}"
    database = parsed(url)
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {"NAME": str(folder / "wagtail.sqlite3")}
    else:
        database["TEST"] = {"NAME": f"bench_search_{os.getpid()}"}
    settings.configure(
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "modelsearch", "tests.bench.corpus"],
        LANGUAGE_CODE="fr",
        MODELSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database"}},
        SECRET_KEY="bench",
        USE_TZ=True,
    )
    django.setup()


def load(folder: Path) -> None:
    from django.db import connection
    from modelsearch.backends import get_search_backend

    from tests.bench import size
    from tests.bench.corpus.models import Text

    backend = get_search_backend()
    remaining = size.rows(folder)
    while batch := list(itertools.islice(remaining, BATCH)):
        backend.add_bulk(Text, Text.objects.bulk_create(Text(**row) for row in batch))
    with connection.cursor() as cursor:
        # Nothing in Django or Wagtail runs it; without it the backend would be slower still.
        cursor.execute("ANALYZE")


def ask(text: str) -> None:
    """The first ten, the count, one facet; stopped after `PATIENCE` on SQLite."""
    from django.db import OperationalError, connection
    from modelsearch.backends import get_search_backend

    from tests.bench.corpus.models import Text

    stop = None
    if isinstance(connection.connection, sqlite3.Connection):
        stop = threading.Timer(PATIENCE, connection.connection.interrupt)
        stop.start()
    with suppress(OperationalError):
        results = get_search_backend().search(text, Text)
        _first = list(results[:10]), results.count(), results.facet("kind")
    if stop:
        stop.cancel()


def main() -> None:
    from django.test.utils import setup_databases, teardown_databases

    folder = Path(sys.argv[1])
    configure(folder)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        began = time.perf_counter()
        load(folder)
        loaded = time.perf_counter() - began
        sys.stdout.write(json.dumps(measured(folder, loaded)))
    finally:
        teardown_databases(databases, verbosity=0)


def measured(folder: Path, loaded: float) -> dict[str, object]:
    from django.db import connection

    from search.engines.embedded import EmbeddedEngine
    from search.query import Query
    from tests.bench import size
    from tests.bench.measure import Contest

    engine = EmbeddedEngine(folder / "index")
    ours, theirs = size.questions(40), size.questions(40)
    contest = Contest(
        {
            "ours": lambda: engine.search(Query(next(ours), "fr")),
            "wagtail": lambda: ask(next(theirs)),
        },
        rounds=2,
        # SQLite works in this process; of PostgreSQL only the wall sees the work.
        clock=time.process_time if connection.vendor == "sqlite" else time.perf_counter,
    )
    times = contest.run({"ours": 40, "wagtail": 1})
    detail = f"ours {times['ours'] * 1000:.2f} ms, theirs {times['wagtail'] * 1000:.0f} ms"
    return {**times, "detail": f"{detail}, loaded in {loaded:.0f} s"}


if __name__ == "__main__":
    main()
