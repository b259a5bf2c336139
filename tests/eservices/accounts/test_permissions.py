import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from eservices.accounts import permissions
from eservices.accounts.enums import Role
from eservices.accounts.models import Assignment, Queue
from tests.eservices.accounts.factories import (
    AssignmentFactory,
    QueueFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# role, scope of the assignment -> may work, may lead, may audit the queue
MATRIX = [
    (Role.AGENT, "queue", (True, False, False)),
    (Role.AGENT, "sector", (True, False, False)),
    (Role.AGENT, "everywhere", (True, False, False)),
    (Role.AGENT, "other queue", (False, False, False)),
    (Role.AGENT, "other sector", (False, False, False)),
    (Role.OFFICER, "sector", (True, True, False)),
    (Role.OFFICER, "other sector", (False, False, False)),
    (Role.SUPERVISOR, "everywhere", (False, False, False)),
    (Role.AUDITOR, "everywhere", (False, False, True)),
    (Role.EVALUATOR, "everywhere", (False, False, False)),
]


def scope_of(name: str, queue: Queue) -> dict[str, object]:
    return {
        "queue": lambda: {"queue": queue},
        "sector": lambda: {"sector": queue.sector},
        "everywhere": dict,
        "other queue": lambda: {"queue": QueueFactory(sector=queue.sector)},
        "other sector": lambda: {"sector": SectorFactory()},
    }[name]()


@pytest.mark.parametrize(("role", "scope", "rights"), MATRIX)
def test_rights_follow_from_role_and_scope(role: Role, scope: str, rights: tuple[bool]) -> None:
    queue = QueueFactory()
    user = AssignmentFactory(role=role, **scope_of(scope, queue)).user

    assert (
        permissions.may_work(user, queue),
        permissions.may_lead(user, queue),
        permissions.may_audit(user, queue),
    ) == rights


@pytest.mark.parametrize("role", list(Role))
def test_desk_is_for_those_who_read_files(role: Role) -> None:
    user = AssignmentFactory(role=role).user

    assert permissions.has_desk(user) is (role in (Role.AGENT, Role.OFFICER, Role.AUDITOR))


def test_a_site_administrator_is_no_agent() -> None:
    assert not permissions.may_read(UserFactory(is_superuser=True), QueueFactory())


def test_nobody_and_the_departed_have_no_right() -> None:
    queue = QueueFactory()
    gone = AssignmentFactory(queue=queue, user__is_active=False).user

    assert not permissions.may_work(gone, queue)
    assert not permissions.may_work(AnonymousUser(), queue)
    assert not permissions.has_desk(AnonymousUser())


def test_workers_of_a_queue_are_those_who_may_work_it_once_each() -> None:
    queue = QueueFactory()
    double = AssignmentFactory(queue=queue, user__last_name="A").user
    AssignmentFactory(user=double, sector=queue.sector)
    officer = AssignmentFactory(role=Role.OFFICER, sector=queue.sector, user__last_name="B").user
    AssignmentFactory(role=Role.AUDITOR)
    AssignmentFactory(sector=SectorFactory())

    assert list(permissions.workers_of(queue)) == [double, officer]


def test_an_assignment_names_one_scope() -> None:
    queue = QueueFactory()

    with pytest.raises(IntegrityError):
        Assignment.objects.create(
            user=UserFactory(), role=Role.AGENT, queue=queue, sector=queue.sector
        )
