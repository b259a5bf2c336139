"""Pieces that many pages share, kept in the process: menu, alerts, sections of the home.

Kept for a minute at most, and made anew as soon as the process sees a purge, so that a
cached page is never older than what it was made from.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Piece = TypeVar("Piece")
#: Seconds.
KEPT = 60


class Fragments:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._clock = clock

    def get(self, key: Hashable, make: Callable[[], Piece]) -> Piece:
        """Return what is kept under ``key``, else make it and keep it."""
        kept_now = self._kept  # forgotten meanwhile, it takes what is made now along
        until, piece = kept_now.get(key, (0.0, None))
        if self._clock() < until:
            kept: Piece = piece
            return kept
        made = make()
        kept_now[key] = (self._clock() + KEPT, made)
        return made

    def forget(self) -> None:
        """Make every piece anew at its next use in this process."""
        self._kept = {}


fragments = Fragments()
