"""The workflow copied into a case: sub-statuses inside the platform's coarse states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override

from eservices.cases.enums import TRANSITIONS, CaseState


@dataclass(frozen=True, slots=True)
class Status:
    """One step of the workflow. ``label`` holds words by language; empty means the state's own."""

    key: str
    state: str
    label: Mapping[str, str]

    def words(self, language: str | None = None) -> tuple[str, str]:
        """Return (words, the language they are in)."""
        wanted = language or get_language() or "fr"
        for code in (wanted, "fr"):
            if self.label.get(code):
                return self.label[code], code
        with override(wanted):
            return str(CaseState(self.state).label), wanted

    def __str__(self) -> str:
        return self.words()[0]


@dataclass(frozen=True, slots=True)
class Workflow:
    statuses: tuple[Status, ...]
    promise_days: int

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Workflow:
        """Read the JSON of a case: ``statuses`` (key, state, label) and ``promise_days``.

        A label is ``{"fr": ...}`` or ``{"values": {"fr": ...}}``. A coarse state without
        a status of its own gets one, so that every case can always be moved on.
        """
        made = tuple(
            Status(
                key=str(status["key"]),
                state=CaseState(status["state"]).value,
                label=_words(status.get("label") or {}),
            )
            for status in raw.get("statuses") or ()
        )
        covered = {status.state for status in made}
        taken = {status.key for status in made}
        added = tuple(
            Status(key=state if state not in taken else f"{state}-state", state=state, label={})
            for state in CaseState.values
            if state not in covered
        )
        order = {state: rank for rank, state in enumerate(CaseState.values)}
        statuses = tuple(sorted(made + added, key=lambda status: order[status.state]))
        return cls(statuses=statuses, promise_days=int(raw.get("promise_days") or 0))

    def __getitem__(self, key: str) -> Status:
        for status in self.statuses:
            if status.key == key:
                return status
        raise KeyError(key)

    def first(self, state: str) -> Status:
        """Return the first status of a coarse state; ``read`` made sure there is one."""
        return next(status for status in self.statuses if status.state == state)

    def next_statuses(self, current: str) -> tuple[Status, ...]:
        """Return where a case may go from ``current``."""
        allowed = TRANSITIONS[self[current].state]
        return tuple(
            status for status in self.statuses if status.key != current and status.state in allowed
        )


def _words(label: Mapping[str, Any]) -> dict[str, str]:
    values = label.get("values", label)
    return {str(code): str(text) for code, text in values.items() if text}
