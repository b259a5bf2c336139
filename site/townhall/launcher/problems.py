"""What can go wrong on a stranger's machine, each in one line that says what to do."""

from __future__ import annotations

import errno
import importlib.util
import shutil
import socket
from pathlib import Path

#: Megabytes: the libraries take 700, the demonstration city 100.
NEEDED = 1200


class Problem(Exception):
    """Stops the start; its message is shown without a traceback."""


def require_venv() -> None:
    """Debian ships Python without the module that makes environments."""
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Problem("Python's venv module is missing: apt install python3-venv")


def require_space(folder: Path, megabytes: int = NEEDED) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Problem(f"The disk is nearly full: {free} MB are free, {megabytes} are needed.")


def require_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Problem(f"Port {port} is not open to you: PORT=8001 make run") from None
            raise Problem(
                f"Port {port} is in use: stop what runs there, or choose another one"
                f" (PORT={port + 1} make run)."
            ) from None


def read_port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def explain(output: str) -> str:
    """Return the reason hidden in the output of a step that failed, or nothing."""
    if "No space left on device" in output or "disk is full" in output:
        return "The disk is full."
    if "DO NOT MATCH THE HASHES" in output:
        return "A downloaded library is not the one this project was tested with (hash differs)."
    for sign in ("Temporary failure in name resolution", "Connection refused", "timed out"):
        if sign in output and "pip" in output.lower():
            return "The libraries could not be downloaded: is there a network?"
    return ""
