"""Taken, handed over, covered, sent on: each by who may, each told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from content.core.models import Delivery
from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.query import CaseQuery
from eservices.cases import assignment, chain, permissions, services
from eservices.cases.models import Absence, Case
from eservices.cases.presentation import Tracked
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory, ServiceFactory
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.cases.factories import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]
TODAY = timezone.localdate()


class TestHandOver:
    def test_an_agent_hands_over_ones_own(self) -> None:
        case = CaseFactory()
        agent, colleague = staff(queue=case.queue), staff(queue=case.queue)
        services.take(case=case, user=agent, seen_lock=0)
        client = desk(agent)
        opened(client, case)

        client.post(address(case, "assign/"), {"seen": 1, "assignee": colleague.pk})

        case.refresh_from_db()
        assert case.assignee == colleague
        assert case.events.last().data["to"] == colleague.pk

    def test_nobody_but_an_officer_moves_what_is_a_colleagues(self) -> None:
        case = CaseFactory()
        holder, other, third = (staff(queue=case.queue) for _number in range(3))
        services.take(case=case, user=holder, seen_lock=0)

        for assignee in (third, None):
            with pytest.raises(services.NotAllowed):
                services.assign(case=case, user=other, assignee=assignee, seen_lock=1)
        officer = staff(Role.OFFICER, sector=case.sector)
        services.assign(case=case, user=officer, assignee=third, seen_lock=1)

    def test_it_goes_to_nobody_outside_the_queue(self) -> None:
        case = CaseFactory()
        agent, stranger = staff(queue=case.queue), staff(queue=QueueFactory())

        with pytest.raises(services.NotAllowed):
            services.assign(case=case, user=agent, assignee=stranger, seen_lock=0)


class TestNext:
    def test_the_next_is_the_first_of_the_list_that_is_nobodys(self) -> None:
        queue = QueueFactory()
        agent = staff(queue=queue)
        late, soon, taken = (CaseFactory(queue=queue) for _number in range(3))
        for case, days in ((taken, -9), (late, -3), (soon, 3)):
            day = TODAY + timedelta(days=days)
            Case.objects.filter(pk=case.pk).update(promised_on=day)
        services.take(case=taken, user=staff(queue=queue), seen_lock=0)

        response = desk(agent).post("/admin/requests/next/", {"address": ""})

        late.refresh_from_db()
        assert response.url == address(late)
        assert late.assignee == agent
        assert late.events.last().kind == "assigned"

    def test_the_address_of_the_list_says_where_from(self) -> None:
        first, second = CaseFactory(), CaseFactory()
        agent = staff()

        desk(agent).post("/admin/requests/next/", {"address": f"queue={second.queue.pk}"})

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.assignee, second.assignee) == (None, agent)

    def test_nothing_waits_and_it_is_said(self) -> None:
        client = desk(staff(queue=QueueFactory()))

        response = client.post("/admin/requests/next/", {"address": "due=late"}, follow=True)

        assert "No request of this list waits" in response.content.decode()
        assert response.redirect_chain[0][0] == "/admin/requests/?due=late"

    def test_an_auditor_takes_nothing(self) -> None:
        case = CaseFactory()
        auditor = staff(Role.AUDITOR)

        assert desk(auditor).post("/admin/requests/next/").status_code in (302, 403)
        query = CaseQuery(user=auditor, params=QueryDict(""))
        with pytest.raises(assignment.NothingToTake):
            assignment.take_next(cases=query.cases(), user=auditor)
        case.refresh_from_db()
        assert case.assignee is None


class TestCover:
    @pytest.fixture
    def case(self) -> Case:
        """A case of an agent whose substitute works another queue, and one they share."""
        return CaseFactory()

    @pytest.fixture
    def agent(self, case: Case) -> User:
        agent = staff(queue=case.queue)
        services.take(case=case, user=agent, seen_lock=0)
        return agent

    @pytest.fixture
    def substitute(self, agent: User) -> User:
        shared = QueueFactory()
        AssignmentFactory(user=agent, queue=shared)
        return staff(queue=shared)

    def absence(self, agent: User, substitute: User, begins: int, ends: int) -> Absence:
        return assignment.make_absence(
            agent=agent,
            substitute=substitute,
            begins_on=TODAY + timedelta(days=begins),
            ends_on=TODAY + timedelta(days=ends),
            user=agent,
        )

    def test_the_substitute_sees_and_works_the_cases(
        self, case: Case, agent: User, substitute: User
    ) -> None:
        assert not permissions.may_read(substitute, case)
        self.absence(agent, substitute, 0, 0)
        case.refresh_from_db()
        client = desk(substitute)

        assert case.grouped_code in client.get("/admin/requests/").content.decode()
        assert case.grouped_code in client.get("/admin/requests/?whose=cover").content.decode()
        opened(client, case)
        sent = client.post(address(case, "message/"), {"seen": 1, "text": "Je remplace"})

        assert sent.status_code == 302
        assert case.messages.count() == 1

    @pytest.mark.parametrize(("begins", "ends"), [(1, 3), (-3, -1)])
    def test_before_and_after_these_days_nothing_is_seen(
        self, case: Case, agent: User, substitute: User, begins: int, ends: int
    ) -> None:
        self.absence(agent, substitute, begins, ends)
        case.refresh_from_db()

        assert not permissions.may_read(substitute, case)
        assert not permissions.may_work(substitute, case)
        assert not Case.objects.open_to(substitute).filter(pk=case.pk).exists()

    def test_only_cases_of_the_absent_one_are_seen(
        self, case: Case, agent: User, substitute: User
    ) -> None:
        other = CaseFactory(queue=case.queue)
        self.absence(agent, substitute, 0, 5)

        assert list(Case.objects.open_to(substitute)) == [case]
        assert not permissions.may_work(substitute, other)

    def test_who_has_lost_the_role_covers_nothing(
        self, case: Case, agent: User, substitute: User
    ) -> None:
        self.absence(agent, substitute, 0, 5)
        substitute.assignments.all().delete()

        assert not permissions.may_read(substitute, case)

    def test_an_absence_ended_is_ended_at_once(
        self, case: Case, agent: User, substitute: User
    ) -> None:
        absence = self.absence(agent, substitute, -2, 5)
        case.refresh_from_db()
        assert permissions.may_work(substitute, case)

        desk(agent).post(f"/admin/requests/absences/{absence.pk}/end/")

        assert not permissions.may_work(substitute, case)

    def test_an_officer_makes_it_and_a_colleague_does_not(
        self, case: Case, agent: User, substitute: User
    ) -> None:
        data = {
            "agent": agent.pk,
            "substitute": substitute.pk,
            "begins_on": TODAY.isoformat(),
            "ends_on": TODAY.isoformat(),
        }
        assert desk(substitute).post("/admin/requests/absences/", data).status_code == 422
        with pytest.raises(services.NotAllowed):
            assignment.make_absence(
                agent=agent,
                substitute=substitute,
                begins_on=TODAY,
                ends_on=TODAY,
                user=substitute,
            )
        officer = staff(Role.OFFICER, sector=case.sector)
        AssignmentFactory(user=officer, role=Role.OFFICER, queue=substitute.assignments.get().queue)

        response = desk(officer).post("/admin/requests/absences/", data)

        assert response.status_code == 302
        assert Absence.objects.get().made_by == officer

    def test_days_in_the_wrong_order_are_said_beside_the_field(self, agent: User) -> None:
        data = {"begins_on": TODAY.isoformat(), "ends_on": "2020-01-01", "substitute": ""}

        content = desk(agent).post("/admin/requests/absences/", data).content.decode()

        assert "The last day comes before the first." in content

    def test_the_database_refuses_an_absence_that_covers_nothing(
        self, agent: User, substitute: User
    ) -> None:
        for fields in (
            {"substitute": agent, "ends_on": TODAY},
            {"substitute": substitute, "ends_on": TODAY - timedelta(days=1)},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Absence.objects.create(agent=agent, begins_on=TODAY, **fields)


class TestForward:
    def test_it_is_sent_on_and_the_person_told(self) -> None:
        case = CaseFactory()
        received = case.received_at
        agent, service = staff(queue=case.queue), ServiceFactory(name="Propreté")
        services.take(case=case, user=agent, seen_lock=0)
        client = desk(agent)
        opened(client, case)
        Delivery.objects.all().delete()

        response = client.post(
            address(case, "forward/"),
            {"seen": 1, "service": service.pk, "reason": "La voirie relève de la Propreté."},
        )

        case = Case.objects.get(pk=case.pk)
        assert response.url == "/admin/requests/"
        assert (case.service, case.queue.service, case.assignee) == (service, service, None)
        assert case.queue.sector == case.sector
        assert case.received_at == received
        event = case.events.last()
        assert event.data["received_at"] == received.isoformat()
        assert (event.data["from_name"], event.data["to_name"]) == ("État civil", "Propreté")
        assert list(chain.verify(case)) == []
        assert Delivery.objects.filter(kind="core.mail").count() == 1
        told = Tracked(case, "fr").history[-1]
        assert "Propreté" in told.words

    def test_the_service_it_came_from_sees_it_no_more(self) -> None:
        case = CaseFactory()
        agent, service = staff(queue=case.queue), ServiceFactory()

        assignment.forward(case=case, user=agent, service=service, reason="", seen_lock=0)

        case = Case.objects.get(pk=case.pk)
        assert not permissions.may_read(agent, case)

    def test_it_goes_to_a_queue_of_the_whole_city_where_there_is_one(self) -> None:
        case, service = CaseFactory(), ServiceFactory()
        whole = QueueFactory(service=service, sector=None)

        assignment.forward(
            case=case, user=staff(queue=case.queue), service=service, reason="", seen_lock=0
        )

        assert Case.objects.get(pk=case.pk).queue == whole

    def test_never_to_where_it_is_nor_when_finished(self) -> None:
        case = CaseFactory()
        agent = staff(queue=case.queue)

        with pytest.raises(assignment.NowhereToForward):
            assignment.forward(case=case, user=agent, service=case.service, reason="", seen_lock=0)
        services.change_status(case=case, user=agent, status="closed", reason="", seen_lock=0)
        with pytest.raises(assignment.NowhereToForward):
            assignment.forward(
                case=case, user=agent, service=ServiceFactory(), reason="", seen_lock=1
            )

    def test_a_conflict_keeps_what_was_typed(self) -> None:
        case, service = CaseFactory(), ServiceFactory()
        agent = staff(queue=case.queue)
        client = desk(agent)
        opened(client, case)
        services.post_message_by_resident(case=case, text="Autre chose")

        response = client.post(
            address(case, "forward/"), {"seen": 0, "service": service.pk, "reason": "Pas à nous"}
        )

        assert response.status_code == 409
        assert "Pas à nous" in response.content.decode()
        case.refresh_from_db()
        assert case.service != service
