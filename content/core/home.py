"""What the home page shows and does not own: top procedures, disturbances, the Council."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from content.core.cards import Card
from content.core.fragments import fragments


@dataclass(frozen=True, slots=True)
class HomeSection:
    """A heading and its lines. ``tags`` purge the home when a line changes."""

    key: str
    title: str
    cards: tuple[Card, ...]
    more_url: str = ""
    more_label: str = ""
    tags: tuple[str, ...] = ()
    #: Seconds the lines stay true (hours, sittings); none when a purge is enough.
    seconds: int | None = None


class HomeProvider(Protocol):
    """Gives one section of the home page, or nothing to say just now."""

    key: str

    def section(self, language: str) -> HomeSection | None: ...


class HomeRegistry:
    """Sections in the order of what people come for, whatever registers first."""

    ORDER = ("procedures", "disturbances", "council", "news")

    def __init__(self) -> None:
        self._providers: dict[str, HomeProvider] = {}

    def register(self, provider: HomeProvider) -> None:
        if provider.key not in self.ORDER:
            raise ValueError(f"the home page has no place for {provider.key!r}")
        if provider.key in self._providers:
            raise ValueError(f"a section {provider.key!r} is registered already")
        self._providers[provider.key] = provider

    def sections(self, language: str) -> list[HomeSection]:
        found = (
            fragments.get(("home", key, language), partial(self._providers[key].section, language))
            for key in self.ORDER
            if key in self._providers
        )
        return [section for section in found if section is not None]


sections = HomeRegistry()
