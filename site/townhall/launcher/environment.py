"""The virtual environment and its libraries, made once and kept true to their lists."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from townhall.launcher.problems import Problem, explain, require_space, require_venv


@dataclass(frozen=True)
class Places:
    """Where everything lies."""

    root: Path
    var: Path
    venv: Path

    @classmethod
    def of(cls, root: Path) -> Places:
        var = Path(os.environ.get("TOWNHALL_VAR") or root / "var").resolve()
        return cls(root, var, Path(os.environ.get("TOWNHALL_VENV") or root / ".venv"))

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def log(self) -> Path:
        return self.var / "log" / "start.log"

    def environment(self) -> dict[str, str]:
        """Return what children run with."""
        return {
            "DJANGO_SETTINGS_MODULE": "townhall.settings.development",
            **os.environ,
            "TOWNHALL_VAR": str(self.var),
            "PYTHONPATH": os.pathsep.join([str(self.root), str(self.root / "site")]),
            "PYTHONUNBUFFERED": "1",
        }


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print a line when a piece of work begins, and how long it took."""
    print(f"  {label} ...", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print()
        raise
    print(f" {time.monotonic() - began:.0f} s", flush=True)


def run(places: Places, command: Sequence[str | Path], *, label: str) -> None:
    """Run a step with its output in the log; a failure shows the end of it.

    Raises:
        Problem: the command failed.
    """
    places.log.parent.mkdir(parents=True, exist_ok=True)
    with step(label), places.log.open("w+", errors="replace") as log:
        code = subprocess.run(
            [str(word) for word in command],
            cwd=places.root,
            env=places.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
        if code == 0:
            return
        log.seek(0)
        output = log.read()
    last = "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])
    reason = explain(output) or f"This step failed; all of its output is in {places.log}"
    raise Problem(f"{reason}\n{last}")


def ensure(places: Places, *, dev: bool = False) -> None:
    """Make the environment and install the hashed requirements where they changed."""
    if not _usable(places.python):
        require_venv()
        require_space(places.root)
        run(
            places,
            [sys.executable, "-m", "venv", "--clear", places.venv],
            label="Making the environment",
        )
    for name in ("requirements.txt", *(["requirements-dev.txt"] if dev else [])):
        stamp = places.venv / f".{name}.installed"
        wanted = _fingerprint(places, name)
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        require_space(places.root, 700)
        command: list[str | Path] = [
            places.python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
        ]
        command += ["--no-input", "--require-hashes", "-r", places.root / name]
        run(places, command, label=f"Installing the libraries of {name}")
        stamp.write_text(wanted)


def _usable(python: Path) -> bool:
    """Say whether the environment runs and is new enough (it breaks with its Python)."""
    code = "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"
    try:
        return subprocess.run([python, "-c", code], check=False).returncode == 0
    except OSError:
        return False


def _fingerprint(places: Places, name: str) -> str:
    digest = hashlib.sha256((places.root / name).read_bytes())
    digest.update(str(places.python.resolve()).encode())
    return digest.hexdigest()
