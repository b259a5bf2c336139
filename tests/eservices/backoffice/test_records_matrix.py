"""Who may do what with lists, transfers, copies and erasures: every role at every address."""

import logging
from uuid import uuid4

import pytest
from django.urls import reverse

from eservices.accounts.enums import Role
from eservices.backoffice.records import urls
from eservices.cases.chain import RESIDENT
from eservices.cases.models import Case
from eservices.records import erasure
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import (
    AGENT,
    ARCHIVIST,
    AUDITOR,
    NONE,
    OFFICER,
    OTHERS,
    desk,
    opened,
    staff,
    standing,
)
from tests.eservices.cases.factories import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]

WHO = (AGENT, OFFICER, OTHERS, AUDITOR, ARCHIVIST, NONE)
#: Address, method, what is sent, what the address names, and who is let in.
TABLE: list[tuple[str, str, dict[str, object], str, set[str]]] = [
    ("index", "get", {}, "", {ARCHIVIST}),
    ("list", "get", {}, "list", {ARCHIVIST}),
    ("decide", "post", {}, "list", {ARCHIVIST}),
    ("approve", "post", {}, "list", {ARCHIVIST}),
    ("transfer", "post", {}, "list", {ARCHIVIST}),
    ("package", "get", {}, "list", {ARCHIVIST}),
    ("acknowledge", "post", {}, "list", {ARCHIVIST}),
    ("copy", "post", {}, "case", {AGENT, OFFICER}),
    ("erasures", "get", {}, "", {OFFICER, ARCHIVIST}),
    ("erasure", "get", {}, "erasure", {OFFICER, ARCHIVIST}),
    ("erasure", "post", {"decision": "refuse"}, "erasure", {OFFICER, ARCHIVIST}),
    ("ask_erasure", "post", {"channel": "counter"}, "case", {AGENT, OFFICER}),
]


@pytest.fixture
def case() -> Case:
    return CaseFactory()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("name", "method", "data", "of", "allowed"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE]
)
def test_each_role_at_each_address(
    case: Case,
    who: str,
    name: str,
    method: str,
    data: dict[str, object],
    of: str,
    allowed: set[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = erasure.ask(case=case, actor=RESIDENT, channel="online")
    named = {"": [], "case": [case.uuid], "erasure": [asked.uuid], "list": [uuid4()]}[of]
    for user in standing(who, case):
        client = desk(user)
        if of == "case" and who in (AGENT, OFFICER, AUDITOR):
            opened(client, case)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "eservices.backoffice.refusals"):
            response = getattr(client, method)(reverse(f"records:{name}", args=named), data)
        if response.streaming:
            b"".join(response.streaming_content)
        refused = response.status_code == 403 or response.headers.get("Location") == "/admin/"
        assert refused is (who not in allowed), (who, name, response.status_code)
        logged = [record.fields for record in caplog.records if hasattr(record, "fields")]
        assert bool(logged) is refused
        assert all(fields["user"] == user.pk for fields in logged)
    asked.refresh_from_db()
    assert asked.is_waiting


def test_the_officer_of_another_sector_answers_nothing(case: Case) -> None:
    asked = erasure.ask(case=case, actor=RESIDENT, channel="online")
    client = desk(staff(Role.OFFICER, queue=QueueFactory()))
    page = reverse("records:erasure", args=[asked.uuid])
    assert client.get(page).headers.get("Location") == "/admin/"
    assert client.get(reverse("records:erasures")).status_code == 200


def test_every_address_of_the_records_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, *_rest in TABLE}
