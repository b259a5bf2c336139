"""What arrives for the service: a request, a message or a correction of its person.

Whoever tells the staff of it follows here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eservices.cases.models import Case, CaseEvent

Follower = Callable[["Case", "CaseEvent"], None]
_followers: dict[str, Follower] = {}


def follow(name: str, follower: Follower) -> None:
    """Register what another app does when something arrives; in ``AppConfig.ready``.

    It runs in the transaction of the event, on the locked case.
    """
    if name in _followers:
        raise ValueError(f"{name!r} follows what arrives already")
    _followers[name] = follower


def tell(case: Case, event: CaseEvent) -> None:
    """Tell the followers, in the caller's transaction, of an event of `enums.ARRIVALS`."""
    for follower in _followers.values():
        follower(case, event)
