"""The answers of one procedure leave in one file, told in the chain of each request."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from content.core.models import Service
from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice import batches
from eservices.cases import chain, services
from eservices.cases.enums import EventKind
from eservices.cases.models import Case
from eservices.cases.presentation import Tracked
from eservices.procedures.models import Procedure, ProcedureVersion
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import desk, staff
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident, ident, text

pytestmark = pytest.mark.django_db

NAME, PLACE, REASON = map(ident, range(1, 4))
LABELS = {NAME: "Nom", PLACE: "Ville", REASON: "Motif"}
ADDRESS = "/admin/requests/export/answers/"
WHY = {"reason": "supervision", "detail": "Bilan de mars"}
TOLD = [{"reason": "supervision"}]


def publish(*fields: str, procedure: Procedure | None = None, **labels: str) -> ProcedureVersion:
    named = LABELS | {ident(int(name[1:])): label for name, label in labels.items()}
    asked = [{"id": field, "kind": "text", "label": text(named[field])} for field in fields]
    step = {"id": ident(21), "key": "vous", "title": text("Vous"), "fields": asked}
    version = samples.publish(samples.definition(steps=[step]), procedure)
    Procedure.objects.update(service=Service.objects.get(key="civil-status"))
    return version


def sent(**typed: str) -> Case:
    resident = Resident(Client()).start()
    assert resident.post("vous", {ident(int(k[1:])): said for k, said in typed.items()}).url
    assert resident.send().status_code == 302
    return Case.objects.latest("pk")


def asked(procedure: Procedure) -> str:
    return f"{ADDRESS}?procedure={procedure.uuid}&ordering=received"


def exported(user: User, procedure: Procedure) -> list[list[str]]:
    response = desk(user).post(asked(procedure), WHY)
    assert response.streaming, response
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def exports(case: Case) -> list[dict[str, str]]:
    return [event.data for event in case.events.filter(kind=EventKind.EXPORTED)]


@pytest.fixture
def version() -> ProcedureVersion:
    return publish(NAME, REASON, PLACE)


def test_three_versions_line_up_and_no_cell_is_a_formula(version: ProcedureVersion) -> None:
    procedure = version.procedure
    first = sent(q1="=1+1", q2="Paris", q3="Voyage")
    publish(NAME, REASON, PLACE, procedure=procedure, q1="Nom de famille")
    second = sent(q1="Démo", q2="Lyon", q3="-")
    publish(PLACE, NAME, procedure=procedure, q1="=Nom")
    third = sent(q1="Exemple", q2="Lille")

    heads, *rows = exported(staff(Role.OFFICER, queue=first.queue), procedure)

    assert heads[3:] == ["Version", "Ville", "'=Nom", "Motif (retired)"]
    assert [[row[0], *row[3:]] for row in rows] == [
        [first.grouped_code, "1", "Paris", "'=1+1", "Voyage"],
        [second.grouped_code, "2", "Lyon", "Démo", "'-"],
        [third.grouped_code, "3", "Lille", "Exemple", ""],
    ]


def test_each_request_says_so_and_opens_nothing(version: ProcedureVersion) -> None:
    cases = [sent(q1=name, q2="Paris", q3="Voyage") for name in ("A", "B")]
    officer = staff(Role.OFFICER, queue=cases[0].queue)

    response = desk(officer).get(asked(version.procedure))
    assert "The answers of 2 requests" in response.content.decode()
    assert desk(officer).post(asked(version.procedure), {"reason": "other"}).status_code == 422
    assert [exports(case) for case in cases] == [[], []]
    exported(officer, version.procedure)

    for case in cases:
        case.refresh_from_db()
        assert exports(case) == TOLD
        assert list(chain.verify(case)) == []
        assert case.events.get(kind=EventKind.EXPORTED).note.text == "Bilan de mars"
        (line,) = Tracked(case, "fr").openings
        assert "qualité" in line.words
        assert str(officer) not in line.words
        assert "Bilan" not in line.words
        assert not services.has_opened(case=case, user=officer)


def test_officers_take_out_what_they_lead_and_others_nothing(version: ProcedureVersion) -> None:
    mine = sent(q1="A", q2="Paris", q3="Voyage")
    other = sent(q1="B", q2="Paris", q3="Voyage")
    test = sent(q1="C", q2="Paris", q3="Voyage")
    Case.objects.filter(pk=test.pk).update(is_test=True)
    queue = QueueFactory(service=mine.queue.service)
    Case.objects.filter(pk=other.pk).update(queue=queue)
    # Leads one queue, works another: what is read there is not taken out.
    officer = staff(Role.OFFICER, queue=mine.queue)
    officer.assignments.create(role=Role.AGENT, queue=queue)

    assert [row[0] for row in exported(officer, version.procedure)[1:]] == [mine.grouped_code]
    assert exports(other) == exports(test) == []
    for role in (Role.AGENT, Role.AUDITOR, Role.ARCHIVIST, Role.SUPERVISOR):
        response = desk(staff(role)).post(asked(version.procedure), WHY)
        assert response.status_code in (302, 403), role
    elsewhere = desk(staff(Role.OFFICER, queue=QueueFactory()))
    assert elsewhere.post(asked(version.procedure), WHY).status_code == 302
    assert exports(mine) == TOLD


def test_the_list_offers_it_to_officers_once_a_procedure_is_chosen(
    version: ProcedureVersion,
) -> None:
    case = sent(q1="A", q2="Paris", q3="Voyage")
    publish(NAME, procedure=samples.new_procedure("autre"))
    chosen = f"/admin/requests/?procedure={version.procedure.uuid}"
    officer = desk(staff(Role.OFFICER, queue=case.queue))

    assert ADDRESS in officer.get(chosen).content.decode()
    assert ADDRESS not in officer.get("/admin/requests/").content.decode()
    assert officer.get(ADDRESS).status_code == 302
    assert ADDRESS not in desk(staff(queue=case.queue)).get(chosen).content.decode()


def test_more_than_a_batch_is_refused_in_words(
    version: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST", 1)
    cases = [sent(q1=name, q2="Paris", q3="Voyage") for name in ("A", "B")]
    officer = desk(staff(Role.OFFICER, queue=cases[0].queue))

    response = officer.post(asked(version.procedure), WHY, follow=True)

    assert "At most 1 requests at once" in response.content.decode()
    assert exports(cases[0]) == []
