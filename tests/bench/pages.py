"""The home page: from the cache against static files and constants, and rendered anew."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import servers
from tests.bench.measure import ROUNDS, Row

HOME = "/fr/"


def _rounds(urls: dict[str, str]) -> dict[str, float]:
    """Return the median requests a second of each contender, rounds shuffled."""
    found: dict[str, list[float]] = {name: [] for name in urls}
    for _round in range(ROUNDS):
        names = list(urls)
        random.shuffle(names)
        for name in names:
            found[name].append(servers.requests_a_second(urls[name]))
    return {name: statistics.median(values) for name, values in found.items()}


def cached(env: dict[str, str]) -> list[Row]:
    """Serve the demonstration city as `make run` does, and the same bytes by the others."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pages-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        ours = stack.enter_context(servers.granian("townhall.wsgi:application", HOME, env))
        html = folder / "home.html"
        html.write_bytes(urllib.request.urlopen(ours, timeout=30).read())
        plain = {**env, "BENCH_HTML": str(html)}
        plain.pop("DJANGO_SETTINGS_MODULE", None)
        urls = {
            "ours": ours,
            "nginx": stack.enter_context(servers.nginx(html, env)),
            "raw": stack.enter_context(servers.granian("tests.bench.constants:raw", "/", plain)),
            "django": stack.enter_context(
                servers.granian(
                    "tests.bench.constants:application", "/", {**plain, "BENCH_CONSTANT": "1"}
                )
            ),
        }
        calm = _rounds(urls)
        with servers.slow_uploads(ours):
            busy = _rounds({"ours": ours, "nginx": urls["nginx"]})
    detail = f"{calm['ours']:.0f} requests a second"
    return [
        Row("cached home / nginx static", calm["ours"] / calm["nginx"], 0.4, True, detail),
        Row("the same while 8 slow uploads run", busy["ours"] / busy["nginx"], 0.4, True),
        Row("cached home / raw WSGI", calm["ours"] / calm["raw"], 0.5, True),
        Row("cached home / constant Django view", calm["ours"] / calm["django"], 1.0, True),
    ]


def uncached(env: dict[str, str]) -> list[Row]:
    """Compare the CPU of one rendered home with a constant view, each in its own process."""
    ours = _cpu({**env, "BENCH_TARGET": "townhall"})
    constant = _cpu({**env, "BENCH_TARGET": "constant", "BENCH_CONSTANT": "1"})
    return [
        Row(
            "uncached home: CPU of the constant Django view, times",
            ours / constant,
            26,
            False,
            f"{ours * 1000:.1f} ms",
        )
    ]


def _cpu(env: dict[str, str]) -> float:
    """Run `python -m tests.bench.pages` and read the median CPU seconds of one request."""
    import subprocess

    env = {**env, "PYTHONPATH": f"{servers.ROOT / 'site'}:{servers.ROOT}"}
    if env["BENCH_TARGET"] == "constant":
        env.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.pages"],
        env=env,
        cwd=servers.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


def _one_process() -> float:
    """Return the median CPU seconds of one GET, asked of Django itself, below our cache."""
    if os.environ["BENCH_TARGET"] == "constant":
        from tests.bench.constants import application as handler

        path = "/"
    else:
        import django
        from django.core.handlers.wsgi import WSGIHandler

        django.setup()
        handler, path = WSGIHandler(), HOME
    import io

    def get() -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        }
        response = handler(environ, start)
        b"".join(response)
        response.close()

    def start(status: str, _headers: list[tuple[str, str]], *_exc_info: object) -> Any:
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status}")

    for _warm in range(20):
        get()
    rounds = []
    for _round in range(ROUNDS):
        began = time.process_time()
        for _request in range(50):
            get()
        rounds.append((time.process_time() - began) / 50)
    return statistics.median(rounds)


if __name__ == "__main__":
    sys.stdout.write(f"{_one_process()}\n")
