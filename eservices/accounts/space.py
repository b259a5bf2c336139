"""What a person finds in their space, told by the apps that own it.

Registered in ``AppConfig.ready``: drafts by the procedures, requests by the cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from eservices.accounts.models import Person


@dataclass(frozen=True, slots=True)
class SpaceItem:
    """One line: a link, and few facts about it in plain words."""

    title: str
    url: str
    facts: tuple[str, ...] = ()
    #: Language of the title where it is not the page's.
    language: str = ""


class SpaceSection(Protocol):
    """A list in the person's space; reads and never writes."""

    key: str
    title: Any
    #: Said when the list is empty.
    empty: Any

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        """Return what ``person`` has, newest first."""


class SpaceRegistry:
    def __init__(self) -> None:
        self._sections: dict[str, SpaceSection] = {}

    def register(self, section: SpaceSection) -> None:
        if section.key in self._sections:
            raise ValueError(f"the section {section.key!r} is registered already")
        self._sections[section.key] = section

    def __iter__(self) -> Iterator[SpaceSection]:
        return iter(self._sections.values())


sections = SpaceRegistry()
