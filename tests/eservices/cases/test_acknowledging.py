from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from content.core.models import Delivery
from content.core.worker import drain
from eservices.cases import acknowledging, services
from eservices.cases.clocks import silence
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseEvent, Statement
from eservices.cases.statements import Letter
from tests.eservices.cases.clocks.test_silence import AGREEMENT, REFUSAL, received
from tests.eservices.cases.factories import TestKind, agent_for, prove

pytestmark = pytest.mark.django_db


def at(day: str, hour: int = 12) -> time_machine.travel:
    return time_machine.travel(f"{day}T{hour:02}:00:00+01:00", tick=False)


def work(day: str, hour: int = 12) -> None:
    with at(day, hour):
        drain()


def reachable(case: Case) -> Case:
    service = case.service
    service.phone, service.email = "01 99 00 39 75", "etat-civil@ville.invalid"
    service.postal_address = "1 place de la Démo\n75004 Paris"
    service.save()
    return case


def acknowledged(case: Case) -> CaseEvent:
    return case.events.get(kind=EventKind.ACKNOWLEDGED)


def words(event: CaseEvent, language: str = "en") -> str:
    letter = Letter(event.case, event, language)
    said = [each.text for part in letter.parts for each in part.paragraphs]
    return "\n".join([letter.title, letter.service.text, *letter.address, *said])


def test_it_is_made_the_next_working_day_and_told_once() -> None:
    case = received("2026-01-16")  # a Friday

    work("2026-01-18")
    assert not case.events.filter(kind=EventKind.ACKNOWLEDGED).exists()
    work("2026-01-19", 9)
    work("2026-01-20")

    assert acknowledged(case).data["received_on"] == "2026-01-16"
    assert Delivery.objects.filter(key=f"case:{case.uuid}:2").count() == 1


@pytest.mark.parametrize(
    ("legal", "outcome", "more"),
    [
        (AGREEMENT, "by Sunday 15 March 2026, the request counts as accepted", "attestation"),
        (REFUSAL, "by Sunday 15 March 2026, the request counts as refused", "telerecours"),
    ],
)
def test_it_says_all_that_the_law_asks(legal: dict, outcome: str, more: str) -> None:
    case = reachable(received(legal=legal))

    work("2026-01-20")

    said = words(acknowledged(case))
    for needed in (
        "We received your request on Thursday 15 January 2026.",
        outcome,
        more,
        str(case.service.texts.get(language="fr").name),
        "1 place de la Démo",
        "75004 Paris",
        "etat-civil@ville.invalid",
        "01 99 00 39 75",
    ):
        assert needed in said


def test_a_request_decided_at_once_has_none() -> None:
    case = received()
    with at("2026-01-15", 14):
        services.change_status(
            case=case, user=agent_for(case), status="posted", reason="", seen_lock=0
        )

    work("2026-01-20")

    assert not case.events.filter(kind=EventKind.ACKNOWLEDGED).exists()


def test_a_handler_that_runs_twice_states_once() -> None:
    case = received()
    row = Delivery.objects.get(kind=acknowledging.KIND)

    with at("2026-01-16"):
        acknowledging.acknowledge(row)
        acknowledging.acknowledge(row)

    assert case.events.filter(kind=EventKind.ACKNOWLEDGED).count() == 1
    made = Statement.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(case=case, cause=made.cause, event=made.cause)


def test_it_says_for_ever_what_it_said() -> None:
    case = reachable(received())
    work("2026-01-20")
    before = words(acknowledged(case))

    service = case.service
    service.phone = "01 00 00 00 00"
    service.save()
    with at("2026-02-20"):
        assert words(acknowledged(case)) == before


def test_the_resident_reads_it_and_downloads_a_pdf(client: Client, kind: TestKind) -> None:
    case = reachable(received())
    work("2026-01-20")
    address = f"/fr/suivi/{case.uuid}/attestation/2/"
    assert client.get(address).status_code == 403

    with at("2026-01-20"):
        page = client.get(prove(client, case).url).content.decode()
        assert address in page
        assert "15 mars 2026" in client.get(address).content.decode()
        pdf = client.get(address.removesuffix("/") + ".pdf")

    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "no-store"


def test_another_case_s_statement_is_not_found(client: Client, kind: TestKind) -> None:
    mine, other = received(), received()
    work("2026-01-20")
    with at("2026-01-20"):
        prove(client, mine)
        assert client.get(f"/fr/suivi/{other.uuid}/attestation/2/").status_code == 403
        assert client.get(f"/fr/suivi/{mine.uuid}/attestation/9/").status_code == 404


def test_an_agreement_by_silence_is_attested_on_request_once(
    client: Client, kind: TestKind
) -> None:
    case = received()
    with pytest.raises(acknowledging.NothingToAttest):
        acknowledging.attest(case=case)
    with at("2026-03-16"):
        silence.declare_all()
        prove(client, case)
        first = client.post(f"/fr/suivi/{case.uuid}/attestation/")
        second = client.post(f"/fr/suivi/{case.uuid}/attestation/")

        assert first.url == second.url
        page = client.get(first.url).content.decode()

    assert "15 mars 2026" in page
    assert case.events.filter(kind=EventKind.ATTESTED).count() == 1


def test_a_refusal_is_not_attested(client: Client, kind: TestKind) -> None:
    case = received(legal=REFUSAL)
    with at("2026-03-16"):
        silence.declare_all()
        prove(client, case)
        assert client.post(f"/fr/suivi/{case.uuid}/attestation/").url.endswith(f"/{case.uuid}/")

    assert not case.events.filter(kind=EventKind.ATTESTED).exists()
    assert date(2026, 3, 15).isoformat() in str(list(case.events.values_list("data", flat=True)))
