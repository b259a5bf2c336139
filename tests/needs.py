"""What a machine may lack, and which tests then stay out.

A marked test is skipped where its need is missing, and the summary names it. Where
``TOWNHALL_REQUIRE_SERVICES=1`` (continuous integration) it fails instead.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "needs "


@dataclass(frozen=True)
class Need:
    name: str
    remedy: str
    present: Callable[[], bool]
    #: Each pass of ``make test`` has one database, so this one is never an error.
    by_pass: bool = False


def chromium() -> str | None:
    """Return the path of the browser, from ``CHROMIUM`` or the system."""
    candidates = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


@cache
def answers(variable: str, default_port: int) -> bool:
    """Say whether a service answers at the address in an environment variable."""
    address = urlsplit(os.environ.get(variable, ""))
    if not address.hostname:
        return False
    try:
        with socket.create_connection((address.hostname, address.port or default_port), timeout=2):
            return True
    except OSError:
        return False


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))


def node_packages() -> bool:
    return shutil.which("node") is not None and (ROOT / "node_modules").is_dir()


NEEDS = {
    "browser": Need("Chromium", "apt install chromium", lambda: chromium() is not None),
    "gettext": Need("gettext", "apt install gettext", lambda: shutil.which("xgettext") is not None),
    "clamav": Need("ClamAV", "make services", lambda: answers("CLAMAV_URL", 3310)),
    "elasticsearch": Need(
        "Elasticsearch", "make services", lambda: answers("ELASTICSEARCH_URL", 9200)
    ),
    "postgresql": Need("PostgreSQL", "make services", on_postgresql, by_pass=True),
    "redis": Need("Redis", "make services", lambda: answers("REDIS_URL", 6379)),
    "java": Need(
        "Java", "apt install default-jre-headless", lambda: shutil.which("java") is not None
    ),
    "node": Need("Node packages", "apt install nodejs npm, then npm ci", node_packages),
}


def required() -> bool:
    return os.environ.get("TOWNHALL_REQUIRE_SERVICES") == "1"
