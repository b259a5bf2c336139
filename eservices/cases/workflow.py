"""The workflow copied into a case: sub-statuses inside the platform's coarse states.

Editors make it (`eservices.procedures.blocks.workflow`). A workflow without one transition,
which is what procedures have until an editor makes theirs and what old cases copied, lets a
case go wherever the coarse states allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, override

from eservices.cases.enums import TRANSITIONS, Asked, CaseState, Mover, Sends

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Transition:
    """One way out of a status: ``to`` names the status that it leads to.

    ``day`` says which date is asked of the agent, in words by language; ``letter`` is the key
    of the template that its letter begins from, empty where the agent chooses.
    """

    to: str
    label: Words
    who: str = Mover.AGENT
    reason: str = Asked.MAY
    day: Words = field(default_factory=dict)
    sends: str = Sends.NOTICE
    words: Words = field(default_factory=dict)
    letter: str = ""

    @property
    def sends_letter(self) -> bool:
        return self.sends == Sends.LETTER

    @property
    def asks_day(self) -> bool:
        return bool(self.day)


@dataclass(frozen=True, slots=True)
class Status:
    """One step of the workflow. ``label`` holds words by language; empty means the state's own."""

    key: str
    state: str
    label: Words
    explanation: Words = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()

    def words(self, language: str | None = None) -> tuple[str, str]:
        """Return (words, the language they are in)."""
        wanted = language or get_language() or "fr"
        said, code = words_in(self.label, wanted)
        if said:
            return said, code
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
        """Read the JSON of a case: ``statuses`` (key, state, label...) and ``promise_days``.

        A label is ``{"fr": ...}`` or ``{"values": {"fr": ...}}``. A coarse state without
        a status of its own gets one, so that what the platform does by itself (a resident
        answers, a case waits) always finds where to go.
        """
        made = tuple(_status(status) for status in raw.get("statuses") or ())
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

    @property
    def is_made(self) -> bool:
        """Whether editors drew its ways; without one every way of the coarse states is open."""
        return any(status.transitions for status in self.statuses)

    def first(self, state: str) -> Status:
        """Return the first status of a coarse state; ``read`` made sure there is one."""
        return next(status for status in self.statuses if status.state == state)

    def transitions(self, current: str) -> tuple[Transition, ...]:
        """Return the ways out of ``current``, in the order of the editor."""
        status = self[current]
        if self.is_made and (status.transitions or status.key in self._reached):
            return status.transitions
        # Also out of a status that the platform alone put the case in.
        return tuple(
            Transition(to=other.key, label={})
            for other in self.statuses
            if other.key != current and other.state in TRANSITIONS[status.state]
        )

    @property
    def _reached(self) -> set[str]:
        return {way.to for status in self.statuses for way in status.transitions}

    def transition(self, current: str, to: str) -> Transition | None:
        """Return the way from ``current`` to ``to``, if there is one."""
        return next((way for way in self.transitions(current) if way.to == to), None)

    def way_taken(self, data: Mapping[str, Any]) -> Transition | None:
        """Return the transition that the event of a change of status tells."""
        try:
            return self.transition(str(data.get("from")), str(data.get("to")))
        except KeyError:
            return None

    def next_statuses(self, current: str) -> tuple[Status, ...]:
        """Return where a case may go from ``current``."""
        return tuple(self[way.to] for way in self.transitions(current))

    def leads_to(self, current: str, state: str) -> Status | None:
        """Return the first status of a coarse state that ``current`` leads to."""
        return next((one for one in self.next_statuses(current) if one.state == state), None)


def words_in(text: Words, language: str) -> tuple[str, str]:
    """Return (words, the language they are in), French standing for what is missing."""
    for code in (language, "fr"):
        if text.get(code):
            return text[code], code
    return "", language


def _status(raw: Mapping[str, Any]) -> Status:
    return Status(
        key=str(raw["key"]),
        state=CaseState(raw["state"]).value,
        label=_words(raw.get("label")),
        explanation=_words(raw.get("explanation")),
        transitions=tuple(_transition(way) for way in raw.get("transitions") or ()),
    )


def _transition(raw: Mapping[str, Any]) -> Transition:
    return Transition(
        to=str(raw["to"]),
        label=_words(raw.get("label")),
        who=Mover(raw.get("who") or Mover.AGENT).value,
        reason=Asked(raw.get("reason") or Asked.MAY).value,
        day=_words(raw.get("day")),
        sends=Sends(raw.get("sends") or Sends.NOTICE).value,
        words=_words(raw.get("words")),
        letter=str(raw.get("letter") or ""),
    )


def _words(text: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the words by language; a translation behind its source is left out."""
    if not text:
        return {}
    behind = text.get("outdated") or () if "values" in text else ()
    return {
        str(code): str(words)
        for code, words in text.get("values", text).items()
        if words and code not in behind
    }
