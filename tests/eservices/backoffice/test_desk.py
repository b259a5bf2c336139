import logging
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management.sql import emit_post_migrate_signal
from django.test import Client

from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import AGENTS, ensure_groups
from eservices.cases import services
from eservices.cases.enums import EventKind
from eservices.cases.files import attachments
from eservices.cases.models import Case
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.cases.factories import CaseFactory, jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]


class TestList:
    def test_agents_see_the_requests_of_their_queues_only(self) -> None:
        mine, other = CaseFactory(), CaseFactory()

        content = desk(staff(queue=mine.queue)).get("/admin/requests/").content.decode()

        assert mine.grouped_code in content
        assert other.grouped_code not in content

    def test_tests_of_editors_are_not_listed(self) -> None:
        case = CaseFactory(is_test=True)

        content = desk(staff(queue=case.queue)).get("/admin/requests/").content.decode()

        assert case.grouped_code not in content

    def test_unfinished_requests_come_first_and_a_state_finds_the_others(self) -> None:
        case = CaseFactory()
        agent = staff(queue=case.queue)
        services.change_status(case=case, user=agent, status="closed", reason="", seen_lock=0)
        client = desk(agent)

        assert case.grouped_code not in client.get("/admin/requests/").content.decode()
        found = client.get("/admin/requests/results/?state=closed").content.decode()
        assert case.grouped_code in found

    def test_a_code_finds_its_request_also_mistyped_in_case_or_begun(self) -> None:
        queue = QueueFactory()
        case, other = CaseFactory(queue=queue), CaseFactory(queue=queue)
        client = desk(staff(queue=queue))

        for typed in (case.grouped_code.lower(), case.code[:5], f" {case.code} "):
            content = client.get("/admin/requests/results/", {"q": typed}).content.decode()
            assert case.grouped_code in content
            assert other.grouped_code not in content

    def test_filters_by_queue_and_by_agent(self) -> None:
        case, other = CaseFactory(), CaseFactory()
        agent = staff(queue=case.queue)
        AssignmentFactory(user=agent, queue=other.queue)
        services.take(case=case, user=agent, seen_lock=0)
        client = desk(agent)

        for query in ({"whose": "me"}, {"queue": case.queue.pk}):
            content = client.get("/admin/requests/results/", query).content.decode()
            assert case.grouped_code in content
            assert other.grouped_code not in content
        content = client.get("/admin/requests/results/", {"whose": "nobody"}).content.decode()
        assert case.grouped_code not in content

    def test_a_long_list_is_few_queries(self, django_assert_max_num_queries) -> None:
        queues = [QueueFactory() for _number in range(5)]
        agent = staff()
        for number in range(60):
            case = CaseFactory(queue=queues[number % 5])
            services.take(case=case, user=agent, seen_lock=0)
        client = desk(agent)
        client.get("/admin/requests/")

        with django_assert_max_num_queries(19):
            response = client.get("/admin/requests/")
        assert "Page 1 of 2" in response.content.decode()

    def test_a_new_message_is_marked_until_an_agent_reads_it(self) -> None:
        case = CaseFactory()
        services.post_message_by_resident(case=case, text="Bonjour")
        client = desk(staff(queue=case.queue))

        assert "new message" in client.get("/admin/requests/").content.decode()
        opened(client, case)
        assert "new message" not in client.get("/admin/requests/").content.decode()


class TestRights:
    @pytest.mark.parametrize("act", ["", "open/", "assign/", "message/", "status/"])
    def test_a_request_of_another_queue_is_refused_and_logged(
        self, act: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        case = CaseFactory()
        agent = staff(queue=QueueFactory())
        client = desk(agent)

        with caplog.at_level(logging.WARNING, "eservices.backoffice.refusals"):
            response = client.post(address(case, act)) if act else client.get(address(case))

        assert response.status_code in (302, 403)
        assert response.headers.get("Location", "/admin/") == "/admin/"
        assert f"user {agent.pk}" in caplog.text
        assert f"case {case.pk}" in caplog.text

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EVALUATOR])
    def test_other_roles_have_no_desk(self, role: Role) -> None:
        client = desk(staff(role))

        assert client.get("/admin/requests/").status_code in (302, 403)
        assert "/admin/requests/" not in client.get("/admin/").content.decode()

    def test_the_menu_leads_agents_to_the_desk(self) -> None:
        assert "/admin/requests/" in desk(staff()).get("/admin/").content.decode()

    def test_nobody_enters_without_signing_in(self) -> None:
        assert Client().get(address(CaseFactory())).status_code == 302

    def test_an_auditor_reads_names_and_acts_on_nothing(self) -> None:
        case = CaseFactory()
        agent = staff(queue=case.queue)
        opened(desk(agent), case)
        client = desk(staff(Role.AUDITOR))
        opened(client, case)

        content = client.get(address(case)).content.decode()

        assert str(agent) in content
        assert "Take this request" not in content
        response = client.post(address(case, "assign/"), {"seen": 0, "take": 1})
        assert response.status_code in (302, 403)
        case.refresh_from_db()
        assert case.assignee is None

    def test_an_agent_does_not_read_who_else_opened_the_file(self) -> None:
        case = CaseFactory()
        first = staff(queue=case.queue)
        opened(desk(first), case)
        client = desk(staff(queue=case.queue))
        opened(client, case)

        content = client.get(address(case)).content.decode()
        assert str(first) not in content[content.index('id="events-section"') :]


class TestOpening:
    def test_nothing_of_the_person_is_shown_before_a_reason_is_given(self) -> None:
        case = CaseFactory()
        client = desk(staff(queue=case.queue))

        before = client.get(address(case)).content.decode()
        assert "Exemple" not in before
        assert not case.events.filter(kind=EventKind.READ).exists()

        opened(client, case)
        response = client.get(address(case))
        assert "Exemple" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        assert case.events.filter(kind=EventKind.READ).count() == 1

    def test_another_reason_is_written(self) -> None:
        case = CaseFactory()
        client = desk(staff(queue=case.queue))

        response = client.post(address(case, "open/"), {"reason": "other"})

        assert response.status_code == 422
        assert not case.events.filter(kind=EventKind.READ).exists()

    @pytest.mark.parametrize("act", ["assign/", "message/", "status/"])
    def test_no_act_before_the_file_is_opened(self, act: str) -> None:
        case = CaseFactory()
        data = {"seen": 0, "take": 1, "text": "Bonjour", "status": "search"}

        response = desk(staff(queue=case.queue)).post(address(case, act), data)

        assert response.status_code == 302
        assert case.events.count() == 1


class TestActs:
    @pytest.fixture
    def case(self) -> Case:
        return CaseFactory()

    @pytest.fixture
    def agent(self, case: Case) -> User:
        return staff(queue=case.queue)

    @pytest.fixture
    def client(self, case: Case, agent: User) -> Client:
        client = desk(agent)
        opened(client, case)
        return client

    def test_take_then_put_back(self, client: Client, case: Case, agent: User) -> None:
        client.post(address(case, "assign/"), {"seen": 0, "take": 1})
        case.refresh_from_db()
        assert case.assignee == agent

        client.post(address(case, "assign/"), {"seen": 1})
        case.refresh_from_db()
        assert case.assignee is None

    def test_an_officer_gives_to_a_colleague(self, case: Case, agent: User) -> None:
        client = desk(staff(Role.OFFICER, sector=case.sector))
        opened(client, case)

        client.post(address(case, "assign/"), {"seen": 0, "assignee": agent.pk})

        case.refresh_from_db()
        assert case.assignee == agent

    def test_write_with_a_document(self, client: Client, case: Case) -> None:
        client.post(
            address(case, "message/"),
            {
                "seen": 0,
                "text": "Quel prénom ?",
                "awaits_answer": "on",
                "documents": [upload(jpeg(), "guide.jpg")],
            },
        )

        case.refresh_from_db()
        letter = case.messages.get()
        assert (letter.text, letter.attachments.get().name) == ("Quel prénom ?", "guide.jpg")
        assert case.state == "waiting_for_resident"
        assert "guide.jpg" in client.get(address(case)).content.decode()

    def test_change_the_status(self, client: Client, case: Case) -> None:
        client.post(
            address(case, "status/"), {"seen": 0, "status": "search", "reason": "Registre 1980"}
        )

        case.refresh_from_db()
        assert case.status == "search"
        assert "Registre 1980" in client.get(address(case)).content.decode()

    @pytest.mark.parametrize(
        ("act", "data"),
        [("message/", {"seen": 0, "text": ""}), ("status/", {"seen": 0, "status": "nowhere"})],
    )
    def test_a_wrong_form_answers_422(
        self, client: Client, case: Case, act: str, data: dict[str, Any]
    ) -> None:
        assert client.post(address(case, act), data).status_code == 422

    def test_a_conflict_says_who_did_what_and_keeps_what_was_typed(
        self, client: Client, case: Case
    ) -> None:
        other = staff(queue=case.queue)
        services.change_status(case=case, user=other, status="search", reason="", seen_lock=0)
        data = {"seen": 0, "text": "Votre acte part demain"}

        response = client.post(address(case, "message/"), data)

        content = response.content.decode()
        assert response.status_code == 409
        assert str(other) in content
        assert "Recherche" in content
        assert "Votre acte part demain" in content
        assert not case.messages.exists()
        assert 'name="seen" value="1"' in content
        assert client.post(address(case, "message/"), data | {"seen": 1}).status_code == 302

    def test_two_decisions_on_one_view_leave_one(self, client: Client, case: Case) -> None:
        first = client.post(address(case, "status/"), {"seen": 0, "status": "posted"})
        second = client.post(address(case, "status/"), {"seen": 0, "status": "closed"})

        case.refresh_from_db()
        assert (first.status_code, second.status_code, case.status) == (302, 409, "posted")

    def test_a_case_page_is_few_queries(
        self, client: Client, case: Case, agent: User, django_assert_max_num_queries
    ) -> None:
        for lock in range(10):
            services.post_message_by_agent(case=case, user=agent, text="Bonjour", seen_lock=lock)
        client.get(address(case))

        with django_assert_max_num_queries(35):
            client.get(address(case))

    def test_a_document_not_checked_says_so(self, client: Client, case: Case, kind) -> None:
        kind.files = [attachments.receive(file=upload(jpeg(), "preuve.jpg"), max_megabytes=1)]

        content = client.get(address(case)).content.decode()

        assert f"/files/case/{case.uuid}/{kind.files[0].uuid}/" in content
        assert "not checked for viruses" in content


def test_the_agents_group_is_there_after_migrate_and_opens_the_admin_alone() -> None:
    Group.objects.filter(name=AGENTS).delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    group = Group.objects.get(name=AGENTS)

    assert list(group.permissions.values_list("codename", flat=True)) == ["access_admin"]
    assert ensure_groups() == group
