"""Members of staff at the desk."""

from typing import Any

from django.test import Client

from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases.models import Case
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory


def staff(role: Role = Role.AGENT, **scope: Any) -> User:
    user = UserFactory()
    user.groups.add(ensure_groups())
    AssignmentFactory(user=user, role=role, **scope)
    return user


def desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(case: Case, act: str = "") -> str:
    return f"/admin/requests/{case.uuid}/{act}"


def opened(client: Client, case: Case) -> None:
    assert client.post(address(case, "open/"), {"reason": "processing"}).status_code == 302
