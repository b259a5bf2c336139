"""The archivists' pages: lists, verdicts, transfers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from eservices.accounts.enums import Role
from eservices.cases.models import Case
from eservices.records import lists, plans, purging
from tests.eservices.backoffice.test_desk import desk, staff
from tests.eservices.records import files
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db
LISTS = "/admin/retention/"


@pytest.fixture
def case(stores: Path, client: Client) -> Case:
    return files.aged(files.lived(files.sent(client)))


@pytest.fixture
def archivist() -> Client:
    return desk(staff(Role.ARCHIVIST))


@pytest.fixture
def listed(case: Case) -> str:
    """The address of the list that proposes the case."""
    return f"{LISTS}{files.proposed(case).list.uuid}/"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ARCHIVIST])
def test_other_roles_stay_out(role: Role, listed: str) -> None:
    client = desk(staff(role))
    for address in (LISTS, listed):
        assert client.get(address).status_code in (302, 403)
    for act in ("decide", "approve", "transfer", "acknowledge"):
        assert client.post(f"{listed}{act}/").status_code in (302, 403)
    assert client.get("/admin/").content.decode().count(f'"{LISTS}"') == 0


def test_nothing_waits(archivist: Client) -> None:
    page = archivist.get(LISTS).content.decode()
    assert "No list waits for you." in page
    assert LISTS in archivist.get("/admin/").content.decode()


def test_a_list_tells_files_and_nothing_of_the_person(
    archivist: Client,
    listed: str,
    case: Case,
) -> None:
    page = archivist.get(listed).content.decode()
    assert case.grouped_code in page
    assert "Tableau 2026, § 3" in page
    assert not [mark for mark in MARKS.values() if mark in page]


def test_a_visa_for_the_whole_list(archivist: Client, listed: str, case: Case) -> None:
    line = case.destruction_lines.get()
    refused = archivist.post(f"{listed}approve/", {"up_to": line.pk})
    assert refused.status_code == 422
    assert "Tick the box" in refused.content.decode()
    assert (
        archivist.post(f"{listed}approve/", {"up_to": line.pk - 1, "sure": "on"}).status_code == 302
    )
    line.refresh_from_db()
    assert line.verdict == ""
    assert archivist.post(f"{listed}approve/", {"up_to": line.pk, "sure": "on"}).status_code == 302
    line.refresh_from_db()
    assert line.verdict == "destroy"
    purging.run()
    assert "erased on" in archivist.get(listed).content.decode()


def test_a_refusal_needs_its_reason_and_what_was_typed_stays(
    archivist: Client,
    listed: str,
    case: Case,
) -> None:
    line = case.destruction_lines.get()
    answer = archivist.post(f"{listed}decide/", {f"verdict-{line.pk}": "refuse"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say why this file" in page
    assert 'value="refuse" selected' in page
    reason = {f"verdict-{line.pk}": "refuse", f"reason-{line.pk}": "Recours en cours"}
    assert archivist.post(f"{listed}decide/", reason).status_code == 302
    assert "Recours en cours" in archivist.get(listed).content.decode()
    again = archivist.post(f"{listed}decide/", {f"verdict-{line.pk}": "destroy"})
    assert again.status_code == 302
    line.refresh_from_db()
    assert line.verdict == "refuse"


def test_a_transfer_is_packed_fetched_and_acknowledged(
    archivist: Client,
    listed: str,
    case: Case,
) -> None:
    line = case.destruction_lines.get()
    chosen = {f"verdict-{line.pk}": "transfer", f"reason-{line.pk}": "Série typique"}
    archivist.post(f"{listed}decide/", chosen)
    archivist.post(f"{listed}transfer/")
    given = archivist.get(f"{listed}package/")
    assert given.headers["Content-Disposition"].endswith('.zip"')
    assert b"".join(given.streaming_content).startswith(b"PK")
    assert archivist.post(f"{listed}acknowledge/", {"reference": ""}).status_code == 422
    archivist.post(f"{listed}acknowledge/", {"reference": "ATR-7"})
    assert archivist.get(f"{listed}package/").status_code == 404
    assert "ATR-7" in archivist.get(listed).content.decode()


def test_a_long_list_costs_few_statements(
    archivist: Client,
    listed: str,
    case: Case,
    django_assert_max_num_queries,
) -> None:
    from tests.eservices.records.test_lists import ended, planned

    for _number in range(8):
        ended(planned(months=1, queue=case.queue), 60, "decided")
    plans.settle()
    lists.propose()
    archivist.get(listed)
    with django_assert_max_num_queries(22):
        archivist.get(listed)
