"""What a person may ask about their own file, told by the apps that answer it.

Each gives, for one case, the words and the address of its page. Shown to the person alone:
who acts under a mandate for one procedure has no say over the file itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eservices.cases.models import Case


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the tracking page."""

    words: str
    url: str


#: By name: the way of one app, in the active language; filled in ``AppConfig.ready``.
ways: dict[str, Callable[[Case], Way]] = {}


def of_case(case: Case) -> list[Way]:
    return [way(case) for way in ways.values()]
