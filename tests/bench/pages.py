"""The home page: from the cache against static files and constants, and rendered anew.

Like for like, all are served over HTTP by the same server with the same workers and threads
(nginx serves its file itself), asked by wrk with a visitor's analytics cookie, and send the
same bytes. Rates are compared within a round, and the median of the rounds' ratios is told:
other work on the machine slows all contenders of a round alike. Rendering is compared by the
CPU that the servers' processes spend on a request, as in the measures that the bound comes
from; a parameter that no page knows makes each request one that no cache may answer.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import servers
from tests.bench.measure import Row
from tests.bench.servers import Server

HOME = "/fr/"
UNCACHED = "?asked=anew"
ROUNDS = 7

Rounds = list[dict[str, float]]


def _rounds(measure: Callable[[Server], float], contenders: dict[str, Server]) -> Rounds:
    """Measure every contender once a round, in another order each time."""
    rounds = []
    for _round in range(ROUNDS):
        names = list(contenders)
        random.shuffle(names)
        rounds.append({name: measure(contenders[name]) for name in names})
    return rounds


def _ratio(rounds: Rounds, ours: str, theirs: str) -> float:
    return statistics.median(found[ours] / found[theirs] for found in rounds)


def run(env: dict[str, str]) -> list[Row]:
    """Serve the demonstration city as `make run` does, and the same bytes by the others."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pages-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        ours = stack.enter_context(servers.granian("townhall.wsgi:application", HOME, env))
        html = folder / "home.html"
        html.write_bytes(urllib.request.urlopen(ours, timeout=30).read())
        plain = {**env, "BENCH_HTML": str(html)}
        plain.pop("DJANGO_SETTINGS_MODULE", None)
        raw = servers.granian("tests.bench.constants:raw", "/", plain)
        constant = servers.granian(
            "tests.bench.constants:application", "/", {**plain, "BENCH_CONSTANT": "1"}
        )
        contenders = {
            "ours": ours,
            "nginx": stack.enter_context(servers.nginx(html, env)),
            "raw": stack.enter_context(raw),
            "django": stack.enter_context(constant),
        }
        return [*_cached(contenders), _uncached(ours, contenders["django"])]


def _cached(contenders: dict[str, Server]) -> list[Row]:
    calm = _rounds(servers.requests_a_second, contenders)
    with servers.slow_uploads(contenders["ours"]):
        two = {name: contenders[name] for name in ("ours", "nginx")}
        busy = _rounds(servers.requests_a_second, two)
    detail = f"{statistics.median(found['ours'] for found in calm):.0f} requests a second"
    return [
        Row("cached home / nginx static", _ratio(calm, "ours", "nginx"), 0.4, True, detail),
        Row("the same while 8 slow uploads run", _ratio(busy, "ours", "nginx"), 0.4, True),
        Row("cached home / raw WSGI", _ratio(calm, "ours", "raw"), 0.5, True),
        Row("cached home / constant Django view", _ratio(calm, "ours", "django"), 1.0, True),
    ]


def _uncached(ours: Server, constant: Server) -> Row:
    def cpu(server: Server) -> float:
        return servers.cpu_a_request(server, UNCACHED if server is ours else "")

    for server in (ours, constant):
        cpu(server)  # warm
    rounds = _rounds(cpu, {"ours": ours, "django": constant})
    spent, floor = (
        statistics.median(found[name] for found in rounds) * 1000 for name in ("ours", "django")
    )
    return Row(
        "uncached home: CPU of the constant Django view, times",
        _ratio(rounds, "ours", "django"),
        26,
        False,
        f"{spent:.2f} ms, the constant {floor:.2f} ms",
    )
