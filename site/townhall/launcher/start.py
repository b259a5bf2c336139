"""The steps of ``make run``, in their order."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from townhall.launcher import environment
from townhall.launcher.children import Child, Family
from townhall.launcher.environment import Places
from townhall.launcher.problems import Problem, read_port, require_port, require_space

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: list[str]) -> int:
    """Run the city, or with ``install`` only make its environment."""
    parser = argparse.ArgumentParser(prog="townhall.launcher")
    parser.add_argument("action", nargs="?", choices=["run", "install"], default="run")
    parser.add_argument("--dev", action="store_true", help="with the tools of development")
    options = parser.parse_args(arguments)
    places = Places.of(ROOT)
    try:
        if options.action == "install":
            environment.ensure(places, dev=options.dev)
        else:
            serve(places, read_port(os.environ.get("PORT") or "8000"))
    except Problem as problem:
        print(f"\n{problem}")
        return 1
    except OSError as error:
        print(f"\n{error.strerror or error}: {error.filename or ''}")
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    return 0


def serve(places: Places, port: int) -> None:
    """Prepare what is missing, then keep the server and the worker running."""
    require_port(port)
    places.var.mkdir(parents=True, exist_ok=True)
    require_space(places.var, 200)
    print("Preparing the city")
    environment.ensure(places)
    _prepare(places)
    family = Family(_children(places, port))
    family.start()
    if _answers(port, family):
        _say(places, port)
    family.run()


def _prepare(places: Places) -> None:
    """Run the command that brings the database and the files up to date."""
    code = subprocess.run(
        [places.python, places.root / "manage.py", "prepare"],
        cwd=places.root,
        env=places.environment(),
        stdin=subprocess.DEVNULL,
        check=False,
    ).returncode
    if code:
        raise Problem("The city could not be prepared; the reason stands above.")


def _children(places: Places, port: int) -> list[Child]:
    server: list[str | Path] = [
        places.venv / "bin" / "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
    ]
    server += ["--port", str(port), "--workers", "2", "--blocking-threads", "16"]
    server += ["--log-level", "error", "--working-dir", places.root, "townhall.wsgi:application"]
    worker: list[str | Path] = [places.python, places.root / "manage.py", "worker"]
    env = places.environment()
    return [
        Child("server", server, folder=places.root, env=env),
        Child("worker", worker, folder=places.root, env=env),
    ]


def _answers(port: int, family: Family, seconds: float = 90) -> bool:
    """Wait until the server answers anything at all."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not family.stopping:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.2)
            continue
        return True
    return False


def _say(places: Places, port: int) -> None:
    accounts = places.var / "accounts.txt"
    print(f"\nThe city is open: http://127.0.0.1:{port}/")
    if accounts.exists():
        print(accounts.read_text().rstrip())
    print("Ctrl-C ends it.\n", flush=True)
