"""Agents are told of what arrives as they chose: at once, once a day, never."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from wagtail.users.models import UserProfile

from content.core import worker
from eservices.accounts.models import Assignment, Queue, User
from eservices.backoffice import notices
from eservices.backoffice.models import NoticeChoice, NoticeTime
from eservices.cases import assignment, completion, services
from eservices.cases.chain import RESIDENT
from eservices.cases.models import Absence, Case
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import desk, staff
from tests.eservices.cases.factories import FACTS, CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]
PARIS = ZoneInfo("Europe/Paris")


def telling(queue: Queue, time: NoticeTime, **fields: Any) -> User:
    user = staff(queue=queue)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    notices.choose(user=user, choices={queue: time})
    return user


def sent(mailoutbox: list[EmailMessage]) -> list[str]:
    """Run what is due, and return to whom of the staff it went."""
    worker.drain()
    to = [address for mail in mailoutbox for address in mail.to]
    return sorted(address for address in to if address.startswith("agent"))


class TestAtOnce:
    @pytest.fixture
    def queue(self) -> Queue:
        return QueueFactory()

    @pytest.fixture
    def agent(self, queue: Queue) -> User:
        return telling(queue, NoticeTime.NOW)

    def test_of_a_request_once_and_nothing_personal(
        self, queue: Queue, agent: User, mailoutbox: list[EmailMessage]
    ) -> None:
        UserProfile.objects.create(user=agent, preferred_language="en")
        case = CaseFactory(queue=queue)

        assert sent(mailoutbox) == [agent.email]
        assert sent(mailoutbox) == [agent.email]
        [mail] = mailoutbox
        assert mail.subject == f"Request {case.grouped_code}: something has arrived"
        assert "A request has arrived in your queue:" in mail.body
        assert "Ask for a birth certificate" in mail.body
        assert f"/admin/requests/{case.uuid}/" in mail.body
        for personal in (*FACTS.values(), case.contact_email):
            assert personal not in mail.body.replace(str(case.uuid), "")

    def test_of_a_message_without_its_words(
        self, queue: Queue, agent: User, mailoutbox: list[EmailMessage]
    ) -> None:
        case = CaseFactory(queue=queue)
        for _press in range(2):
            services.post_message_by_resident(case=case, text="Vulgate-Jonquille")

        assert sent(mailoutbox) == [agent.email] * 2
        assert "Un message est arrivé" in mailoutbox[-1].body
        assert all("Jonquille" not in mail.body for mail in mailoutbox)

    def test_of_a_correction(
        self, queue: Queue, agent: User, mailoutbox: list[EmailMessage]
    ) -> None:
        case, colleague = CaseFactory(queue=queue), staff(queue=queue)
        with transaction.atomic():
            asked = completion.ask(
                case=case,
                user=colleague,
                text="",
                data={},
                incomplete=False,
                until=None,
                seen_lock=0,
            )
            case.refresh_from_db()
            completion.receive(case=case, asked=asked, actor=RESIDENT, data={})

        assert sent(mailoutbox) == [agent.email] * 2
        assert "Une correction ou des documents sont arrivés" in mailoutbox[-1].body

    def test_of_what_others_send_on(
        self, queue: Queue, agent: User, mailoutbox: list[EmailMessage]
    ) -> None:
        case = CaseFactory(queue=QueueFactory(sector=queue.sector))
        sender = telling(case.queue, NoticeTime.NOW)
        Assignment.objects.create(user=sender, role="agent", queue=queue)
        notices.choose(user=sender, choices={queue: NoticeTime.NOW})

        assignment.forward(case=case, user=sender, service=queue.service, reason="", seen_lock=0)

        assert Case.objects.get(pk=case.pk).queue == queue
        assert sent(mailoutbox) == [agent.email]

    def test_whoever_works_the_queue_and_wants_it_alone(
        self, queue: Queue, mailoutbox: list[EmailMessage]
    ) -> None:
        for chosen in (NoticeTime.DAILY, NoticeTime.NEVER):
            telling(queue, chosen)
        telling(queue, NoticeTime.NOW, is_active=False)
        telling(QueueFactory(), NoticeTime.NOW)
        gone = telling(queue, NoticeTime.NOW)
        gone.assignments.all().delete()
        agents = [telling(queue, NoticeTime.NOW) for _number in range(2)]

        CaseFactory(queue=queue)
        CaseFactory(queue=queue, is_test=True)

        assert sent(mailoutbox) == sorted(agent.email for agent in agents)

    def test_the_one_whose_it_is_unless_away(
        self, queue: Queue, agent: User, mailoutbox: list[EmailMessage]
    ) -> None:
        case = CaseFactory(queue=queue)
        holder = telling(queue, NoticeTime.NOW)
        services.take(case=case, user=holder, seen_lock=0)
        worker.drain()
        mailoutbox.clear()

        services.post_message_by_resident(case=case, text="Un")
        assert sent(mailoutbox) == [holder.email]
        mailoutbox.clear()
        today = timezone.localdate()
        Absence.objects.create(agent=holder, substitute=agent, begins_on=today, ends_on=today)
        services.post_message_by_resident(case=case, text="Deux")
        assert sent(mailoutbox) == [agent.email]

    def test_one_statement_where_nobody_wants_it(
        self, queue: Queue, django_assert_num_queries: Any
    ) -> None:
        case = CaseFactory(queue=queue)
        telling(queue, NoticeTime.DAILY)

        with django_assert_num_queries(1):
            notices.tell_now(case, case.events.model(kind="case_opened"))


class TestDaily:
    #: A Friday, then the Monday after it.
    FRIDAY = datetime(2026, 3, 6, 10, tzinfo=PARIS)
    MONDAY = datetime(2026, 3, 9, 3, 30, tzinfo=PARIS)

    @pytest.fixture
    def clock(self) -> Iterator[time_machine.Traveller]:
        with time_machine.travel(self.FRIDAY, tick=False) as clock:
            yield clock

    def test_one_mail_a_working_day_with_numbers(
        self, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
    ) -> None:
        first, second, lost = (QueueFactory() for _number in range(3))
        agent = telling(first, NoticeTime.DAILY)
        Assignment.objects.create(user=agent, role="agent", queue=second)
        notices.choose(user=agent, choices=dict.fromkeys((second, lost), NoticeTime.DAILY))
        mine, theirs = CaseFactory(queue=first), CaseFactory(queue=first)
        services.take(case=theirs, user=staff(queue=first), seen_lock=0)
        CaseFactory(queue=second)
        CaseFactory(queue=lost)
        for case in (mine, theirs):
            services.post_message_by_resident(case=case, text="Vulgate-Jonquille")

        notices.tell_daily()
        clock.move_to(self.FRIDAY + timedelta(days=1))
        notices.tell_daily()
        assert sent(mailoutbox) == []
        clock.move_to(self.MONDAY - timedelta(minutes=30))
        CaseFactory(queue=first)  # told on Tuesday
        clock.move_to(self.MONDAY)
        for _worker in range(2):
            notices.tell_daily()

        assert sent(mailoutbox) == [agent.email]
        body = " ".join(mailoutbox[0].body.split())
        assert f"{first} - 1 nouvelle demande - 1 nouveau message" in body
        assert f"{second} - 1 nouvelle demande" in body
        assert str(lost) not in body
        assert "Jonquille" not in body
        clock.move_to(self.MONDAY + timedelta(days=1))
        notices.tell_daily()
        clock.move_to(self.MONDAY + timedelta(days=2))
        notices.tell_daily()  # nothing came
        assert sent(mailoutbox) == [agent.email] * 2

    def test_days_away_are_told_afterwards(
        self, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
    ) -> None:
        queue = QueueFactory()
        agent = telling(queue, NoticeTime.DAILY)
        CaseFactory(queue=queue)
        day = self.MONDAY.date()
        Absence.objects.create(
            agent=agent, substitute=staff(queue=queue), begins_on=day, ends_on=day
        )
        clock.move_to(self.MONDAY)
        notices.tell_daily()
        assert sent(mailoutbox) == []
        clock.move_to(self.MONDAY + timedelta(days=1))
        notices.tell_daily()
        assert sent(mailoutbox) == [agent.email]


class TestChoosing:
    PAGE = "/admin/requests/notices/"

    def test_an_agent_chooses_for_the_queues_they_work(self) -> None:
        queue, other = QueueFactory(), QueueFactory()
        agent = staff(queue=queue)
        client = desk(agent)
        page = client.get(self.PAGE).content.decode()
        assert "You are told of nothing yet" in page
        assert page.count('type="radio"') == 3
        assert "/admin/requests/notices/" in client.get("/admin/requests/").content.decode()

        response = client.post(
            self.PAGE, {f"queue_{queue.pk}": "daily", f"queue_{other.pk}": "now"}, follow=True
        )

        assert "Your notices are saved." in response.content.decode()
        choice = NoticeChoice.objects.get()
        assert (choice.user, choice.queue, choice.time) == (agent, queue, NoticeTime.DAILY)
        client.post(self.PAGE, {f"queue_{queue.pk}": "daily"})  # the same again
        assert NoticeChoice.objects.get().told_until == choice.told_until

    def test_what_is_no_choice_is_said_beside_its_queue(self) -> None:
        queue = QueueFactory()

        response = desk(staff(queue=queue)).post(self.PAGE, {f"queue_{queue.pk}": "hourly"})

        assert response.status_code == 422
        assert f'id="queue_{queue.pk}-error"' in response.content.decode()
        assert not NoticeChoice.objects.exists()
