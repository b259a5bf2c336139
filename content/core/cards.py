"""What a service page lists and does not own: procedures, places, each with its live state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from content.core.models import Service


@dataclass(frozen=True, slots=True)
class Card:
    """One line of a list: a verb or a name first, few facts, readable aloud."""

    title: str
    url: str
    kind: str
    language: str
    summary: str = ""
    #: Where the summary is in another language than the title.
    summary_language: str = ""
    state: str = ""
    facts: tuple[str, ...] = field(default_factory=tuple)
    tags: tuple[str, ...] = field(default_factory=tuple)


class CardProvider(Protocol):
    """Gives the cards of one kind; registered by the app that owns them.

    Two methods more let editors put one card into a page:
    ``choices() -> list[tuple[str, str]]`` (key, name) and
    ``for_keys(keys, language) -> dict[str, Card]``.
    """

    kind: str

    def for_service(self, service: Service, language: str) -> list[Card]: ...


class CardRegistry:
    def __init__(self) -> None:
        self._providers: dict[str, CardProvider] = {}

    def register(self, provider: CardProvider) -> None:
        if provider.kind in self._providers:
            raise ValueError(f"cards of kind {provider.kind!r} are registered already")
        self._providers[provider.kind] = provider

    def for_service(self, service: Service, language: str) -> dict[str, list[Card]]:
        """Return the cards by kind, in the order of registration."""
        return {
            kind: provider.for_service(service, language)
            for kind, provider in self._providers.items()
        }

    def for_services(
        self, services: Sequence[Service], language: str, *, without: Collection[str] = ()
    ) -> dict[int, list[Card]]:
        """Return the cards of several services by primary key, kinds in ``without`` left out.

        A provider that has a method of this name (services, language) is asked once
        for all, so that a page of many services costs no more statements.
        """
        found: dict[int, list[Card]] = {service.pk: [] for service in services}
        for kind, provider in self._providers.items():
            if kind in without:
                continue
            at_once = getattr(provider, "for_services", None)
            answers = (
                at_once(services, language)
                if at_once
                else {service.pk: provider.for_service(service, language) for service in services}
            )
            for key, some in answers.items():
                found[key] += some
        return found

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Return what editors may choose of one kind: (key, name); nothing if no app gives it."""
        give = getattr(self._providers.get(kind), "choices", None)
        return list(give()) if give else []

    def card(self, kind: str, key: str, language: str) -> Card | None:
        """Return one card by its key; ``None`` when it is gone or no app gives it."""
        give = getattr(self._providers.get(kind), "for_keys", None)
        found: dict[str, Card] = give([key], language) if give and key else {}
        return found.get(key)


cards = CardRegistry()
