"""A server of a test's own, that can be killed and started again on its data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from scripts import elasticsearch_node, services

CACHE = services.ROOT / "var" / "elasticsearch"
#: A server that lives for seconds is up sooner when it compiles little.
OPTIONS = "-XX:TieredStopAtLevel=1"
PATIENCE = 180.0


class Node:
    def __init__(self) -> None:
        self._identity = services.unprivileged()
        # A test's own folder is nobody else's to read, and the server runs as another user.
        self._home = Path(tempfile.mkdtemp(prefix="townhall-node-", dir="/tmp"))
        self._port = services.free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Node:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def start(self) -> None:
        self._process = elasticsearch_node.start(
            cache=CACHE,
            runtime=self._home,
            port=self._port,
            identity=self._identity,
            options=OPTIONS,
        )
        end = time.monotonic() + PATIENCE
        while not elasticsearch_node.is_healthy(self.url):
            assert self._process.poll() is None, (self._home / "log").read_text()[-2000:]
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a machine that loses its power does; nothing is said to it."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
