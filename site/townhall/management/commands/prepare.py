"""What ``make run`` does between installing and serving, in one process for speed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content.core import guards
from content.core.catalogues import compile_catalogues
from content.core.models import Department
from eservices.accounts.models import User
from townhall.account_forms import DEMO_DOMAIN


class Command(BaseCommand):
    help = "Bring database, messages, static files, demonstration city and index up to date."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.var = Path(settings.VAR)
        self.var.mkdir(parents=True, exist_ok=True)
        for folder in settings.LOCALE_PATHS:
            compile_catalogues(Path(folder))
        if self._migrations_wait():
            self._run("Preparing the database", lambda: call_command("migrate", verbosity=0))
        self._collect_static()
        self._load_demo()
        if "search_rebuild" in get_commands():
            call_command("search_rebuild", "--if-missing")
        self._write_accounts()

    @contextmanager
    def _step(self, label: str) -> Iterator[None]:
        self.stdout.write(f"  {label} ...", ending="")
        self.stdout.flush()
        began = time.monotonic()
        yield
        self.stdout.write(f" {time.monotonic() - began:.0f} s")
        self.stdout.flush()

    def _run(self, label: str, work: Callable[[], Any]) -> None:
        with self._step(label):
            work()

    def _migrations_wait(self) -> bool:
        executor = MigrationExecutor(connection)
        targets = executor.loader.graph.leaf_nodes()
        return bool(executor.migration_plan(targets)) or bool(guards.missing())

    def _collect_static(self) -> None:
        stamp, wanted = self.var / "static.stamp", self._static_fingerprint()
        if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
            return
        self._run(
            "Collecting style sheets and scripts",
            lambda: call_command("collectstatic", interactive=False, verbosity=0),
        )
        stamp.write_text(wanted)

    def _static_fingerprint(self) -> str:
        """Sum up every file that would be collected, of this project and of its libraries."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for name, storage in finder.list([]):
                state = Path(storage.path(name)).stat()
                digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def _load_demo(self) -> None:
        """Load the demonstration city into an empty database, or end an unfinished load."""
        unfinished = self.var / "demo.unfinished"
        if "demo" not in get_commands():
            return
        if Department.objects.exists() and not unfinished.exists():
            return
        unfinished.touch()
        self._run("Building the demonstration city", lambda: call_command("demo"))
        unfinished.unlink()

    def _write_accounts(self) -> None:
        """Leave what to print for the launcher, which cannot read settings."""
        emails = {name: f"{name}@{DEMO_DOMAIN}" for name in getattr(settings, "DEMO_ACCOUNTS", ())}
        # A city made before an account was thought of has no such account.
        made = set(User.objects.filter(email__in=emails.values()).values_list("email", flat=True))
        names = [name for name, email in emails.items() if email in made]
        target = self.var / "accounts.txt"
        if not names:
            target.unlink(missing_ok=True)
            return
        password = getattr(settings, "DEMO_PASSWORD", "")
        target.write_text(f"Sign in at /admin/ as {', '.join(names)}; password {password}\n")
