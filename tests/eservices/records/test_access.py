"""One file of everything held about a person, for them and at the desk."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from django.test import Client

from eservices.accounts.models import Person, User
from eservices.cases.enums import EventKind
from eservices.cases.models import Case
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.backoffice.test_desk import desk, opened, staff
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db
DATA = "/fr/mon-espace/donnees/"


@pytest.fixture
def owner(case: Case) -> User:
    user = User.objects.create_user("zq-compte@example.invalid")
    Person.objects.filter(pk=case.person_id).update(user=user, phone="06 99 00 00 77")
    return user


def unpacked(response) -> zipfile.ZipFile:
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_a_person_gets_everything_in_one_file(case: Case, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert DATA in client.get("/fr/mon-espace/").content.decode()
    assert client.get(DATA).status_code == 200

    package = unpacked(client.post(DATA))

    page = package.read("index.html").decode()
    for mark in ("given", "family", "email", "street", "document", "message", "letter"):
        assert MARKS[mark] in page
    assert "06 99 00 00 77" in page
    assert case.grouped_code in page
    assert MARKS["opening"] not in page, "an agent's note to auditors is not the person's"
    told = json.loads(package.read("data.json"))
    assert len(told) == 2
    names = [name for name in package.namelist() if name.startswith("files/")]
    assert len(names) == 2
    assert case.events.filter(kind=EventKind.COPY_GIVEN, actor_role="resident").count() == 1


def test_nobody_else_gets_it(case: Case, owner: User) -> None:
    assert Client().post(DATA).status_code == 302
    other = Client()
    other.force_login(UserFactory(is_staff=False))
    package = unpacked(other.post(DATA))
    assert case.grouped_code not in package.read("index.html").decode()


def test_an_agent_gives_a_copy_of_a_file_that_was_opened(case: Case) -> None:
    agent = staff(queue=case.queue)
    client = desk(agent)
    address = f"/admin/retention/copies/{case.uuid}/"
    assert client.post(address).status_code in (302, 403)
    assert not case.events.filter(kind=EventKind.COPY_GIVEN).exists()
    opened(client, case)
    assert address in client.get(f"/admin/requests/{case.uuid}/").content.decode()

    package = unpacked(client.post(address))

    assert MARKS["family"] in package.read("index.html").decode()
    assert case.events.filter(kind=EventKind.COPY_GIVEN, actor_id=agent.pk).count() == 1
    assert desk(staff()).post(address).status_code in (302, 403)
