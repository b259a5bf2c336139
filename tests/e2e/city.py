"""The demonstration city as residents meet it: a server and a worker of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from tests import databases

PASSWORD = "townhall-demo"
#: What `prepare` collects and compresses, kept from city to city: it takes as long as all else.
STATIC = databases.TEMPLATES / "static"


@dataclass(frozen=True)
class City:
    url: str
    var: Path

    def mails(self) -> list[str]:
        """Return what the worker has sent."""
        return [path.read_text(errors="replace") for path in (self.var / "mail").rglob("*.*")]

    def log(self) -> str:
        return (self.var / "server.log").read_text(errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(var: Path, port: int, database: str) -> dict[str, str]:
    root = Path(settings.ROOT)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "townhall.settings.development",
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "site")]),
        "TOWNHALL_VAR": str(var),
        "DATABASE_URL": database,
        # Attempts are counted there: those of an earlier run must not lock this one.
        "REDIS_URL": "",
        # A server's indices would be shared with every other city that runs.
        "ELASTICSEARCH_URL": "",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


@contextmanager
def _database(var: Path, worker: str) -> Iterator[str]:
    """Give the address of a migrated database on the engine of this run."""
    if connections["default"].vendor == "sqlite":
        shutil.copy(databases.SqliteDatabase._template(), var / "townhall.sqlite3")
        yield f"sqlite://{var / 'townhall.sqlite3'}"
        return
    database = databases.PostgresqlDatabase(var, f"city_{worker}")
    try:
        address = urlsplit(os.environ["DATABASE_URL"])
        yield address._replace(path=f"/{database.name}").geturl()
    finally:
        database.remove()


def _take_static(var: Path) -> None:
    """Give a city the static files of one before it; out of date, `prepare` makes them anew."""
    with databases.one_builder():
        if STATIC.is_dir():
            shutil.copytree(STATIC, var, dirs_exist_ok=True)


def _keep_static(var: Path) -> None:
    made, kept = var / "static.stamp", STATIC / "static.stamp"
    with databases.one_builder():
        if not kept.exists() or kept.read_text() != made.read_text():
            shutil.rmtree(STATIC, ignore_errors=True)
            shutil.copytree(var / "static", STATIC / "static")
            shutil.copy(made, kept)


@contextmanager
def _program(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=settings.ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server does not answer:\n{log.read_text(errors='replace')[-3000:]}")


@contextmanager
def city(var: Path, worker: str) -> Iterator[City]:
    """Load the demonstration city and serve it until the end of the session."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    manage = [sys.executable, str(Path(settings.ROOT) / "manage.py")]
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    server += ["--port", str(port), "--workers", "1", "--blocking-threads", "8"]
    server += ["--log-level", "warning", "townhall.wsgi:application"]
    with ExitStack() as stack:
        env = _environment(var, port, stack.enter_context(_database(var, worker)))
        _take_static(var)
        ready = subprocess.run(
            [*manage, "prepare"], cwd=settings.ROOT, env=env, capture_output=True, text=True
        )
        assert ready.returncode == 0, ready.stdout[-2000:] + ready.stderr[-3000:]
        _keep_static(var)
        stack.enter_context(_program(server, env, var / "server.log"))
        stack.enter_context(_program([*manage, "worker"], env, var / "worker.log"))
        _wait(url, var / "server.log")
        yield City(url, var)
