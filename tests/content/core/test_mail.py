import smtplib
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail as outbox_module

from content.core import deliveries, mail, worker
from content.core.models.deliveries import Delivery, DeliveryState

pytestmark = pytest.mark.django_db


def send_later(key="receipt:1", **changes):
    options = {
        "to": "jeanne@example.invalid",
        "subject": "Votre demande",
        "text": "Nous l’avons reçue.",
        "language": "fr",
    }
    return mail.send_later(key=key, **(options | changes))


def test_mail_leaves_once_and_nothing_of_the_person_stays(mailoutbox, caplog):
    row = send_later()
    send_later()
    worker.drain()
    worker.drain()
    (sent,) = mailoutbox
    assert sent.to == ["jeanne@example.invalid"]
    assert sent.message()["Content-Language"] == "fr"
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    row.refresh_from_db()
    assert row.state == DeliveryState.DONE
    assert row.payload == {}
    assert "jeanne" not in caplog.text


def test_html_is_an_alternative_of_the_text(mailoutbox):
    send_later(html="<p>Nous l’avons reçue.</p>")
    worker.drain()
    parts = [part.get_content_type() for part in mailoutbox[0].message().walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]


def test_subject_cannot_carry_another_header(mailoutbox):
    send_later(subject="Votre\ndemande\r\nBcc: all@example.invalid")
    worker.drain()
    assert mailoutbox[0].subject == "Votre demande Bcc: all@example.invalid"
    assert mailoutbox[0].bcc == []


def test_every_attempt_carries_the_same_message_id(mailoutbox):
    send_later("a")
    worker.drain()
    Delivery.objects.update(
        state=DeliveryState.WAITING,
        payload={"to": "a@b.invalid", "subject": "s", "text": "t", "html": "", "language": "fr"},
    )
    worker.drain()
    send_later("b")
    worker.drain()
    first, second, other = (sent.message()["Message-ID"] for sent in mailoutbox)
    assert first == second != other


def test_mail_folder_writes_a_retried_mail_over_itself(settings, tmp_path):
    settings.EMAIL_BACKEND = "content.core.mail.MailFolder"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    row = send_later()
    mail.send(row)
    mail.send(row)
    send_later("another")
    worker.drain()
    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert {file.suffix for file in files} == {".eml"}
    texts = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert all("reçue" in text.get_content() for text in texts)


class RefusingBackend:
    code = 550

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused(
            {"jeanne@example.invalid": (self.code, b"no jeanne@example.invalid here")}
        )


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "waiting")])
def test_refusal_for_good_is_not_tried_again(settings, monkeypatch, caplog, code, state):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    monkeypatch.setattr(RefusingBackend, "code", code)
    row = send_later()
    deliveries.perform(deliveries.take(row.lane))
    row.refresh_from_db()
    assert row.state == state
    assert row.payload["to"] == "jeanne@example.invalid"
    assert "jeanne" not in caplog.text + row.error


def test_nothing_leaves_when_the_writer_takes_it_back(mailoutbox):
    from django.db import transaction

    with transaction.atomic():
        send_later()
        transaction.set_rollback(True)
    worker.drain()
    assert outbox_module.outbox == []
