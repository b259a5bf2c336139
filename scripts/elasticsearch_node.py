"""Elasticsearch on this machine, from Maven Central and a JDK, with no container engine.

The server there is Elastic's own, made for tests: it lacks the module of language analysis, so
a plugin of one class (`elasticsearch/LuceneAnalysisPlugin.java`) is compiled and put beside it.
What was fetched and compiled stays under `var/`, so a second start takes seconds.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VERSION = "9.2.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SOURCE = ROOT / "scripts" / "elasticsearch" / "LuceneAnalysisPlugin.java"
PLUGIN = "lucene-analysis"
HEAP = "512m"
JDK = 21
REMEDY = "Elasticsearch needs Maven (apt install maven) and a JDK of 21 or later in ES_JAVA_HOME"

SETTINGS = {
    "cluster.name": "townhall",
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    # A test machine's disk may be fuller than a cluster's should.
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.auto_create_index": "false",
}
DESCRIPTOR = {
    "name": PLUGIN,
    "description": "Lucene's elision, folding and light stemmers",
    "version": "1",
    "elasticsearch.version": VERSION,
    "java.version": str(JDK),
    "classname": "townhall.analysis.LuceneAnalysisPlugin",
}


class CannotRun(Exception):
    """What is missing, in words."""


def jdk_home() -> Path:
    """Return the home of a JDK that the server runs on and the plugin is compiled with."""
    given = [os.environ.get(name, "") for name in ("ES_JAVA_HOME", "JAVA_HOME")]
    homes = [Path(home) for home in given if home]
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        release = home / "release"
        found = release.exists() and re.search(r'JAVA_VERSION="(\d+)', release.read_text())
        if found and int(found.group(1)) >= JDK and (home / "bin" / "javac").exists():
            return home
    raise CannotRun(REMEDY)


def _fetched(cache: Path) -> Path:
    """Return the zip of the server, from the cache or from Maven Central."""
    archive = cache / f"elasticsearch-{VERSION}.zip"
    if archive.exists():
        return archive
    if not shutil.which("mvn"):
        raise CannotRun(REMEDY)
    command = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={ARTIFACT}"]
    subprocess.run(
        [*command, f"-DoutputDirectory={cache}", "-Dmdep.useBaseVersion=true"], check=True
    )
    return archive


def _compiled(home: Path, jdk: Path) -> None:
    """Compile the plugin against the server's own libraries, into its plugins."""
    with tempfile.TemporaryDirectory() as folder:
        classes, plugin = Path(folder), home / "plugins" / PLUGIN
        subprocess.run(
            [str(jdk / "bin" / "javac"), "--release", str(JDK), "-proc:none", "-Xlint:-options"]
            + ["-cp", f"{home / 'lib'}/*", "-d", str(classes), str(SOURCE)],
            check=True,
        )
        plugin.mkdir(parents=True)
        subprocess.run(
            [str(jdk / "bin" / "jar"), "cf", str(plugin / f"{PLUGIN}.jar"), "-C", folder, "."],
            check=True,
        )
        lines = (f"{name}={value}\n" for name, value in DESCRIPTOR.items())
        (plugin / "plugin-descriptor.properties").write_text("".join(lines))


def installed(cache: Path) -> Path:
    """Return the home of a server with the plugin, made at the first call."""
    jdk = jdk_home()
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    home = cache / f"elasticsearch-{VERSION}-{digest}"
    if home.exists():
        return home
    cache.mkdir(parents=True, exist_ok=True)
    archive = _fetched(cache)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        # Readable by the user that a run by root gives it to.
        Path(folder).chmod(0o755)
        with zipfile.ZipFile(archive) as parts:
            for part in parts.infolist():
                written = Path(parts.extract(part, folder))
                written.chmod(0o755 if part.is_dir() or part.external_attr >> 16 & 0o100 else 0o644)
        unpacked = Path(folder) / f"elasticsearch-{VERSION}"
        if not unpacked.exists():
            unpacked = next(path for path in Path(folder).iterdir() if path.is_dir())
        _compiled(unpacked, jdk)
        unpacked.rename(home)
    return home


def reachable(home: Path, identity: dict[str, Any]) -> bool:
    """Say whether the user that the server runs as can read it, through every folder above."""
    probe = ["test", "-r", str(home / "bin" / "elasticsearch")]
    return subprocess.run(probe, check=False, **identity).returncode == 0


def start(
    *, cache: Path, runtime: Path, port: int, identity: dict[str, Any], options: str = ""
) -> subprocess.Popen[bytes]:
    """Start a node with its data, configuration and log under ``runtime``.

    A second start there goes on with the data of the first. The process leads a group of its
    own: the server is a child of the one that is returned. Raises `CannotRun`, `OSError` or
    `CalledProcessError` when the node cannot be had.
    """
    configuration = runtime / "config"
    home = _home(cache, runtime, identity)
    if not configuration.exists():
        _configure(home, runtime, port, identity)
    environment = {
        **os.environ,
        "ES_JAVA_HOME": str(jdk_home()),
        "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP} {options}",
        "ES_PATH_CONF": str(configuration),
        "ES_TMPDIR": str(runtime / "tmp"),
        "HOME": str(runtime),
    }
    with (runtime / "log").open("ab") as output:
        return subprocess.Popen(
            [str(home / "bin" / "elasticsearch")],
            cwd=runtime,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **identity,
        )


def _home(cache: Path, runtime: Path, identity: dict[str, Any]) -> Path:
    """Return a server that the user it runs as can read."""
    copy = runtime / "server"
    if copy.exists():
        return copy
    home = installed(cache)
    return home if reachable(home, identity) else Path(shutil.copytree(home, copy))


def _configure(home: Path, runtime: Path, port: int, identity: dict[str, Any]) -> None:
    configuration = runtime / "config"
    shutil.copytree(home / "config", configuration)
    (runtime / "tmp").mkdir()
    settings = {
        **SETTINGS,
        "http.port": port,
        # The transport is for other nodes; any free port.
        "transport.port": 0,
        "path.data": runtime / "data",
        "path.logs": runtime / "logs",
    }
    lines = (f"{name}: {value}\n" for name, value in settings.items())
    (configuration / "elasticsearch.yml").write_text("".join(lines))
    for path in (runtime, *runtime.rglob("*")):
        if identity:
            os.chown(path, identity["user"], identity["group"])


def is_healthy(url: str) -> bool:
    """Say whether the cluster answers; the test server has no `GET /`."""
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False
