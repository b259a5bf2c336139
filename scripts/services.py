"""Real services for the full tests: PostgreSQL, Redis, ClamAV and Elasticsearch, no containers.

``start`` takes addresses given in the environment first (``DATABASE_URL``, ``REDIS_URL``,
``CLAMAV_URL``, ``ELASTICSEARCH_URL``), else runs the machine's own programs on free ports of
127.0.0.1. A second call finds what runs. ``stop`` ends by recorded process id what ``start``
began, and nothing else. Needs the standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts import elasticsearch_node

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / "var" / "services"
RECORD = STATE / "processes.json"
ENVIRONMENT = STATE / "env"
USER = "townhall"
MEMORY = Path("/dev/shm")
#: The test file of the antivirus makers, anywhere in a file: real signatures are a download
#: of hundreds of megabytes, and the tests need one virus only.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Missing(Exception):
    """A service cannot be had; the message says what to do."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(url: str, default_port: int) -> bool:
    address = urlsplit(url)
    try:
        with socket.create_connection(
            (address.hostname or "127.0.0.1", address.port or default_port), timeout=2
        ):
            return True
    except OSError:
        return False


def alive(entry: dict[str, Any]) -> bool:
    """Say whether the recorded process still runs; a reused id does not count."""
    try:
        command = Path(f"/proc/{entry['pid']}/cmdline").read_bytes()
    except OSError:
        return False
    return str(entry["mark"]).encode() in command


def wait_for(condition: Callable[[], bool], what: str, log: Path) -> None:
    for _attempt in range(600):
        if condition():
            return
        time.sleep(0.2)
    raise Missing(f"{what} does not answer; see {log}")


def _postgresql_programs() -> Path:
    homes = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    found = str(homes[-1]) if homes else shutil.which("initdb")
    if not found or not Path(found).with_name("postgres").exists():
        raise Missing("PostgreSQL is not on this machine: apt install postgresql")
    return Path(found).parent


def unprivileged() -> dict[str, Any]:
    """PostgreSQL and Elasticsearch refuse to run as root: give them another user there."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Missing("PostgreSQL and Elasticsearch need a user other than root")


def _home_of_databases(identity: dict[str, Any]) -> Path:
    """Return a new folder, in memory where there is room: each test that commits gets a database
    of its own, some 1400 files, which take a disk ten times as long.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 1024**3
    # As root, the other user must reach the folder through every one above it.
    above = MEMORY if roomy else Path("/tmp") if identity else STATE
    return Path(tempfile.mkdtemp(prefix="townhall-postgresql-", dir=above))


def start_postgresql() -> dict[str, Any]:
    programs, identity = _postgresql_programs(), unprivileged()
    STATE.mkdir(parents=True, exist_ok=True)
    home = _home_of_databases(identity)
    if identity:
        os.chown(home, identity["user"], identity["group"])
    data, log, port = home / "data", home / "log", free_port()
    with log.open("wb") as output:
        options = {"stdout": output, "stderr": output, "cwd": home, **identity}
        subprocess.run(
            [str(programs / "initdb"), "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync"]
            + ["--locale=C.UTF-8", "-D", str(data)],
            check=True,
            **options,
        )
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "max_wal_size": "256MB",
            "max_connections": 200,
        }
        process = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data)]
            + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")],
            start_new_session=True,
            **options,
        )
    to_server = ["-h", "127.0.0.1", "-p", str(port), "-U", USER]
    ready = [str(programs / "pg_isready"), "-q", *to_server]
    wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL", log)
    subprocess.run([programs / "createdb", *to_server, USER], check=True)
    return {
        "pid": process.pid,
        "mark": str(data),
        "home": str(home),
        "signal": int(signal.SIGINT),  # PostgreSQL's "fast" shutdown
        "url": f"postgres://{USER}@127.0.0.1:{port}/{USER}",
    }


def start_redis() -> dict[str, Any]:
    program = shutil.which("redis-server")
    if not program:
        raise Missing("Redis is not on this machine: apt install redis-server")
    STATE.mkdir(parents=True, exist_ok=True)
    home, port = Path(tempfile.mkdtemp(prefix="redis-", dir=STATE)), free_port()
    log = home / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
            + ["--appendonly", "no"],
            cwd=home,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    url = f"redis://127.0.0.1:{port}/0"
    wait_for(lambda: answers(url, port), "Redis", log)
    return {
        "pid": process.pid,
        # Redis rewrites its command line, the port stays in it.
        "mark": f":{port}",
        "home": str(home),
        "signal": int(signal.SIGTERM),
        "url": url,
    }


def _clamd_settings(home: Path, port: int) -> str:
    lines = {
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "DatabaseDirectory": home / "database",
        "TemporaryDirectory": home,
        "StreamMaxLength": "100M",
        "AlertExceedsMax": "yes",
        "MaxThreads": 2,
        "MaxQueue": 20,
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def start_clamav() -> dict[str, Any]:
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if not program:
        raise Missing("ClamAV is not on this machine: apt install clamav-daemon")
    STATE.mkdir(parents=True, exist_ok=True)
    home, port = Path(tempfile.mkdtemp(prefix="clamav-", dir=STATE)), free_port()
    (home / "database").mkdir()
    signature = f"Eicar-Test-Signature:0:*:{EICAR.encode().hex()}\n"
    (home / "database" / "townhall.ndb").write_text(signature)
    (home / "clamd.conf").write_text(_clamd_settings(home, port))
    log = home / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "-c", str(home / "clamd.conf")],
            cwd=home,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    url = f"tcp://127.0.0.1:{port}"
    wait_for(lambda: answers(url, port), "ClamAV", log)
    return {
        "pid": process.pid,
        "mark": str(home),
        "home": str(home),
        "signal": int(signal.SIGTERM),
        "url": url,
    }


def start_elasticsearch() -> dict[str, Any]:
    identity = unprivileged()
    STATE.mkdir(parents=True, exist_ok=True)
    home = Path(
        tempfile.mkdtemp(prefix="townhall-elasticsearch-", dir="/tmp" if identity else STATE)
    )
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    try:
        process = elasticsearch_node.start(
            cache=ROOT / "var" / "elasticsearch", runtime=home, port=port, identity=identity
        )
    except elasticsearch_node.CannotRun as error:
        raise Missing(str(error)) from error
    wait_for(
        lambda: process.poll() is not None or elasticsearch_node.is_healthy(url),
        "Elasticsearch",
        home / "log",
    )
    if process.poll() is not None:
        raise Missing(f"Elasticsearch ended at once; see {home / 'log'}")
    return {
        "pid": process.pid,
        "mark": str(home),
        "home": str(home),
        "signal": int(signal.SIGTERM),
        "url": url,
    }


SERVICES: dict[str, tuple[str, int, Callable[[], dict[str, Any]]]] = {
    "DATABASE_URL": ("PostgreSQL", 5432, start_postgresql),
    "REDIS_URL": ("Redis", 6379, start_redis),
    "CLAMAV_URL": ("ClamAV", 3310, start_clamav),
    "ELASTICSEARCH_URL": ("Elasticsearch", 9200, start_elasticsearch),
}


def read_record() -> dict[str, dict[str, Any]]:
    if not RECORD.exists():
        return {}
    record: dict[str, dict[str, Any]] = json.loads(RECORD.read_text())
    return {name: entry for name, entry in record.items() if alive(entry)}


def find(variable: str, record: dict[str, dict[str, Any]]) -> str:
    """Return the address of a service: given, running already, or started now."""
    name, port, starter = SERVICES[variable]
    given = os.environ.get(variable, "")
    if given:
        if not answers(given, port):
            raise Missing(f"{name}: nothing answers at the address in {variable}")
        return given
    if variable not in record:
        try:
            record[variable] = starter()
        except (OSError, subprocess.CalledProcessError) as error:
            raise Missing(f"{name} did not start: {error}") from error
    return str(record[variable]["url"])


def programs_missing() -> list[str]:
    """Say what the machine lacks beside services, one line each."""
    lines = []
    for names, remedy in {
        ("chromium", "chromium-browser", "google-chrome"): "Chromium: apt install chromium",
        ("node",): "Node.js: apt install nodejs npm",
    }.items():
        if not any(shutil.which(name) for name in names):
            lines.append(remedy)
    if shutil.which("node") and not (ROOT / "node_modules").is_dir():
        lines.append("Node packages: npm ci")
    return lines


def start() -> int:
    record, urls, problems = read_record(), {}, []
    for variable, (name, _port, _starter) in SERVICES.items():
        try:
            urls[variable] = find(variable, record)
            print(f"{name}: {urls[variable]}")
        except Missing as missing:
            problems.append(str(missing))
        STATE.mkdir(parents=True, exist_ok=True)
        RECORD.write_text(json.dumps(record, indent=1))
    ENVIRONMENT.write_text("".join(f"export {name}='{url}'\n" for name, url in urls.items()))
    for line in problems + programs_missing():
        print(f"missing: {line}")
    return 1 if problems else 0


def stop() -> int:
    for variable, entry in read_record().items():
        os.kill(entry["pid"], entry["signal"])
        for _attempt in range(100):
            if not alive(entry):
                break
            time.sleep(0.1)
        else:
            print(f"{SERVICES[variable][0]} (process {entry['pid']}) has not ended yet")
            return 1
        shutil.rmtree(entry["home"], ignore_errors=True)
        print(f"{SERVICES[variable][0]}: stopped")
    RECORD.unlink(missing_ok=True)
    ENVIRONMENT.unlink(missing_ok=True)
    return 0


def main(arguments: list[str]) -> int:
    actions = {"start": start, "stop": stop}
    if len(arguments) != 1 or arguments[0] not in actions:
        print("usage: services.py start|stop", file=sys.stderr)
        return 2
    return actions[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
