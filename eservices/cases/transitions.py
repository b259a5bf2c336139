"""Who may move a case where, and what a move asks: the workflow of the case decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from eservices.cases import permissions
from eservices.cases.enums import Asked, CaseState, Mover
from eservices.cases.models import Case
from eservices.cases.workflow import Status, Transition

if TYPE_CHECKING:
    from eservices.accounts.models import User


class WrongTransition(Exception):
    """The workflow does not lead from the present status to the one asked."""


class TransitionNotAllowed(WrongTransition):
    """The way is there, for others: it is not among those that the user may take."""


class LetterNeeded(WrongTransition):
    """The way sends a letter: the status changes when the letter is sent, not before."""


class InputMissing(Exception):
    """The way asks something that was not given: ``names`` are "reason" or "day"."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class Given:
    """What the agent gives with a move."""

    reason: str = ""
    day: date | None = None
    letter: bool = False

    def text(self, way: Transition) -> str:
        """Return the reason, if the way asks one."""
        return "" if way.reason == Asked.NO else self.reason

    def data(self, way: Transition) -> dict[str, str]:
        """Return what the event of the move holds besides its reason; nothing personal."""
        return {"day": self.day.isoformat()} if way.asks_day and self.day else {}


def permitted(case: Case, user: User) -> Sequence[Transition]:
    """Return the ways out of the present status that ``user``, who works the queue, may take."""
    ways = case.get_workflow().transitions(case.status)
    if all(way.who == Mover.AGENT for way in ways) or permissions.may_lead(user, case):
        return ways
    return [way for way in ways if way.who == Mover.AGENT]


def waiting_status(case: Case, user: User) -> Status | None:
    """Return the status in which a message alone may make the case wait for its resident."""
    flow = case.get_workflow()
    free = (
        flow[way.to]
        for way in permitted(case, user)
        if not (way.sends_letter or way.asks_day or way.reason == Asked.MUST)
    )
    return next((status for status in free if status.state == CaseState.WAITING), None)


def take(case: Case, user: User, to: str, given: Given) -> Transition:
    """Return the way to the status ``to``, once everything it asks is there.

    Raises:
        WrongTransition: there is no such way.
        TransitionNotAllowed: the user may not take it.
        LetterNeeded: its letter must be sent with it.
        InputMissing: it asks more than was given.
    """
    way = case.get_workflow().transition(case.status, to)
    if way is None:
        raise WrongTransition(to)
    if way.who == Mover.OFFICER and not permissions.may_lead(user, case):
        raise TransitionNotAllowed(to)
    if way.sends_letter and not given.letter:
        raise LetterNeeded(to)
    missing = [
        *(["reason"] if way.reason == Asked.MUST and not given.reason.strip() else []),
        *(["day"] if way.asks_day and given.day is None else []),
    ]
    if missing:
        raise InputMissing(*missing)
    return way
