"""The frame around every page (menu, footer, languages, alerts), given by higher apps.

A fragment that is the same for everybody in one language is kept (`fragments.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.core.fragments import fragments

Maker = Callable[[Mapping[str, Any]], SafeString]


@dataclass(slots=True)
class _Piece:
    make: Maker
    #: Kept for a language; a piece that depends on the page shown is made each time.
    kept: bool


class ChromeRegistry:
    """Named pieces; registering a name twice raises."""

    def __init__(self) -> None:
        self._pieces: dict[str, _Piece] = {}

    def register(self, name: str, make: Maker, *, kept: bool = True) -> None:
        if name in self._pieces:
            raise ValueError(f"a piece named {name!r} is registered already")
        self._pieces[name] = _Piece(make, kept)

    def render(self, name: str, context: Mapping[str, Any]) -> SafeString:
        """Return the fragment ``name``, or nothing when no app gives it."""
        piece = self._pieces.get(name)
        if piece is None:
            return SafeString("")
        if not piece.kept or getattr(context.get("request"), "is_preview", False):
            return piece.make(context)
        return fragments.get(("chrome", name, get_language()), lambda: piece.make(context))


chrome = ChromeRegistry()
