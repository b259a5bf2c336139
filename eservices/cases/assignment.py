"""Whose a case is: the next one taken, an absence covered, forwarded to another service.

Taking, putting back and handing over are in `services.assign`.

Each act takes the lock of the case as it was seen; `services.CaseChanged` tells what others
did since.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from content.core.models import Service
from eservices.accounts.models import Queue
from eservices.accounts.permissions import queues_led_by, queues_worked_by, workers_of_any
from eservices.cases import arrivals, chain, permissions
from eservices.cases.chain import Actor
from eservices.cases.enums import EventKind
from eservices.cases.models import Absence, Case
from eservices.cases.notices import tell_resident
from eservices.cases.querysets import CaseQuerySet
from eservices.cases.services import NotAllowed, give, locked_for

if TYPE_CHECKING:
    from eservices.accounts.models import User


class NothingToTake(Exception):
    """No case that was asked for waits for an agent."""


class NowhereToForward(Exception):
    """The case is there already, or is finished."""


def take_next(*, cases: CaseQuerySet, user: User) -> Case:
    """Take the first of ``cases`` that is nobody's, passing by those that others take now.

    Raises:
        NothingToTake
    """
    waiting = cases.filter(permissions.workable(user)).unfinished().unassigned()
    locked = waiting.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    with transaction.atomic():
        case = locked.first()
        if case is None:
            raise NothingToTake
        give(case, user, user)
    return case


def forward(*, case: Case, user: User, service: Service, reason: str, seen_lock: int) -> Case:
    """Transmit the case to the service that it is for, and tell the person.

    Source: code of relations between the public and the administration, article L114-2.
    The event keeps when the first service received it, for the legal periods that run from
    then (silence means refusal), and is itself when the right one received it (silence means
    agreement).

    Raises:
        NotAllowed, CaseChanged, NowhereToForward
    """
    with transaction.atomic():
        case = locked_for(user, case, seen_lock)
        if service.pk == case.service_id or case.is_closed:
            raise NowhereToForward
        before = case.queue
        queue = _queue_of(service, case)
        case.service, case.queue, case.assignee = service, queue, None
        case.lock += 1
        case.save(update_fields=["service", "queue", "assignee", "lock"])
        event = chain.append(
            case,
            EventKind.FORWARDED,
            Actor.agent(user),
            data={
                "lock": case.lock,
                "from": before.service.key,
                "from_name": str(before.service),
                "to": service.key,
                "to_name": str(service),
                "received_at": case.received_at.isoformat(),
            },
            text=reason,
        )
        tell_resident(case, event)
        arrivals.tell(case, event)
    return case


def _queue_of(service: Service, case: Case) -> Queue:
    """Return the queue of the service for the case's sector, else for the whole city.

    A service without any gets one for the sector.
    """
    queues = {queue.sector_id: queue for queue in Queue.objects.filter(service=service)}
    found = queues.get(case.sector_id) or queues.get(None)
    return found or Queue.objects.get_or_create(service=service, sector=case.sector)[0]


def colleagues_of(user: User) -> QuerySet[User]:
    """Return those who work a queue that ``user`` works, ``user`` left out, by name."""
    return workers_of_any(queues_worked_by(user)).exclude(pk=user.pk)


def led_by(user: User) -> QuerySet[User]:
    """Return those whose absences ``user``, an officer, may make, by name."""
    return workers_of_any(queues_led_by(user)).exclude(pk=user.pk)


def _leads(user: User, agent: User) -> bool:
    return led_by(user).filter(pk=agent.pk).exists()


def make_absence(
    *, agent: User, substitute: User, begins_on: date, ends_on: date, user: User
) -> Absence:
    """Let ``substitute`` see and work the cases of ``agent`` from one day to another.

    Raises:
        NotAllowed: neither the agent's own nor an officer's, or the substitute works none of
            the agent's queues.
    """
    if agent != user and not _leads(user, agent):
        raise NotAllowed("only an officer makes the absence of somebody else")
    if not colleagues_of(agent).filter(pk=substitute.pk).exists():
        raise NotAllowed("the substitute works none of the agent's queues")
    return Absence.objects.create(
        agent=agent,
        substitute=substitute,
        begins_on=begins_on,
        ends_on=ends_on,
        made_by=user,
    )


def end_absence(*, absence: Absence, user: User) -> None:
    """End an absence now; one that has not begun is taken back."""
    if absence.agent != user and not _leads(user, absence.agent):
        raise NotAllowed("only an officer ends the absence of somebody else")
    today = timezone.localdate()
    if absence.begins_on >= today:
        absence.delete()
    else:
        absence.ends_on = today - timedelta(days=1)
        absence.save(update_fields=["ends_on"])


def absences_shown_to(user: User) -> list[Absence]:
    """Return absences of now or later that concern ``user`` or that an officer leads.

    Each tells by ``may_end`` whether the user may end it.
    """
    led = set(led_by(user).values_list("pk", flat=True))
    absences = (
        Absence.objects.filter(ends_on__gte=timezone.localdate())
        .filter(Q(agent=user) | Q(substitute=user) | Q(agent__in=led))
        .select_related("agent", "substitute")
        .order_by("begins_on", "pk")
    )
    for absence in absences:
        vars(absence)["may_end"] = absence.agent_id == user.pk or absence.agent_id in led
    return list(absences)
