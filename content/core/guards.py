"""Guards of immutable tables, held by the database itself.

On SQLite any later migration of a guarded table rebuilds it and silently drops
its triggers, so guards are declared here and (re)installed after each migrate;
a system check compares the registry with what the database has. All raise with
SQLSTATE 23514, so that both engines give IntegrityError.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse UPDATE and/or DELETE on one model's table."""

    model: str  # "app_label.ModelName"
    update: bool = True
    delete: bool = True


class GuardRegistry:
    def __init__(self) -> None:
        self._guards: dict[str, Guard] = {}

    def register(self, guard: Guard) -> None:
        if guard.model in self._guards:
            raise ValueError(f"{guard.model} is guarded already")
        self._guards[guard.model] = guard

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._guards.values())


guards = GuardRegistry()
