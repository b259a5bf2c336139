"""The server and the worker: started, restarted when they crash, ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

PATIENCE = 25.0
STEADY = 60.0
LONGEST_DELAY = 60.0
PR_SET_PDEATHSIG = 1


def _end_with_the_launcher() -> None:
    """Ask Linux to end a child whose launcher was killed, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One program in a session of its own: a Ctrl-C of the terminal reaches only us."""

    def __init__(
        self, name: str, command: Sequence[str | Path], *, folder: Path, env: Mapping[str, str]
    ) -> None:
        self.name = name
        self._command = [str(word) for word in command]
        self._folder, self._env = folder, dict(env)
        self._process: subprocess.Popen[bytes] | None = None
        self._crashes = 0
        self._began = self._next_start = 0.0

    def start(self) -> None:
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_the_launcher,
        )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look(self) -> None:
        """Restart the program if it has ended, later each time."""
        now = time.monotonic()
        if self.running:
            if self._crashes and now - self._began > STEADY:
                self._crashes = 0
        elif self._process is not None:
            code = self._process.returncode
            delay = min(2.0**self._crashes, LONGEST_DELAY)
            self._crashes += 1
            self._process, self._next_start = None, now + delay
            print(f"The {self.name} ended ({code}); it starts again in {delay:.0f} s.", flush=True)
        elif now >= self._next_start:
            self.start()

    def signal(self, number: int) -> None:
        if self._process is not None and self.running:
            # The whole session: a server's own workers too, when it must be killed.
            if number == signal.SIGKILL:
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)


class Family:
    """All children; ``run`` returns when they have ended after Ctrl-C or SIGTERM."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stop_asked = 0

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_asked += 1

    def start(self) -> None:
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGTERM, self._ask)
        for child in self._children:
            child.start()

    @property
    def stopping(self) -> bool:
        return self._stop_asked > 0

    def run(self) -> None:
        while not self.stopping:
            for child in self._children:
                child.look()
            time.sleep(0.2)
        self.end()

    def end(self) -> None:
        """Ask each child once, wait, and kill what does not end (or on a second Ctrl-C)."""
        print("\nStopping ...", flush=True)
        asked = self._stop_asked
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.running for child in self._children):
            if time.monotonic() > deadline or self._stop_asked > max(asked, 1):
                for child in self._children:
                    child.signal(signal.SIGKILL)
                break
            time.sleep(0.1)
        print("Stopped; the data are kept.", flush=True)
