"""Real servers for the bench, started and ended by it, on 127.0.0.1 only."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What a visitor's browser sends to every site that counts visits.
COOKIE = "Cookie: _pk_id.1.abcd=0123456789abcdef.1760000000."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(str):
    """The address of a running server, and what its processes have used."""

    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU that the server and its workers have used, in user and kernel."""
        ticks = 0
        for process in (self.pid, *_children(self.pid)):
            with suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in found] + [
            each for child in found for each in _children(int(child))
        ]
    return []


@contextmanager
def _running(command: list[str], url: str, env: Mapping[str, str]) -> Iterator[Server]:
    log = Path(env["TOWNHALL_VAR"]) / f"bench-{Path(command[0]).name}-{time.time_ns()}.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=dict(env), cwd=ROOT, stdout=output, stderr=output)
        try:
            _wait_for(url, log)
            server = Server(url)
            server.pid = process.pid
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, log: Path) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{url} does not answer: {log.read_text()[-2000:]}")


@contextmanager
def granian(application: str, path: str, env: Mapping[str, str]) -> Iterator[Server]:
    """Serve a WSGI application as `make run` does."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "16", application),
    ]
    url = f"http://127.0.0.1:{port}{path}"
    with _running(command, url, {"PYTHONPATH": f"{ROOT / 'site'}:{ROOT}", **env}) as running:
        yield running


@contextmanager
def nginx(html: Path, env: Mapping[str, str]) -> Iterator[Server]:
    """Serve one file with nginx, two workers."""
    port, folder = free_port(), html.parent
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        + ("user root; " if os.geteuid() == 0 else "")
        + "events { worker_connections 512; } http { access_log off; types { text/html html; }"
        f" client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;"
        f" fastcgi_temp_path {folder}/fcgi; uwsgi_temp_path {folder}/uwsgi;"
        f" scgi_temp_path {folder}/scgi;"
        f" server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    url = f"http://127.0.0.1:{port}/{html.name}"
    with _running([program, "-c", str(configuration)], url, env) as running:
        yield running


def requests_a_second(url: str, *, connections: int = 8, seconds: int = 2) -> float:
    """Return what wrk gets from ``url`` with a visitor's analytics cookie."""
    return _wrk(url, connections, seconds, r"Requests/sec:\s+([\d.]+)")


def cpu_a_request(server: Server, query: str = "", *, seconds: int = 2) -> float:
    """Return the CPU seconds that a server spends on one request, asked one at a time."""
    before = server.cpu_seconds()
    count = _wrk(server + query, 1, seconds, r"(\d+) requests in")
    return (server.cpu_seconds() - before) / count


def _wrk(url: str, connections: int, seconds: int, wanted: str) -> float:
    answer = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", COOKIE, url],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in answer:
        raise RuntimeError(f"{url} answers with errors: {answer}")
    found = re.search(wanted, answer)
    if found is None:
        raise RuntimeError(f"wrk did not say how many: {answer}")
    return float(found.group(1))


@contextmanager
def slow_uploads(url: str, count: int = 8) -> Iterator[None]:
    """Keep ``count`` uploads of a megabyte trickling in while the block runs."""
    host, port = url.split("/")[2].split(":")
    path = "/" + "/".join(url.split("/")[3:])
    stop = threading.Event()

    def upload() -> None:
        with suppress(OSError), socket.create_connection((host, int(port))) as connection:
            connection.sendall(
                f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
                "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n".encode()
            )
            while not stop.wait(0.1):
                connection.sendall(b"x" * 100)

    threads = [threading.Thread(target=upload) for _upload in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
