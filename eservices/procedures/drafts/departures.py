"""Drafts that are about to be erased, told in the transaction that erases them.

Whoever counts drafts registers in ``AppConfig.ready``, so that a purge takes no figure away.
"""

from __future__ import annotations

from collections.abc import Callable

from eservices.procedures.models import Draft

Listener = Callable[[Draft], None]


class DepartureRegistry:
    def __init__(self) -> None:
        self._listeners: dict[str, Listener] = {}

    def register(self, name: str, listener: Listener) -> None:
        if name in self._listeners:
            raise ValueError(f"the listener {name!r} is registered already")
        self._listeners[name] = listener

    def tell(self, draft: Draft) -> None:
        for listener in self._listeners.values():
            listener(draft)


departures = DepartureRegistry()
