"""Members of staff at the desk."""

from typing import Any

from django.test import Client

from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases.models import Case
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory, UserFactory


def staff(role: Role = Role.AGENT, **scope: Any) -> User:
    user = UserFactory()
    user.groups.add(ensure_groups())
    AssignmentFactory(user=user, role=role, **scope)
    return user


#: Who stands at the desk before a case: an agent and an officer of its queue, agents of another,
#: those who read all, those without a desk.
AGENT, OFFICER, OTHERS = "agent", "officer", "others"
AUDITOR, ARCHIVIST, NONE = "auditor", "archivist", "none"


def standing(who: str, case: Case) -> list[User]:
    """Return the users that stand for ``who`` before ``case``."""
    if who == NONE:
        return [staff(Role.SUPERVISOR), staff(Role.EVALUATOR), UserFactory(is_superuser=True)]
    return {
        AGENT: lambda: [staff(queue=case.queue)],
        OFFICER: lambda: [staff(Role.OFFICER, sector=case.sector)],
        OTHERS: lambda: [staff(queue=QueueFactory())],
        AUDITOR: lambda: [staff(Role.AUDITOR)],
        ARCHIVIST: lambda: [staff(Role.ARCHIVIST)],
    }[who]()


def desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(case: Case, act: str = "") -> str:
    return f"/admin/requests/{case.uuid}/{act}"


def opened(client: Client, case: Case) -> None:
    assert client.post(address(case, "open/"), {"reason": "processing"}).status_code == 302
