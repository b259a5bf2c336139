import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.core.models import Delivery
from eservices.accounts.enums import Role
from eservices.cases import services, transitions
from eservices.cases.enums import CaseState, EventKind
from eservices.cases.files import attachments
from eservices.cases.models import Case
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory, UserFactory
from tests.eservices.cases.factories import CaseFactory, agent_for, jpeg, upload

pytestmark = pytest.mark.django_db


def kinds_of(case: Case) -> list[str]:
    return list(case.events.order_by("sequence").values_list("kind", flat=True))


class TestOpening:
    def test_a_case_waits_in_the_queue_of_its_service_and_sector(self) -> None:
        queue = QueueFactory()

        case = CaseFactory(queue=queue)

        assert case.queue == queue
        assert (case.state, case.status) == (CaseState.RECEIVED, "received")
        assert kinds_of(case) == [EventKind.OPENED_CASE]

    def test_a_service_without_queue_gets_one(self) -> None:
        queue = QueueFactory(sector=None)
        queue.delete()

        assert CaseFactory(queue=queue).queue.service == queue.service

    def test_the_promise_counts_working_days(self) -> None:
        with time_machine.travel("2026-11-20T16:00:00+00:00", tick=False):
            case = CaseFactory()

        assert case.promised_on == date(2026, 11, 27)

    def test_without_promise_there_is_no_date(self) -> None:
        assert CaseFactory(workflow={}).promised_on is None

    def test_one_subject_has_one_case(self) -> None:
        case = CaseFactory()

        with pytest.raises(IntegrityError):
            CaseFactory(subject=case.subject)

    @pytest.mark.django_db(transaction=True)
    def test_a_case_opens_only_with_what_it_is_about(self) -> None:
        with pytest.raises(transaction.TransactionManagementError):
            open_outside_a_transaction()


def open_outside_a_transaction() -> None:
    queue = QueueFactory()
    services.open_case(
        kind="test",
        subject=uuid.uuid4(),
        code="222222222",
        title={},
        service=queue.service,
        sector=None,
        person=None,
        contact_email="",
        language="fr",
        channel="online",
        workflow={},
        second_facts={},
    )


class TestTaking:
    def test_an_agent_takes_and_puts_back(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)

        case = services.take(case=case, user=agent, seen_lock=case.lock)
        assert case.assignee == agent
        case = services.assign(case=case, user=agent, assignee=None, seen_lock=case.lock)

        assert case.assignee is None
        assert kinds_of(case)[1:] == [EventKind.ASSIGNED, EventKind.RELEASED]

    def test_only_an_officer_moves_the_request_of_another_to_one_who_works_the_queue(self) -> None:
        case = CaseFactory()
        agent, other, officer = agent_for(case), agent_for(case), agent_for(case, role=Role.OFFICER)
        services.take(case=case, user=other, seen_lock=0)

        with pytest.raises(services.NotAllowed):
            services.assign(case=case, user=agent, assignee=None, seen_lock=1)
        with pytest.raises(services.NotAllowed):
            services.assign(case=case, user=officer, assignee=UserFactory(), seen_lock=1)
        given = services.assign(case=case, user=officer, assignee=agent, seen_lock=1)
        assert given.assignee == agent

    def test_a_second_agent_is_told_who_took_it(self) -> None:
        case = CaseFactory()
        first, second = agent_for(case), agent_for(case)
        services.take(case=case, user=first, seen_lock=0)

        with pytest.raises(services.CaseChanged) as raised:
            services.take(case=case, user=second, seen_lock=0)

        assert [(e.kind, e.actor_id) for e in raised.value.events] == [
            (EventKind.ASSIGNED, first.pk)
        ]
        case.refresh_from_db()
        assert case.assignee == first


class TestStatus:
    def test_a_status_changes_state_and_tells_the_resident_without_saying_what(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)

        case = services.change_status(
            case=case, user=agent, status="search", reason="Registre de 1980", seen_lock=0
        )

        assert (case.state, case.status, case.lock) == ("in_progress", "search", 1)
        event = case.events.get(kind=EventKind.STATUS)
        assert (event.data["from"], event.data["to"]) == ("received", "search")
        assert event.note.text == "Registre de 1980"
        mail = Delivery.objects.get(kind="core.mail").payload
        assert mail["to"] == "camille@exemple.invalid"
        assert case.grouped_code in mail["text"]
        assert "Registre" not in mail["text"]
        assert "Recherche" not in mail["text"]

    def test_the_workflow_alone_says_where_a_case_may_go(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)

        for status in ("received", "nowhere"):
            with pytest.raises(transitions.WrongTransition):
                services.change_status(
                    case=case, user=agent, status=status, reason="", seen_lock=case.lock
                )
        case = services.change_status(
            case=case, user=agent, status="closed", reason="", seen_lock=case.lock
        )
        with pytest.raises(transitions.WrongTransition):
            services.change_status(case=case, user=agent, status="posted", reason="", seen_lock=1)
        case = services.change_status(
            case=case, user=agent, status="search", reason="Rouvert", seen_lock=1
        )
        assert case.state == CaseState.IN_PROGRESS

    def test_a_person_without_e_mail_is_served_as_well(self) -> None:
        case = CaseFactory(contact_email="")

        services.change_status(
            case=case, user=agent_for(case), status="search", reason="", seen_lock=0
        )

        assert not Delivery.objects.filter(kind="core.mail").exists()

    def test_an_act_that_fails_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        case = CaseFactory()

        def fail(*_args: object) -> None:
            raise OSError

        monkeypatch.setattr(services, "tell_resident", fail)
        with pytest.raises(OSError):  # noqa: PT011
            services.change_status(
                case=case, user=agent_for(case), status="search", reason="", seen_lock=0
            )

        case.refresh_from_db()
        assert (case.status, case.lock, kinds_of(case)) == ("received", 0, ["case_opened"])


class TestMessages:
    def test_an_agent_writes_and_the_case_waits_for_the_answer(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)

        message = services.post_message_by_agent(
            case=case, user=agent, text="Quel prénom ?", awaits_answer=True, seen_lock=0
        )

        case.refresh_from_db()
        assert case.state == CaseState.WAITING
        assert message.text == "Quel prénom ?"
        mail = Delivery.objects.get(kind="core.mail").payload
        assert "prénom" not in mail["text"]

        services.post_message_by_resident(case=case, text="Camille")

        case.refresh_from_db()
        assert case.state == CaseState.IN_PROGRESS
        assert kinds_of(case)[1:] == ["message_out", "status", "message_in", "status"]

    def test_an_agent_who_did_not_see_the_resident_s_message_is_told(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)
        services.post_message_by_resident(case=case, text="J’ai déménagé")

        with pytest.raises(services.CaseChanged) as raised:
            services.post_message_by_agent(case=case, user=agent, text="Envoyé", seen_lock=0)

        assert [event.kind for event in raised.value.events] == [EventKind.MESSAGE_IN]

    def test_a_closed_case_takes_no_message(self) -> None:
        case = CaseFactory()
        services.change_status(
            case=case, user=agent_for(case), status="closed", reason="", seen_lock=0
        )

        with pytest.raises(services.CaseClosed):
            services.post_message_by_resident(case=case, text="Encore un mot")

    def test_two_notices_of_one_case_are_two_mails(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)
        for lock in (0, 1):
            services.post_message_by_agent(case=case, user=agent, text="Bonjour", seen_lock=lock)

        assert Delivery.objects.filter(kind="core.mail").count() == 2

    def test_sent_twice_at_once_is_one_message(self) -> None:
        case = CaseFactory()
        photo = attachments.receive(file=upload(jpeg()), max_megabytes=1)
        for said in ("Bonjour", "Bonjour", "Bonsoir"):
            services.post_message_by_resident(case=case, text=said)
        services.post_message_by_resident(case=case, text="Bonsoir", attachments=[photo])
        assert case.messages.count() == 3
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            services.post_message_by_resident(case=case, text="Bonsoir", attachments=[photo])
        assert case.messages.count() == 4


class TestReading:
    def test_opening_is_recorded_with_its_reason_and_reads_the_messages(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)
        services.post_message_by_resident(case=case, text="Bonjour")
        assert not services.has_opened(case=case, user=agent)

        event = services.record_opening(
            case=case, user=agent, reason="other", detail="Vérification demandée"
        )

        assert event.data == {"reason": "other"}
        assert services.has_opened(case=case, user=agent)
        assert case.messages.get().read_at == event.at

    def test_an_opening_holds_for_some_hours(self) -> None:
        case = CaseFactory()
        agent = agent_for(case)
        services.record_opening(case=case, user=agent, reason="processing")

        with time_machine.travel(case.received_at + services.OPENING_LASTS * 1.1):
            assert not services.has_opened(case=case, user=agent)

    def test_an_auditor_reads_but_does_nothing(self) -> None:
        case = CaseFactory()
        auditor = agent_for(case, role=Role.AUDITOR)
        services.post_message_by_resident(case=case, text="Bonjour")

        services.record_opening(case=case, user=auditor, reason="audit")

        assert case.messages.get().read_at is None
        with pytest.raises(services.NotAllowed):
            services.take(case=case, user=auditor, seen_lock=1)


@pytest.mark.parametrize("act", ["take", "status", "message", "open"])
def test_no_act_on_a_case_of_another_queue(act: str) -> None:
    case = CaseFactory()
    stranger = AssignmentFactory(queue=QueueFactory()).user
    acts = {
        "take": lambda: services.take(case=case, user=stranger, seen_lock=0),
        "status": lambda: services.change_status(
            case=case, user=stranger, status="search", reason="", seen_lock=0
        ),
        "message": lambda: services.post_message_by_agent(
            case=case, user=stranger, text="Bonjour", seen_lock=0
        ),
        "open": lambda: services.record_opening(case=case, user=stranger, reason="processing"),
    }

    with pytest.raises(services.NotAllowed):
        acts[act]()

    assert kinds_of(case) == [EventKind.OPENED_CASE]
