"""Where a notice is, for both sides: about to leave, tried again, sent, came back."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from content.core import worker
from content.core.bounces import read_report, returns
from content.core.models import Delivery
from eservices.cases import chain, services
from eservices.cases.enums import ContactWay, EventKind, NoticeState
from eservices.cases.models import Case, CaseContact, FollowUp, Notice
from tests.content.core.reports import report
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.cases.factories import CaseFactory, agent_for, prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]
OTHER = "autre@exemple.invalid"


@pytest.fixture
def case() -> Case:
    return CaseFactory()


def write(case: Case) -> Notice:
    case.refresh_from_db()
    user = staff(queue=case.queue)
    services.post_message_by_agent(case=case, user=user, text="Bonjour", seen_lock=case.lock)
    return Notice.objects.get(event=case.events.latest("sequence"))


def state(notice: Notice) -> NoticeState:
    return Notice.objects.with_delivery().get(pk=notice.pk).state


def come_back(notice: Notice, **changes: str) -> None:
    returned = read_report(report(notice.message_id, **changes))
    assert returned is not None
    assert returns.tell(returned)


class Disturbed(EmailBackend):
    """A mail server that is away until `back` is set."""

    back = False
    refuses = 0

    def send_messages(self, messages):
        if self.refuses:
            raise smtplib.SMTPRecipientsRefused({"x@y.invalid": (self.refuses, b"5.1.1 unknown")})
        if not self.back:
            raise ConnectionRefusedError
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch) -> type[Disturbed]:
    settings.EMAIL_BACKEND = f"{__name__}.Disturbed"
    monkeypatch.setattr(Disturbed, "back", False)
    monkeypatch.setattr(Disturbed, "refuses", 0)
    return Disturbed


def test_mail_that_is_down_loses_nothing_and_sends_nothing_twice(case, server, mailoutbox):
    notice = write(case)
    assert state(notice) == NoticeState.QUEUED
    worker.drain()
    assert state(notice) == NoticeState.RETRIED
    assert mailoutbox == []

    server.back = True
    worker.drain()  # not due yet: nobody hammers a server that has just come back
    assert mailoutbox == []
    Delivery.objects.filter(key=notice.key).update(due_at=timezone.now() - timedelta(seconds=1))
    worker.drain()
    worker.drain()

    assert len(mailoutbox) == 1
    assert state(notice) == NoticeState.SENT


def test_both_sides_read_where_it_is(case, server):
    write(case)
    worker.drain()
    agent, resident = desk(staff(queue=case.queue)), Client()
    opened(agent, case)
    prove(resident, case)
    assert "the line is disturbed" in agent.get(address(case)).content.decode()
    assert "nous réessayons" in resident.get(f"/fr/suivi/{case.uuid}/").content.decode()


def test_an_address_that_takes_no_mail_is_told_and_left(case, mailoutbox):
    notice = write(case)
    worker.drain()
    come_back(notice)

    assert state(notice) == NoticeState.RETURNED
    case.refresh_from_db()
    assert case.contact_returned_at is not None
    assert case.contact_email  # what was typed stays
    event = case.events.get(kind=EventKind.NOTICE_RETURNED)
    assert event.data == {"of": notice.event.sequence, "status": "5.1.1"}
    assert list(chain.verify(case)) == []
    services.post_message_by_agent(
        case=case, user=agent_for(case), text="Encore", seen_lock=case.lock
    )
    worker.drain()
    assert len(mailoutbox) == 1


def test_the_person_is_listed_to_be_written_to(case):
    come_back(write(case))
    assert CaseContact.objects.get(case=case).address == (
        "Camille Exemple\n1 rue de la Démo\n75004 PARIS"
    )
    assert FollowUp.objects.get(case=case).way == ContactWay.LETTER


def test_a_report_that_comes_twice_changes_nothing_more(case):
    notice = write(case)
    come_back(notice)
    come_back(notice, status="5.2.2")
    assert case.events.filter(kind=EventKind.NOTICE_RETURNED).count() == 1
    assert Notice.objects.get(pk=notice.pk).status == "5.1.1"


def test_a_mail_that_expired_says_nothing_of_the_address(case):
    notice = write(case)
    come_back(notice, status="4.4.7")
    case.refresh_from_db()
    assert case.contact_returned_at is None
    assert state(notice) == NoticeState.RETURNED
    assert not FollowUp.objects.exists()


def test_a_refusal_at_the_door_is_a_return_too(case, server):
    server.refuses = 550
    notice = write(case)
    worker.drain()
    assert state(notice) == NoticeState.RETURNED
    case.refresh_from_db()
    assert case.contact_returned_at is not None


def test_somebody_elses_report_is_nobodys(case):
    returned = read_report(report("<other@townhall.invalid>"))
    assert returned is not None
    assert not returns.tell(returned)


def choose(client: Client, case: Case, **typed: str):
    return client.post(f"/fr/suivi/{case.uuid}/me-joindre/", typed)


def test_the_person_gives_another_address(case, mailoutbox):
    first = write(case)
    come_back(first)
    client = Client()
    prove(client, case)
    page = client.get(f"/fr/suivi/{case.uuid}/").content.decode()
    assert f"/fr/suivi/{case.uuid}/me-joindre/" in page

    response = choose(client, case, way="email", email=OTHER)

    assert response.status_code == 302
    case.refresh_from_db()
    assert (case.contact_email, case.contact_returned_at) == (OTHER, None)
    assert not FollowUp.objects.filter(done_at=None).exists()  # they have just read it
    assert case.events.latest("sequence").kind == EventKind.CONTACT_CHANGED
    worker.drain()
    mailoutbox.clear()
    write(case)
    worker.drain()
    assert [mail.to for mail in mailoutbox] == [[OTHER]]


def test_what_comes_back_late_says_nothing_of_the_new_address(case):
    first = write(case)
    client = Client()
    prove(client, case)
    choose(client, case, way="email", email=OTHER)
    come_back(first)
    case.refresh_from_db()
    assert case.contact_returned_at is None


@pytest.mark.parametrize(
    "typed",
    [
        {"way": "email"},
        {"way": "email", "email": "camille@exemple.invalid"},
        {"way": "telephone", "address": "1 rue de la Démo"},
        {"way": "letter"},
        {},
    ],
    ids=["no address", "the same again", "no number", "no street", "nothing"],
)
def test_a_way_without_what_it_needs_is_asked_again(case, typed):
    come_back(write(case))
    client = Client()
    prove(client, case)
    response = choose(client, case, **typed)
    assert response.status_code == 422
    assert not case.events.filter(kind=EventKind.CONTACT_CHANGED).exists()
    for value in typed.values():
        assert value in response.content.decode()


def test_a_person_who_wants_to_be_called_is_called(case):
    come_back(write(case))
    client = Client()
    prove(client, case)
    assert choose(client, case, way="telephone", phone="01 99 00 12 34").status_code == 302
    assert FollowUp.objects.get(case=case, done_at=None).way == ContactWay.TELEPHONE
    assert "reviennent depuis" not in client.get(f"/fr/suivi/{case.uuid}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "mails", "listed"),
    [
        ({"way": "telephone", "phone": "01 99 00 12 34"}, [], ["telephone"]),
        ({"way": "letter", "address": "1 rue de la Démo"}, [], ["letter"]),
        ({"way": "none"}, [], []),
        ({"way": "none", "also_email": "on", "email": OTHER}, [[OTHER]], []),
    ],
    ids=["call", "letter", "looks themselves", "an e-mail too"],
)
def test_who_chose_another_way_gets_no_mail_unless_they_want_it(
    case, mailoutbox, typed, mails, listed
):
    client = Client()
    prove(client, case)
    assert choose(client, case, **typed).status_code == 302
    services.post_message_by_agent(
        case=Case.objects.get(), user=staff(queue=case.queue), text="Bonjour", seen_lock=0
    )
    worker.drain()
    assert [mail.to for mail in mailoutbox] == mails
    assert list(FollowUp.objects.filter(done_at=None).values_list("way", flat=True)) == listed
    page = client.get(f"/fr/suivi/{case.uuid}/").content.decode()
    assert ("aussi par e-mail quand" in page) is bool(mails)


def test_an_e_mail_too_needs_an_address(case):
    client = Client()
    prove(client, case)
    typed = {"way": "telephone", "phone": "01 99 00 12 34", "also_email": "on"}
    response = choose(client, case, **typed)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"email"}
    assert "01 99 00 12 34" in response.content.decode()


def test_nobody_else_chooses(case):
    response = choose(Client(), case, way="none")
    assert response.status_code == 302
    assert not CaseContact.objects.filter(case=case).exists()


MOBILE = "06 39 98 00 01"


@pytest.fixture
def texts(settings, tmp_path):
    """The folder where this site's text messages go."""
    settings.SMS_URL, settings.SMS_FILE_PATH = "folder", tmp_path / "sms"
    return settings.SMS_FILE_PATH


def test_a_text_message_goes_to_whoever_chose_it(case, texts):
    client = Client()
    prove(client, case)
    assert choose(client, case, way="sms", phone=MOBILE).status_code == 302
    user = staff(queue=case.queue)
    services.post_message_by_agent(case=case, user=user, text="Bonjour", seen_lock=case.lock)
    worker.drain()
    assert not Notice.objects.filter(way=ContactWay.EMAIL).exists()
    (file,) = texts.iterdir()
    assert case.grouped_code in file.read_text()
    assert "Bonjour" not in file.read_text()  # words are read on the page alone
    told = Notice.objects.get(way=ContactWay.SMS)
    assert state(told) == NoticeState.SENT


def test_a_site_that_has_no_text_messages_any_more_writes_mail(case, mailoutbox):
    CaseContact.objects.create(case=case, way=ContactWay.SMS, phone=MOBILE)
    write(case)
    worker.drain()
    assert len(mailoutbox) == 1


def test_a_number_known_is_no_number_chosen(case, texts):
    CaseContact.objects.create(case=case, way=ContactWay.TELEPHONE, phone=MOBILE, also_email=True)
    write(case)
    worker.drain()
    assert not texts.exists()


def test_a_fixed_telephone_takes_no_text_message(case, texts):
    client = Client()
    prove(client, case)
    assert choose(client, case, way="sms", phone="01 99 00 12 34").status_code == 422


def test_a_site_without_text_messages_offers_none(case):
    client = Client()
    prove(client, case)
    page = client.get(f"/fr/suivi/{case.uuid}/me-joindre/").content.decode()
    assert 'value="sms"' not in page
    assert choose(client, case, way="sms", phone=MOBILE).status_code == 422
