"""Who may do what with one case: the rules of its queue, for now and for all callers.

Every read and every act on a case asks here, never the queue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from eservices.accounts import permissions as queues

if TYPE_CHECKING:
    from eservices.accounts.models import Queue, User
    from eservices.cases.models import Case


@dataclass(frozen=True, slots=True)
class Reach:
    """What a member of staff reads and works, asked once for one page."""

    queues: QuerySet[Queue]
    readable: Q
    workable: Q


def reach(user: User | AnonymousUser) -> Reach:
    read, worked = queues.queues_read_and_worked(user)
    return Reach(queues=read, readable=Q(queue__in=read), workable=Q(queue__in=worked))


def readable(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may read."""
    return reach(user).readable


def workable(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may process."""
    return reach(user).workable


def may_read(user: User | AnonymousUser, case: Case) -> bool:
    return queues.may_read(user, case.queue)


def may_work(user: User | AnonymousUser, case: Case) -> bool:
    return queues.may_work(user, case.queue)


def may_lead(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user``, an officer, gives this case to others."""
    return queues.may_lead(user, case.queue)


def may_audit(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user`` reads who opened the file."""
    return queues.may_audit(user, case.queue)
