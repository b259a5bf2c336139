"""Who may do what with one case: the rules of its queue, and absences covered.

Every read and every act on a case asks here, never the queue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from eservices.accounts import permissions as queues
from eservices.cases.models.absences import Absence

if TYPE_CHECKING:
    from eservices.accounts.models import Queue, User
    from eservices.cases.models import Case


@dataclass(frozen=True, slots=True)
class Reach:
    """What a member of staff reads and works, asked once for one page."""

    queues: QuerySet[Queue]
    readable: Q
    workable: Q
    #: Absent colleagues whose cases are theirs too, today.
    covered: list[int]


def covered_by(user: User | AnonymousUser) -> list[int]:
    """Return the absent colleagues (their keys) whose cases ``user``, an agent, works today."""
    if not user.is_authenticated or not user.is_active:
        return []
    absences = Absence.objects.now().filter(
        substitute_id=user.pk, substitute__assignments__role__in=queues.WORKING_ROLES
    )
    return list(absences.values_list("agent", flat=True).distinct())


def _covers(user: User | AnonymousUser, case: Case) -> bool:
    return case.assignee_id is not None and case.assignee_id in covered_by(user)


def reach(user: User | AnonymousUser) -> Reach:
    read, worked = queues.queues_read_and_worked(user)
    covered = covered_by(user)
    theirs = Q(assignee__in=covered) if covered else Q()
    return Reach(
        queues=read,
        readable=Q(queue__in=read) | theirs,
        workable=Q(queue__in=worked) | theirs,
        covered=covered,
    )


def readable(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may read."""
    return reach(user).readable


def workable(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may process."""
    return reach(user).workable


def may_read(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user`` reads the case: its events and clocks; what its person said is
    for those who work it (`may_work`), never for auditors."""
    return queues.may_read(user, case.queue) or _covers(user, case)


def may_work(user: User | AnonymousUser, case: Case) -> bool:
    return queues.may_work(user, case.queue) or _covers(user, case)


def may_lead(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user``, an officer, gives this case to others."""
    return queues.may_lead(user, case.queue)


def led(user: User | AnonymousUser) -> Q:
    """Return the condition of the cases that ``user`` may lead."""
    return Q(queue__in=queues.queues_led_by(user))


def may_audit(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user`` reads who opened the file."""
    return queues.may_audit(user, case.queue)


def may_prove(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether ``user`` may take the proof of a case out: officers and auditors."""
    return may_lead(user, case) or may_audit(user, case)
