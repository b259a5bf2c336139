"""Who may do what with requests, read from assignments.

Wagtail's groups are for editing only. A site administrator is no agent: files of
residents open to assigned staff alone, and each opening is recorded.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from eservices.accounts.enums import Role
from eservices.accounts.models import Assignment, Queue

if TYPE_CHECKING:
    from eservices.accounts.models import User

WORKING_ROLES = (Role.AGENT, Role.OFFICER)
#: Auditors read the chain of events alone; see `eservices.cases.permissions`.
READING_ROLES = (*WORKING_ROLES, Role.AUDITOR)
#: Roles that need the desk at all.
DESK_ROLES = READING_ROLES


def _given(user: User | AnonymousUser, roles: tuple[Role, ...]) -> QuerySet[Assignment]:
    if not user.is_authenticated or not user.is_active:
        return Assignment.objects.none()
    return Assignment.objects.filter(user_id=user.pk, role__in=roles)


def _queues(user: User | AnonymousUser, roles: tuple[Role, ...]) -> QuerySet[Queue]:
    return _within(set(_given(user, roles).values_list("queue_id", "sector_id")))


def _within(given: Collection[tuple[int | None, int | None]]) -> QuerySet[Queue]:
    """An assignment names one queue, or one sector, or neither, which means everywhere."""
    if not given:
        return Queue.objects.none()
    if (None, None) in given:
        return Queue.objects.all()
    queues = {queue for queue, _sector in given if queue is not None}
    sectors = {sector for queue, sector in given if queue is None and sector is not None}
    return Queue.objects.filter(Q(pk__in=queues) | Q(sector__in=sectors))


def queues_read_and_worked(
    user: User | AnonymousUser,
) -> tuple[QuerySet[Queue], QuerySet[Queue]]:
    """Return `queues_open_to` and `queues_worked_by` for one page, asking once."""
    given = set(_given(user, READING_ROLES).values_list("role", "queue_id", "sector_id"))
    worked = {(queue, sector) for role, queue, sector in given if role in WORKING_ROLES}
    return _within({(queue, sector) for _role, queue, sector in given}), _within(worked)


def queues_worked_by(user: User | AnonymousUser) -> QuerySet[Queue]:
    """Return the queues whose requests ``user`` may process."""
    return _queues(user, WORKING_ROLES)


def queues_open_to(user: User | AnonymousUser) -> QuerySet[Queue]:
    """Return the queues whose requests ``user`` may read (agents, officers, auditors)."""
    return _queues(user, READING_ROLES)


def queues_led_by(user: User | AnonymousUser) -> QuerySet[Queue]:
    """Return the queues where ``user``, an officer, may give requests to others."""
    return _queues(user, (Role.OFFICER,))


def may_work(user: User | AnonymousUser, queue: Queue) -> bool:
    return queues_worked_by(user).filter(pk=queue.pk).exists()


def may_read(user: User | AnonymousUser, queue: Queue) -> bool:
    return queues_open_to(user).filter(pk=queue.pk).exists()


def may_lead(user: User | AnonymousUser, queue: Queue) -> bool:
    return queues_led_by(user).filter(pk=queue.pk).exists()


def may_audit(user: User | AnonymousUser, queue: Queue) -> bool:
    """Auditors alone read who opened a file."""
    return _queues(user, (Role.AUDITOR,)).filter(pk=queue.pk).exists()


def is_archivist(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` gives the visa of the public archives."""
    return _given(user, (Role.ARCHIVIST,)).exists()


def _roles(user: User | AnonymousUser) -> frozenset[str]:
    """Return the roles that ``user`` has somewhere, asked once in the life of the object.

    For what is shown only: rights to act are asked anew each time.
    """
    known: frozenset[str] | None = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(_given(user, tuple(Role)).values_list("role", flat=True))
        user._roles = known  # type: ignore[union-attr]
    return known


def supervises(user: User | AnonymousUser) -> bool:
    """Return whether the figures' menu item is shown to ``user``."""
    return Role.SUPERVISOR in _roles(user)


def queues_figured_for(user: User | AnonymousUser) -> QuerySet[Queue] | None:
    """Return the queues whose figures ``user`` sees; ``None`` for whoever sees none."""
    if not _given(user, (Role.SUPERVISOR,)).exists():
        return None
    return _queues(user, (Role.SUPERVISOR,))


def shows_records(user: User | AnonymousUser) -> bool:
    """Return whether the archivists' menu item is shown to ``user``."""
    return Role.ARCHIVIST in _roles(user)


def answers_erasures(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` answers requests for erasure, of some queue or of all."""
    return _given(user, (Role.OFFICER, Role.ARCHIVIST)).exists()


def shows_erasures(user: User | AnonymousUser) -> bool:
    """Return whether the menu item of requests for erasure is shown to ``user``."""
    return not _roles(user).isdisjoint((Role.OFFICER, Role.ARCHIVIST))


def has_desk(user: User | AnonymousUser) -> bool:
    """Return whether the desk's menu item is shown to ``user``."""
    return not _roles(user).isdisjoint(DESK_ROLES)


def works(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` processes requests anywhere, so that its buttons are shown."""
    return not _roles(user).isdisjoint(WORKING_ROLES)


def leads(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` is an officer anywhere, so that its buttons are shown."""
    return Role.OFFICER in _roles(user)


def may_serve(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` may serve persons at a counter or by telephone."""
    return _given(user, WORKING_ROLES).exists()


def may_merge(user: User | AnonymousUser) -> bool:
    """Return whether ``user`` may say that two persons of the register are one, or are not."""
    return _given(user, (Role.OFFICER,)).exists()


def workers_of_any(queues: QuerySet[Queue]) -> QuerySet[User]:
    """Return the active users who may be given requests of one of ``queues``, by name."""
    from eservices.accounts.models import User

    sectors = queues.exclude(sector=None).values("sector")
    scope = Q(assignments__queue__in=queues) | Q(
        Q(assignments__sector__isnull=True) | Q(assignments__sector__in=sectors),
        assignments__queue__isnull=True,
    )
    workers = User.objects.filter(scope, is_active=True, assignments__role__in=WORKING_ROLES)
    if not queues.exists():
        return User.objects.none()
    return workers.distinct().order_by("last_name", "first_name", "email")


def workers_of(queue: Queue) -> QuerySet[User]:
    """Return the active users who may be given requests of ``queue``, by name."""
    from eservices.accounts.models import User

    scope = Q(assignments__queue=queue) | Q(
        assignments__queue__isnull=True, assignments__sector__isnull=True
    )
    if queue.sector_id is not None:
        scope |= Q(assignments__queue__isnull=True, assignments__sector=queue.sector_id)
    return (
        User.objects.filter(scope, is_active=True, assignments__role__in=WORKING_ROLES)
        .distinct()
        .order_by("last_name", "first_name", "email")
    )
