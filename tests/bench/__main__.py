"""`make bench`: every ratio that the project promises, measured side by side in one run.

Needs wrk and nginx (Debian: `apt install wrk nginx-light`); says so when they are missing.
`make bench ARGS=search-full` measures search at a large city's size, which takes minutes.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Row

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("pages", "steps", "publication", "relevance", "search", "desk")


def _environment() -> dict[str, str]:
    """Return an environment with a demonstration city of its own."""
    folder = tempfile.mkdtemp(prefix="bench-")
    env = {
        **os.environ,
        "TOWNHALL_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "townhall.settings.development",
    }
    for command in (("migrate",), ("demo",), ("search_rebuild",), ("collectstatic", "--noinput")):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            env=env,
            cwd=ROOT,
            check=True,
            stdout=sys.stderr,
        )
    return env


def _pages() -> list[Row]:
    from tests.bench import pages

    return pages.run(_environment())


@functools.cache
def _database() -> None:
    """Make a fresh database of the bench's own settings, once for the parts that need one."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    atexit.register(teardown_databases, databases, verbosity=0)


def _search_full() -> list[Row]:
    """Measure an engine: no database of the site."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from tests.bench import search_full

    return search_full.run()


def _in_django(part: str) -> Callable[[], list[Row]]:
    """Run a part of the bench in this process."""

    def run() -> list[Row]:
        _database()
        from django.utils.module_loading import import_string

        rows: list[Row] = import_string(f"tests.bench.{part}.run")()
        return rows

    return run


def main() -> int:
    missing = [program for program in ("wrk", "nginx") if not shutil.which(program)]
    missing = [program for program in missing if not Path("/usr/sbin", program).exists()]
    if missing:
        sys.stderr.write(
            f"make bench needs {' and '.join(missing)} (apt install wrk nginx-light)\n"
        )
        return 2
    runs = {"pages": _pages, "search-full": _search_full}
    runs |= {part: _in_django(part) for part in PARTS[1:]}
    rows: list[Row] = []
    for part in sys.argv[1:] or PARTS:
        rows += runs[part]()
    sys.stdout.write("\n".join(map(str, rows)) + "\n")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
