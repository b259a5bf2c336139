"""Requests for erasure at the desk: recorded at a counter, answered by those who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from eservices.accounts.enums import Role
from eservices.cases.chain import RESIDENT
from eservices.cases.models import Case
from eservices.records import erasure, purging
from eservices.records.models import ErasureRequest
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.records import files
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db
ALL = "/admin/retention/erasures/"


@pytest.fixture
def case(stores: Path, client: Client) -> Case:
    return files.aged(files.lived(files.sent(client)))


@pytest.fixture
def asked(case: Case) -> ErasureRequest:
    return erasure.ask(case=case, actor=RESIDENT, channel="online", why="Je déménage")


def test_an_agent_records_what_a_person_asks_at_the_counter(case: Case) -> None:
    agent = staff(queue=case.queue)
    client = desk(agent)
    ask = f"{ALL}ask/{case.uuid}/"
    assert client.post(ask, {"channel": "counter"}).status_code in (302, 403)
    assert not ErasureRequest.objects.exists()
    opened(client, case)
    assert ask in client.get(address(case)).content.decode()

    assert client.post(ask, {"channel": "online"}).status_code == 302
    assert not ErasureRequest.objects.exists(), "what came on the website is not recorded here"
    assert client.post(ask, {"channel": "counter", "why": "De vive voix"}).status_code == 302

    made = ErasureRequest.objects.get()
    assert (made.channel, made.asked.actor_id, made.why) == ("counter", agent.pk, "De vive voix")
    page = client.get(address(case)).content.decode()
    assert ask not in page
    assert f"{ALL}{made.uuid}/" not in page, "an agent does not answer"


def test_an_officer_refuses_with_ground_and_reasons(asked: ErasureRequest) -> None:
    client = desk(staff(Role.OFFICER, queue=asked.case.queue))
    one = f"{ALL}{asked.uuid}/"
    assert one in client.get(ALL).content.decode()
    assert "Je déménage" in client.get(one).content.decode()
    assert "recipient" not in client.get(one).content.decode(), "an e-mail reaches the person"
    assert client.post(one, {}).status_code == 422
    wrong = client.post(one, {"decision": "refuse", "reasons": "Recours"})
    assert wrong.status_code == 422
    assert "Choose the ground" in wrong.content.decode()
    assert "Recours" in wrong.content.decode()

    said = {"decision": "refuse", "ground": "claims", "reasons": "Recours en cours"}
    assert client.post(one, said).status_code == 302

    asked.refresh_from_db()
    assert (asked.state, asked.ground, asked.reasons) == ("refused", "claims", "Recours en cours")
    shown = client.get(one).content.decode()
    assert "Recours en cours" in shown
    assert "<textarea" not in shown
    assert client.post(one, said | {"decision": "grant"}).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "refused"


def test_an_archivist_grants_and_the_file_comes_on_a_list(asked: ErasureRequest) -> None:
    client = desk(staff(Role.ARCHIVIST))
    assert client.post(f"{ALL}{asked.uuid}/", {"decision": "grant"}).status_code == 302
    line = asked.case.destruction_lines.get()
    listed = client.get(f"/admin/retention/{line.list.uuid}/").content.decode()
    assert "The person asked for erasure" in listed


def test_what_was_asked_of_a_destroyed_file_is_still_told(asked: ErasureRequest) -> None:
    files.approved(asked.case)
    purging.run()
    client = desk(staff(Role.ARCHIVIST))
    assert asked.case.grouped_code in client.get(ALL).content.decode()
    assert client.get(f"{ALL}{asked.uuid}/").status_code == 200


def test_the_page_of_a_list_names_nobody(asked: ErasureRequest) -> None:
    page = desk(staff(Role.ARCHIVIST)).get(ALL).content.decode()
    assert asked.case.grouped_code in page
    assert not [mark for mark in MARKS.values() if mark in page]


def test_a_request_under_way_is_finished_first_or_refused(asked: ErasureRequest) -> None:
    Case.objects.update(state="in_progress")
    client = desk(staff(Role.OFFICER, queue=asked.case.queue))
    answer = client.post(f"{ALL}{asked.uuid}/", {"decision": "grant", "reasons": "D’accord"})
    assert answer.status_code == 422
    assert "Finish it first" in answer.content.decode()
    assert "D’accord" in answer.content.decode()
    said = {"decision": "refuse", "ground": "needed", "reasons": "Votre demande est en cours."}
    assert client.post(f"{ALL}{asked.uuid}/", said).status_code == 302


def test_an_agent_closes_what_the_person_gives_up_at_the_counter(case: Case) -> None:
    Case.objects.update(state="in_progress", status="in_progress")
    client = desk(staff(queue=case.queue))
    opened(client, case)
    said = {"channel": "telephone", "gives_up": "on"}
    assert client.post(f"{ALL}ask/{case.uuid}/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"


def test_whom_no_mail_reaches_gets_a_letter(asked: ErasureRequest) -> None:
    Case.objects.update(contact_email="")
    client = desk(staff(Role.OFFICER, queue=asked.case.queue))
    one = f"{ALL}{asked.uuid}/"
    assert MARKS["street"] in client.get(one).content.decode()
    said = {
        "decision": "refuse",
        "ground": "claims",
        "reasons": "Recours en cours",
        "recipient": "Camille Exemple\n1 rue de la Démo\n75004 PARIS",
    }
    lacking = client.post(one, said)
    assert lacking.status_code == 422
    asked.refresh_from_db()
    assert asked.is_waiting

    sent = {**said, "place": "Paris", "capacity": "Responsable"}
    assert client.post(one, sent).status_code == 302

    assert asked.case.letters.filter(by_post=True, kind="refusal").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICER, "archivist")])
def test_other_roles_neither_read_nor_answer(asked: ErasureRequest, role: Role) -> None:
    client = desk(staff(role))
    for page in (ALL, f"{ALL}{asked.uuid}/"):
        assert client.get(page).headers.get("Location") == "/admin/"
    client.post(f"{ALL}{asked.uuid}/", {"decision": "grant"})
    asked.refresh_from_db()
    assert asked.is_waiting
    assert ALL not in client.get("/admin/").content.decode()


def test_the_officer_of_another_sector_neither_reads_nor_answers(asked: ErasureRequest) -> None:
    client = desk(staff(Role.OFFICER, queue=QueueFactory()))
    assert f"{ALL}{asked.uuid}/" not in client.get(ALL).content.decode()
    assert client.get(f"{ALL}{asked.uuid}/").headers.get("Location") == "/admin/"
