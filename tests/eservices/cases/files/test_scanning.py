"""The virus check with the real daemon: nothing is lost, nothing opens before its verdict."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.core import deliveries, worker
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState, Lane
from eservices.cases import checks, services
from eservices.cases.enums import (
    ATTACHMENT_TRANSITIONS,
    AttachmentState,
    Direction,
    EventKind,
)
from eservices.cases.files import attachments, scanner, scanning
from eservices.cases.models import Attachment, Case
from tests.eservices.cases.clamav import Cable, cable
from tests.eservices.cases.factories import (
    CaseFactory,
    agent_for,
    infected,
    jpeg,
    prove,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores_in_memory")]
real = pytest.mark.clamav


@pytest.fixture
def clamav(settings) -> Iterator[Cable]:
    with cable() as made:
        settings.CLAMAV_URL = made.url
        yield made


@pytest.fixture
def configured(settings) -> None:
    """A scanner that does not answer: nothing listens on port 1."""
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"


def receive(content: bytes | None = None, name: str = "preuve.jpg") -> Attachment:
    return attachments.receive(file=upload(content or jpeg(), name), max_megabytes=10)


def now_due() -> None:
    """Let the time of every retry come."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(due_at=timezone.now())


def state_of(attachment: Attachment) -> str:
    attachment.refresh_from_db()
    return attachment.state


@real
def test_a_clean_file_opens_only_after_its_check(clamav: Cable) -> None:
    attachment = receive()
    assert (attachment.state, attachment.is_readable) == ("received", False)

    worker.drain(Lane.SCAN)

    assert state_of(attachment) == AttachmentState.CLEAN
    assert attachment.is_readable
    assert attachment.scanned_by.startswith("ClamAV")
    assert attachment.scanned_at is not None


@real
@pytest.mark.parametrize("days", [0, 30])
def test_an_infected_file_is_refused_and_quarantined(clamav: Cable, settings, days: int) -> None:
    settings.QUARANTINE_DAYS = days
    attachment = receive(infected())
    store = attachment.file.storage
    names = [attachment.file.name, attachment.rebuilt.name]

    worker.drain()

    assert state_of(attachment) == AttachmentState.INFECTED
    assert "Eicar" in attachment.threat
    assert not attachment.is_readable
    assert not attachment.file
    assert not attachment.rebuilt
    assert [store.exists(name) for name in names] == [days > 0, False]
    assert bool(attachment.quarantine) is (days > 0)

    Attachment.objects.update(scanned_at=timezone.now() - timedelta(days=31))
    scanning.daily()
    worker.drain()
    assert not any(store.exists(name) for name in names)
    assert state_of(attachment) == AttachmentState.INFECTED


@real
def test_a_daemon_stopped_in_mid_scan_loses_nothing_and_opens_nothing(clamav: Cable) -> None:
    good, bad = receive(jpeg((900, 900), quality=100)), receive(infected())
    clamav.cut_after = 3000

    worker.drain()

    assert not clamav.plugged
    assert (state_of(good), state_of(bad)) == ("received", "received")
    assert not good.is_readable
    assert not bad.is_readable
    assert good.file.read()

    clamav.plugged, clamav.cut_after = True, None
    Delivery.objects.filter(kind=scanning.WATCH).update(due_at=timezone.now())
    # Only the watch is due: the files' own delay is still long.
    assert set(Delivery.objects.due(Lane.SCAN, timezone.now()).values_list("kind", flat=True)) == {
        scanning.WATCH
    }
    worker.drain()

    assert (state_of(good), state_of(bad)) == ("clean", "infected")


def test_while_the_daemon_is_away_it_is_asked_later_and_later(configured: None) -> None:
    attachment = receive()
    waits = []
    for _attempt in range(4):
        now_due()
        before = timezone.now()
        worker.drain(Lane.SCAN)
        row = Delivery.objects.get(kind=attachments.SCAN)
        waits.append((row.due_at - before).total_seconds())

    assert waits == sorted(waits)
    assert waits[-1] > 100
    assert state_of(attachment) == AttachmentState.RECEIVED
    watch = Delivery.objects.get(kind=scanning.WATCH)
    assert watch.state == DeliveryState.WAITING
    assert watch.due_at <= timezone.now() + scanning.WATCH_EVERY


@real
@pytest.mark.parametrize("step", ["before", "scanning", "decided"])
def test_a_worker_killed_between_steps_is_made_up_for(clamav: Cable, step: str) -> None:
    attachment = receive(infected())
    dead = deliveries.take(Lane.SCAN, lease=timedelta(seconds=-1))
    assert dead is not None
    if step == "scanning":
        attachments.begin_scan(uuid=attachment.uuid)
    elif step == "decided":
        scanning.scan(dead)

    worker.drain()

    assert state_of(attachment) == AttachmentState.INFECTED
    assert Delivery.objects.get(kind=attachments.SCAN).state == DeliveryState.DONE


@real
def test_the_sweep_asks_for_what_no_delivery_would_do(clamav: Cable, settings) -> None:
    settings.CLAMAV_URL, url = "", settings.CLAMAV_URL
    before_any_scanner = receive()
    settings.CLAMAV_URL = url
    lost, given_up, recent = receive(), receive(), receive()
    old = timezone.now() - timedelta(hours=1)
    Attachment.objects.exclude(pk=recent.pk).update(created_at=old)
    Delivery.objects.filter(key=str(lost.uuid)).delete()
    Delivery.objects.filter(key=str(given_up.uuid)).update(state=DeliveryState.FAILED)
    assert not before_any_scanner.is_readable

    scanning.daily()
    worker.drain()

    for attachment in (before_any_scanner, lost, given_up, recent):
        assert state_of(attachment) == AttachmentState.CLEAN


@real
def test_a_file_that_only_the_daemon_refuses_does_not_keep_it_busy(clamav: Cable) -> None:
    """Its own delay grows; nobody watches for a daemon that is there."""
    attachment = receive()
    clamav.cut_after = 200
    plug = scanner.answers

    def repaired() -> bool:
        clamav.plugged = True
        return plug()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanner, "answers", repaired)
        worker.drain()

    assert state_of(attachment) == AttachmentState.RECEIVED
    assert not Delivery.objects.filter(kind=scanning.WATCH).exists()


def test_where_the_scanner_was_taken_away_files_say_that_nobody_checks(settings) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    attachment = receive()
    settings.CLAMAV_URL = ""

    worker.drain()

    assert state_of(attachment) == AttachmentState.UNSCANNED
    assert attachment.is_readable


def test_a_file_removed_under_check_stays_removed(configured: None) -> None:
    attachment = receive()
    under_check = attachments.begin_scan(uuid=attachment.uuid)
    assert under_check is not None
    attachments.remove(attachment=attachment)

    assert not attachments.accept(attachment=under_check, scanned_by="ClamAV")
    attachments.put_back(attachment=under_check)
    scanning.refuse(attachment=under_check, scanned_by="ClamAV", threat="x")

    assert state_of(attachment) == AttachmentState.REMOVED
    assert attachments.begin_scan(uuid=attachment.uuid) is None


class TestDatabase:
    """What the database refuses, whoever writes."""

    @pytest.mark.parametrize(
        "values",
        [
            {"state": "infected"},
            {"state": "removed"},
            {"state": "anything"},
            {"state": "clean"},
            {"state": "received", "file": ""},
            {"state": "received", "rebuilt": ""},
            {"state": "received", "quarantine": "received/x"},
        ],
    )
    def test_no_state_contradicts_the_bytes(self, configured: None, values: dict) -> None:
        receive()
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.update(**values)

    def test_infected_is_never_clean_again(self, configured: None) -> None:
        attachment = receive()
        attachments.begin_scan(uuid=attachment.uuid)
        scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="x")

        assert not attachments.accept(attachment=attachment, scanned_by="ClamAV")
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.update(state="clean", threat="")

    def test_every_state_has_its_line_in_the_table(self) -> None:
        assert set(ATTACHMENT_TRANSITIONS) == set(AttachmentState.values)
        leading_to_clean = [s for s, after in ATTACHMENT_TRANSITIONS.items() if "clean" in after]
        assert leading_to_clean == [AttachmentState.SCANNING]


class TestCase:
    """The case of a file that was refused after it was sent."""

    @pytest.fixture
    def case(self, kind) -> Case:
        return CaseFactory()

    def refused(self, case: Case, direction: Direction = Direction.IN) -> Attachment:
        attachment = receive(name="facture.jpg")
        if direction == Direction.IN:
            services.post_message_by_resident(case=case, text="Voici", attachments=[attachment])
        else:
            agent = agent_for(case)
            services.post_message_by_agent(
                case=case, user=agent, text="Voici", attachments=[attachment], seen_lock=case.lock
            )
        worker.drain(Lane.QUICK)
        mail.outbox.clear()
        attachments.begin_scan(uuid=attachment.uuid)
        scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")
        scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")
        return attachment

    def test_it_is_in_the_chain_once_and_the_resident_is_called(
        self, configured: None, case: Case, client: Client
    ) -> None:
        attachment = self.refused(case)
        worker.drain(Lane.QUICK)

        event = case.events.get(kind=EventKind.DOCUMENT_REFUSED)
        assert event.data == {"document": str(attachment.uuid), "direction": "in"}
        case.refresh_from_db()
        assert list(services.chain.verify(case)) == []
        assert len(mail.outbox) == 1
        assert "facture" not in mail.outbox[0].body

        prove(client, case)
        page = client.get(f"/fr/suivi/{case.uuid}/").content.decode()
        assert page.count("facture.jpg") == 2  # beside the message, and in what was done
        assert 'href="#reply"' in page

    def test_what_the_service_sent_calls_nobody(self, configured: None, case: Case) -> None:
        self.refused(case, Direction.OUT)
        worker.drain(Lane.QUICK)

        assert case.events.filter(kind=EventKind.DOCUMENT_REFUSED).exists()
        assert mail.outbox == []

    def test_a_verdict_that_came_first_is_told_with_the_message(
        self, configured: None, case: Case
    ) -> None:
        attachment = receive()
        attachments.begin_scan(uuid=attachment.uuid)
        scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")

        services.post_message_by_resident(case=case, text="Voici", attachments=[attachment])

        assert case.events.filter(kind=EventKind.DOCUMENT_REFUSED).count() == 1
        case.refresh_from_db()
        assert list(services.chain.verify(case)) == []


@pytest.mark.parametrize("address", ["http://x", "tcp://", "tcp://h:99999", "unix://", "clamd"])
def test_an_address_that_cannot_be_one_is_said_at_the_start(settings, address: str) -> None:
    settings.CLAMAV_URL = address
    assert [message.id for message in checks.check_scanner_address()] == ["eservices_cases.E001"]


def test_a_site_without_scanner_says_so_when_deployed(settings) -> None:
    settings.CLAMAV_URL = ""
    assert checks.check_scanner_address() == []
    assert len(checks.check_scanner_deployed()) == 1
    settings.CLAMAV_URL = f"unix://{os.devnull}"
    assert checks.check_scanner_address() == []
    assert checks.check_scanner_deployed() == []
    assert not scanner.answers()
