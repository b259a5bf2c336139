"""The files of the project, as git has them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("content", "eservices", "search", "site/townhall")


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is tracked or would be, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = (Path(name) for name in names.decode().split("\0") if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


def ignored() -> set[Path]:
    """Return files that are tracked though a rule would have git ignore them."""
    command = ["git", "ls-files", "-z", "--cached", "--ignored", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return {Path(name) for name in names.decode().split("\0") if name}


def in_packages(*suffixes: str) -> list[Path]:
    return [
        path
        for path in files()
        if path.suffix in suffixes and str(path).startswith(tuple(f"{top}/" for top in PACKAGES))
    ]


def migrations() -> list[Path]:
    return [
        path
        for path in in_packages(".py")
        if path.parent.name == "migrations" and path.name != "__init__.py"
    ]


def code() -> list[Path]:
    return [path for path in in_packages(".py") if path.parent.name != "migrations"]


def templates() -> dict[str, Path]:
    """Return each template's path by the name Django loads it by."""
    found = {}
    for path in in_packages(".html", ".txt", ".xml"):
        parts = path.parts
        if "templates" in parts:
            found["/".join(parts[parts.index("templates") + 1 :])] = path
    return found


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(text(path))
