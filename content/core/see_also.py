"""What a page ends with and does not own: links to pages like it, given by search."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from content.core.cards import Card

#: Links at most; more is a list to be read.
MOST = 4


class Provider(Protocol):
    def like(
        self, document: tuple[str, str], language: str, *, without: Collection[str]
    ) -> Sequence[Card]:
        """Return what is most like a document (kind, id), nothing while nobody knows.

        ``without`` are addresses that the page shows already. The tags of a card purge
        the page when the card changes.
        """


class SeeAlso:
    """Holds the one provider; without it pages end without links."""

    def __init__(self) -> None:
        self._provider: Provider | None = None

    def register(self, provider: Provider) -> None:
        if self._provider is not None:
            raise ValueError("something tells already what is alike")
        self._provider = provider

    def cards(
        self, document: tuple[str, str], language: str, *, without: Collection[str]
    ) -> tuple[Card, ...]:
        if self._provider is None:
            return ()
        return tuple(self._provider.like(document, language, without=without))[:MOST]


see_also = SeeAlso()
