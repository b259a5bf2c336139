"""The real daemon behind a cable that a test can pull, before or in the middle of a scan."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Cable:
    """A relay on a port of its own; ``cut_after`` bytes of a file it breaks."""

    def __init__(self) -> None:
        given = urlsplit(os.environ["CLAMAV_URL"])
        self._daemon = (given.hostname or "127.0.0.1", given.port or 3310)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.plugged = True
        self.cut_after: int | None = None
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A blocked accept() does not notice that its socket is closed.
        self.plugged = False
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=5).close()
        self._listener.close()
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with client:
                if self._listener.fileno() == -1:
                    return
                if self.plugged:
                    with contextlib.suppress(OSError):
                        self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        with socket.create_connection(self._daemon, timeout=10) as daemon:
            answer = threading.Thread(target=self._answer, args=(daemon, client), daemon=True)
            answer.start()
            passed = 0
            while data := client.recv(512):
                passed += len(data)
                if self.cut_after is not None and passed > self.cut_after:
                    self.plugged = False
                    break
                daemon.sendall(data)
            with contextlib.suppress(OSError):
                daemon.shutdown(socket.SHUT_RDWR)
            answer.join(timeout=5)

    def _answer(self, daemon: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := daemon.recv(4096):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)


@contextmanager
def cable() -> Iterator[Cable]:
    made = Cable()
    try:
        yield made
    finally:
        made.close()
