"""One question behind the list, its count, its pages and the export."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.export import inert
from eservices.backoffice.query import CaseQuery
from eservices.cases import services
from eservices.cases.dates import add_working_days
from eservices.cases.enums import CaseState
from eservices.cases.models import Case
from tests.content.places.factories import DistrictFactory
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory
from tests.eservices.backoffice.staff import desk, staff
from tests.eservices.cases.factories import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]


def asked(user: User, address: str = "") -> list[Case]:
    return list(CaseQuery(user=user, params=QueryDict(address)).cases())


def exported(user: User, address: str = "") -> list[list[str]]:
    response = desk(user).get(f"/admin/requests/export/?{address}")
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def moved(case: Case, **fields: Any) -> Case:
    """Put a case where only time or other apps would."""
    Case.objects.filter(pk=case.pk).update(**fields)
    case.refresh_from_db()
    return case


class TestFilters:
    @pytest.fixture
    def agent(self) -> User:
        return staff()

    def test_late_and_soon_are_told_from_what_has_time(self, agent: User) -> None:
        today = timezone.localdate()
        late = moved(CaseFactory(), promised_on=today - timedelta(days=1))
        soon = moved(CaseFactory(), promised_on=add_working_days(today, 3))
        moved(CaseFactory(), promised_on=add_working_days(today, 4))
        moved(CaseFactory(), promised_on=None)
        moved(CaseFactory(), promised_on=late.promised_on, state=CaseState.DECIDED)

        assert asked(agent, "due=late") == [late]
        assert asked(agent, "due=soon") == [soon]

    def test_days_of_receipt_are_days_of_paris_both_ends_included(self, agent: User) -> None:
        def at(day: int, hour: int) -> Case:
            moment = timezone.make_aware(datetime(2026, 3, day, hour, 30))
            return moved(CaseFactory(), received_at=moment)

        _before, first, last, _after = at(1, 23), at(2, 0), at(4, 23), at(5, 0)

        found = asked(agent, "received_from=2026-03-02&received_to=2026-03-04")
        assert set(found) == {first, last}

    def test_service_sector_queue_and_channel(self, agent: User) -> None:
        case, other = CaseFactory(channel="paper"), CaseFactory()
        queue = case.queue

        for address in (
            f"service={queue.service.key}",
            f"sector={queue.sector.key}",
            f"queue={queue.pk}",
            "channel=paper",
        ):
            assert asked(agent, address) == [case], address
        assert set(asked(agent, "channel=paper&channel=online")) == {case, other}

    def test_one_district_of_a_sector_that_has_several(self, agent: User) -> None:
        queue = QueueFactory()
        first, third = (DistrictFactory(number=one, sector=queue.sector) for one in (1, 3))
        here, _there = (CaseFactory(queue=queue, district=one) for one in (first, third))

        assert asked(agent, "district=1") == [here]
        assert asked(agent, "district=2") == []
        assert [row[6] for row in exported(staff(queue=queue), "district=1")] == [str(first)]

    def test_whose_and_messages_to_read(self, agent: User) -> None:
        mine, other = CaseFactory(), CaseFactory()
        services.take(case=mine, user=agent, seen_lock=0)
        services.post_message_by_resident(case=other, text="Bonjour")

        assert asked(agent, "whose=me") == [mine]
        assert asked(agent, "whose=nobody") == [other]
        assert asked(agent, "news=unread") == [other]

    @pytest.mark.parametrize(
        "address", ["queue=999999", "state=nonsense", "received_from=yesterday", "due=never"]
    )
    def test_an_address_not_understood_gives_nothing_and_says_so(
        self, agent: User, address: str
    ) -> None:
        CaseFactory()

        assert asked(agent, address) == []
        content = desk(agent).get(f"/admin/requests/?{address}").content.decode()
        assert "choose the filters again" in content

    def test_another_queue_cannot_be_asked_for_by_its_address(self) -> None:
        case, other = CaseFactory(), CaseFactory()
        agent = staff(queue=case.queue)

        assert asked(agent, f"queue={other.queue.pk}") == []
        assert asked(agent, f"service={other.queue.service.key}") == []


class TestOrder:
    def test_the_oldest_promise_comes_first_and_none_comes_last(self) -> None:
        agent, today = staff(), timezone.localdate()
        none = moved(CaseFactory(), promised_on=None)
        far = moved(CaseFactory(), promised_on=today + timedelta(days=9))
        near = moved(CaseFactory(), promised_on=today)

        assert asked(agent) == [near, far, none]
        assert asked(agent, "ordering=-promise") == [far, near, none]
        assert asked(agent, "ordering=received") == [none, far, near]
        assert asked(agent, "ordering=nonsense") == asked(agent)

    def test_pages_hold_each_request_once(self) -> None:
        agent, queue = staff(), QueueFactory()
        codes = {CaseFactory(queue=queue).grouped_code for _number in range(60)}
        client = desk(agent)

        pages = [
            client.get(f"/admin/requests/results/?ordering=-received&p={page}").content.decode()
            for page in (1, 2)
        ]

        shown = [{code for code in codes if code in page} for page in pages]
        assert [len(codes) for codes in shown] == [50, 10]
        assert set.union(*shown) == codes


class TestParity:
    """Whatever the address, no part can give something else than another."""

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "district=1",
            "state=closed",
            "whose=me",
            "due=late",
            "channel=paper&ordering=-received",
            "q=zzz",
        ],
    )
    def test_list_count_and_export_agree(self, address: str) -> None:
        queue = QueueFactory()
        agent = staff(queue=queue)
        CaseFactory()  # another queue's
        cases = [CaseFactory(queue=queue, channel=("paper", "online")[n % 2]) for n in range(6)]
        services.take(case=cases[0], user=agent, seen_lock=0)
        services.change_status(case=cases[1], user=agent, status="closed", reason="", seen_lock=0)
        moved(cases[2], promised_on=timezone.localdate() - timedelta(days=2))

        codes = [case.grouped_code for case in asked(agent, address)]
        response = desk(agent).get(f"/admin/requests/?{address}")

        assert [row[0] for row in exported(agent, address)] == codes
        assert response.context["paginator"].count == len(codes)
        assert [case.grouped_code for case in response.context["object_list"]] == codes


class TestExport:
    def test_no_cell_is_a_formula(self) -> None:
        title = '=HYPERLINK("https://exemple.invalid")'
        case = CaseFactory(title={"fr": title})

        [row] = exported(staff(queue=case.queue))

        assert row[:2] == [case.grouped_code, f"'{title}"]

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1", "＝1"])
    def test_what_a_spreadsheet_would_run_is_text(self, cell: str) -> None:
        assert inert(cell) == f"'{cell}"

    def test_other_cells_are_left_alone(self) -> None:
        assert inert("Acte de naissance - copie") == "Acte de naissance - copie"

    def test_nothing_of_the_person_is_in_it(self) -> None:
        case = CaseFactory()
        services.post_message_by_resident(case=case, text="Je suis Camille Exemple")

        text = str(exported(staff(queue=case.queue)))

        assert "camille" not in text.lower()
        assert case.grouped_code in text

    def test_other_roles_export_nothing(self) -> None:
        response = desk(staff(Role.SUPERVISOR)).get("/admin/requests/export/")
        assert response.status_code in (302, 403)


def test_the_views_count_what_they_lead_to() -> None:
    queue = QueueFactory()
    agent = staff(queue=queue)
    AssignmentFactory(user=agent, queue=QueueFactory())
    mine, late, new = (CaseFactory(queue=queue) for _number in range(3))
    services.take(case=mine, user=agent, seen_lock=0)
    moved(late, promised_on=timezone.localdate() - timedelta(days=1))
    services.post_message_by_resident(case=new, text="Bonjour")

    views = desk(agent).get("/admin/requests/?due=late").context["views"]

    assert [view.count for view in views] == [3, 1, 2, 1, 1]
    assert [view.count for view in views] == [len(asked(agent, view.address)) for view in views]
    assert [view.is_current for view in views] == [False, False, False, True, False]
