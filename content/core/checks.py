"""System checks of the core."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

from content.core.guards import missing


def check_guards(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Compare the guards that are declared with those the database has.

    A warning, not an error: ``migrate`` refuses to run on errors, and it is what
    puts guards back. Registered with the ``database`` tag: ``check --database default``.
    """
    return [
        Warning(
            f"Nothing in the database refuses {operation} on {guard.table}.",
            hint="Run manage.py migrate.",
            id="content_core.W001",
        )
        for alias in databases or ()
        if connections[alias].vendor in ("sqlite", "postgresql")
        for guard, _trigger, operation in missing(alias)
    ]
