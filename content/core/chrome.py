"""The frame around every page (menu, footer, languages, alerts), given by higher apps.

A fragment is the same for everybody in one language, so it is kept in the
process for a minute and rendered anew at once when its maker says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

Maker = Callable[[Mapping[str, Any]], SafeString]
#: Seconds; a page cached meanwhile is purged by the tag ``chrome:<language>``.
KEPT = 60


@dataclass(slots=True)
class _Piece:
    make: Maker
    #: Kept for a language; a piece that depends on the page shown is made each time.
    kept: bool


class ChromeRegistry:
    """Named pieces; registering a name twice raises."""

    def __init__(self) -> None:
        self._pieces: dict[str, _Piece] = {}
        self._fragments: dict[tuple[str, str], tuple[float, SafeString]] = {}

    def register(self, name: str, make: Maker, *, kept: bool = True) -> None:
        if name in self._pieces:
            raise ValueError(f"a piece named {name!r} is registered already")
        self._pieces[name] = _Piece(make, kept)

    def render(self, name: str, context: Mapping[str, Any]) -> SafeString:
        """Return the fragment ``name``, or nothing when no app gives it."""
        piece = self._pieces.get(name)
        if piece is None:
            return SafeString("")
        if not piece.kept:
            return piece.make(context)
        key = (name, get_language() or "")
        until, fragment = self._fragments.get(key, (0.0, SafeString("")))
        if time.monotonic() >= until:
            fragment = piece.make(context)
            self._fragments[key] = (time.monotonic() + KEPT, fragment)
        return fragment

    def forget(self) -> None:
        """Render every piece anew at its next use in this process."""
        self._fragments.clear()


chrome = ChromeRegistry()
