"""Who may do what with one case: the rules of its queue, for now and for all callers.

Every read and every act on a case asks here, never the queue alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from eservices.accounts import permissions as queues

if TYPE_CHECKING:
    from eservices.accounts.models import Queue, User
    from eservices.cases.models import Case


def readable(user: User | AnonymousUser, of: QuerySet[Queue] | None = None) -> Q:
    """Return the condition of the cases that ``user`` may read; ``of`` are their queues."""
    return Q(queue__in=queues.queues_open_to(user) if of is None else of)


def workable(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may process."""
    return Q(queue__in=queues.queues_worked_by(user))


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
