"""What a question of kind `slot` offers: a registry that apps with slots to give fill.

This app knows nothing of museums or counters. A source is registered in the
`AppConfig.ready` of the app that owns the slots; a procedure that names a source
which nobody registered is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SlotOption:
    """One slot as offered: ``value`` is stored, ``label`` is read ("9:30, 4 places left")."""

    value: str
    label: str
    starts_at: datetime


class SlotSource(Protocol):
    """Slots of one kind: visits of a museum, appointments at a counter."""

    #: Stored in versions, so never renamed.
    key: str

    def name(self, language: str) -> str:
        """Return what an editor chooses it by."""

    def offered(self, *, draft: UUID, language: str) -> Sequence[SlotOption]:
        """Return the slots that the draft may choose now, in order of time, its own included."""

    def shown(self, value: str, language: str) -> str:
        """Return a chosen slot in words; it must still be readable when it is over."""

    def hold(self, *, draft: UUID, value: str) -> None:
        """Keep the slot for the draft, releasing one that it held before.

        Raises:
            SlotGone: it is full or over.
        """

    def book(self, *, draft: UUID, value: str, case: Any) -> None:
        """Make the hold a booking, inside the transaction that sends the request.

        Raises:
            SlotGone: the hold has lapsed and nothing is left.
        """


class SlotGone(Exception):
    """The slot can no longer be had: another one must be chosen."""


class UnknownSource(LookupError):
    """No app registered slots under this key."""


class SlotSources:
    """The sources known to this process, by key."""

    def __init__(self) -> None:
        self._sources: dict[str, SlotSource] = {}

    def register(self, source: SlotSource) -> None:
        self._sources[source.key] = source

    def get(self, key: str) -> SlotSource:
        """Raises `UnknownSource`."""
        try:
            return self._sources[key]
        except KeyError as error:
            raise UnknownSource(key) from error

    def __contains__(self, key: object) -> bool:
        return key in self._sources

    def __iter__(self) -> Any:
        return iter(self._sources.values())


sources = SlotSources()
