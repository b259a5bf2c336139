"""Which cases a file belongs to, told by the apps whose rows link to it.

`Attachment` has no owner key: messages, drafts, reports link to it. When the virus check
refuses a file, its cases must be told; each app that links files registers here in
``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eservices.cases.models import Attachment, Case

Finder = Callable[["Attachment"], Iterable["Case"]]


class OwnerRegistry:
    """One finder an app; registering twice raises."""

    def __init__(self) -> None:
        self._finders: dict[str, Finder] = {}

    def register(self, name: str, finder: Finder) -> None:
        if name in self._finders:
            raise ValueError(f"owners {name!r} are registered already")
        self._finders[name] = finder

    def cases_of(self, attachment: Attachment) -> list[Case]:
        """Return the cases that hold ``attachment``, each once."""
        found: dict[int, Case] = {}
        for finder in self._finders.values():
            found.update({case.pk: case for case in finder(attachment)})
        return list(found.values())


owners = OwnerRegistry()
