"""A line to a server that a test can cut at any moment, as a killed server does."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """Passes bytes on, until `cut`; after `mend` it does so again."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._server = (address.hostname or "127.0.0.1", address.port or 9200)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._is_cut = False
        #: Requests that still pass before the line is cut by itself; ``None``: all.
        self.requests_left: int | None = None
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> Line:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()
        self._door.close()

    def cut(self) -> None:
        """Break what is under way, and refuse what comes."""
        self._is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends = []

    def mend(self) -> None:
        self._is_cut, self.requests_left = False, None

    def _accept(self) -> None:
        while True:
            try:
                visitor, _address = self._door.accept()
            except OSError:
                return
            if self._is_cut:
                visitor.close()
                continue
            server = socket.create_connection(self._server)
            self._ends += [visitor, server]
            threading.Thread(target=self._pass, args=(visitor, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, visitor, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if asks and self.requests_left is not None:
                    self.requests_left -= 1
                    if self.requests_left < 0:
                        self.cut()
                        return
                target.sendall(data)
