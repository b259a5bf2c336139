"""The proof of a case: whole, checkable without the application, for officers and auditors."""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client

from content.core.worker import drain
from eservices.accounts.enums import Role
from eservices.cases import services
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseEventNote
from eservices.cases.proof import prove as make_proof
from eservices.procedures.models import ProcedureVersion
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.cases.factories import prove, sent_letter
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores_in_memory")]

LEGAL = {"silence": "agreement", "amount": 2, "text": {"values": {"fr": "CRPA"}}}


@pytest.fixture
def case(client: Client) -> Case:
    """A request that was sent, acknowledged and answered by a letter."""
    samples.publish(samples.definition(legal=LEGAL))
    with time_machine.travel("2026-01-15T11:00:00+01:00"):
        Resident(client).start().fill().send()
    with time_machine.travel("2026-01-16T11:00:00+01:00"):
        drain()
        found = Case.objects.get()
        sent_letter(found, staff(queue=found.queue))
    return found


def proof(case: Case, role: Role) -> tuple[zipfile.ZipFile, Client]:
    scope = {} if role is Role.AUDITOR else {"queue": case.queue}
    client = desk(staff(role, **scope))
    opened(client, case)
    assert address(case, "proof/") in client.get(address(case)).content.decode()
    response = client.post(address(case, "proof/"))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))), client


def read(package: zipfile.ZipFile, name: str) -> Any:
    return json.loads(package.read(name))


def recomputed(event: dict[str, Any]) -> str:
    """The hash of an event from the proof alone."""
    bare = {name: event[name] for name in event.keys() - {"hash", "note"}}
    canonical = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def test_it_holds_all_that_the_case_went_by(case: Case) -> None:
    package, _client = proof(case, Role.OFFICER)

    version = ProcedureVersion.objects.get(submissions__case=case)
    assert hashlib.sha256(package.read("version.json")).hexdigest() == version.sha256
    assert read(package, "version.json") == version.definition
    pdfs = [name for name in package.namelist() if name.endswith(".pdf")]
    assert [name.partition("/")[0] for name in pdfs] == ["statements", "letters"]
    assert all(package.read(name).startswith(b"%PDF") for name in pdfs)
    dates = read(package, "clocks.json")
    assert dates["replayed"]["received_on"] == "2026-01-15"
    assert dates["replayed"]["legal"]["ends_on"] == dates["kept"]["legal_ends_on"] == "2026-03-15"
    assert dates["replayed"]["promise"]["due_on"] == dates["kept"]["promised_on"]
    assert (dates["differences"], dates["chain_breaks"]) == ([], [])
    page = package.read("index.html").decode()
    assert version.sha256 in page
    assert "The chain of events holds" in page
    assert "every date is the one kept" in page
    for line in package.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(package.read(name)).hexdigest() == digest
    assert len(package.namelist()) == len(package.read("SHA256SUMS").splitlines()) + 1


def test_its_chain_is_checked_without_the_application(case: Case) -> None:
    package, _client = proof(case, Role.OFFICER)

    events = read(package, "events.json")

    assert [event["sequence"] for event in events] == list(range(1, case.events.count() + 1))
    told = [event for event in events if "withheld" not in event]
    assert len(told) == len(events) - 1, "who opened the file is for auditors"
    assert [recomputed(event) for event in told] == [event["hash"] for event in told]
    assert [event["previous"] for event in events[1:]] == [event["hash"] for event in events[:-1]]
    for note, event in ((event["note"], event) for event in events if event["note"]):
        said = f"{note['salt']}\n{note['text']}".encode()
        assert hashlib.sha256(said).hexdigest() == event["digest"]


def test_making_it_is_its_last_event_and_the_resident_reads_it(case: Case) -> None:
    package, client = proof(case, Role.OFFICER)

    made = case.events.get(kind=EventKind.PROVED)
    assert read(package, "events.json")[-1]["hash"] == made.hash
    assert made.actor_id == int(client.session["_auth_user_id"])
    resident = Client(headers={"accept-language": "fr"})
    page = resident.get(prove(resident, case, "camille@example.invalid").url).content.decode()
    assert "Preuve du dossier" in page


def test_who_opened_the_file_is_for_auditors(case: Case) -> None:
    reader = staff(queue=case.queue)
    opened(desk(reader), case)

    for role, told in ((Role.OFFICER, False), (Role.AUDITOR, True)):
        package, _client = proof(case, role)
        openings = [each for each in read(package, "events.json") if each["kind"] == "read"]
        assert all(("withheld" in each) is not told for each in openings)
        everything = package.read("events.json") + package.read("index.html")
        assert (str(reader).encode() in everything) is told


def test_what_was_said_is_withheld_from_auditors_and_the_chain_still_holds(case: Case) -> None:
    services.post_message_by_resident(case=case, text="Vulgate-Jonquille")
    officers, _client = proof(case, Role.OFFICER)
    assert "Vulgate-Jonquille" in officers.read("index.html").decode()

    package, _client = proof(case, Role.AUDITOR)

    assert [name for name in package.namelist() if name.endswith(".pdf")] == []
    everything = package.read("events.json") + package.read("index.html")
    assert b"Vulgate-Jonquille" not in everything
    events = read(package, "events.json")
    assert [recomputed(event) for event in events] == [event["hash"] for event in events]
    assert all(event["kind"] == "read" for event in events if event["note"])


def test_a_date_and_words_that_were_changed_are_told(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(promised_on=date(2027, 1, 1))
    CaseEventNote.objects.filter(event__case=case).update(text="Tout autre chose")

    package, _client = proof(case, Role.AUDITOR)

    dates = read(package, "clocks.json")
    assert dates["differences"] == ["the promise is not what its events say"]
    assert "text changed" in [each["problem"] for each in dates["chain_breaks"]]
    page = package.read("index.html").decode()
    assert "The chain of events is broken" in page
    assert "The dates kept are not those that the events make." in page


def test_what_is_wrong_is_said_in_the_language_of_the_proof(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(promised_on=date(2027, 1, 1), chain_length=99)
    CaseEventNote.objects.filter(event__case=case).update(text="Tout autre chose")
    out = BytesIO()
    user = staff(Role.OFFICER, queue=case.queue)

    make_proof(case=case, user=user, language="fr", out=out)

    package = zipfile.ZipFile(out)
    page = package.read("index.html").decode()
    assert "la promesse n’est pas celle que disent ses événements" in page
    assert "son texte a été changé" in page
    for english in ("its events", "changed", "missing"):
        assert english not in page
    assert read(package, "clocks.json")["differences"] == ["the promise is not what its events say"]


def test_an_agent_is_refused_and_it_is_logged(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    client = desk(staff(queue=case.queue))
    opened(client, case)
    assert address(case, "proof/") not in client.get(address(case)).content.decode()

    with caplog.at_level(logging.WARNING, "eservices.backoffice.refusals"):
        response = client.post(address(case, "proof/"))

    assert response.status_code in (302, 403)
    assert "act proof" in caplog.text
    assert not case.events.filter(kind=EventKind.PROVED).exists()


def test_a_file_is_opened_with_a_reason_first(case: Case) -> None:
    client = desk(staff(Role.OFFICER, queue=case.queue))

    assert client.post(address(case, "proof/")).url == address(case)
    assert not case.events.filter(kind=EventKind.PROVED).exists()
