"""Which mails are reports of mail that came back, and what they are about."""

import io
import mailbox
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from content.core import bounces, worker
from content.core.bounces import Returned, read_report, refused_status
from tests.content.core.reports import report

OURS = "<0123456789abcdef@townhall.invalid>"


@pytest.mark.parametrize("whole", [True, False], ids=["whole mail", "headers alone"])
def test_a_failure_names_the_mail_and_why(whole):
    assert read_report(report(OURS, whole=whole)) == Returned(OURS, "5.1.1")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (report(OURS, status="4.4.7 (expired)"), "4.4.7"),
        (report(OURS, action="Failed"), "5.1.1"),
        (report(OURS, status="nonsense"), "5.0.0"),
    ],
)
def test_the_status_is_read_as_servers_write_it(content, status):
    assert read_report(content) == Returned(OURS, status)


@pytest.mark.parametrize(
    "content",
    [
        report(OURS, action="delayed", status="4.4.1"),
        report(OURS, action="delivered", status="2.0.0"),
        report(OURS).replace(b"Message-ID", b"X-Other"),
        report(OURS).replace(b"multipart/report", b"multipart/mixed"),
        b"From: somebody@exemple.invalid\nSubject: Re: Votre demande\n\n" + report(OURS),
        b"",
        b"\xff\xfe\x00 no mail at all",
        report(OURS) + b"x" * bounces.LARGEST,
    ],
    ids=["delay", "delivered", "nameless", "other kind", "quoted", "empty", "noise", "huge"],
)
def test_anything_else_is_no_report(content):
    assert read_report(content) is None


def test_a_refusal_at_the_door_says_why():
    assert refused_status(550, b"5.7.1 no") == "5.7.1"
    assert refused_status(550, "No such user") == "5.0.0"


@pytest.fixture
def told(monkeypatch):
    """Returned mail of which somebody was told."""
    heard: list[Returned] = []
    registry = bounces.ReturnRegistry()
    registry.register(lambda mail: mail.message_id == OURS and not heard.append(mail))
    monkeypatch.setattr("content.core.bounces.returns", registry)
    return heard


def test_a_server_pipes_a_report(told, monkeypatch, capsys):
    for content, said in ((report(OURS), "1 report"), (report("<x@y>"), "no report of ours")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        call_command("bounces")
        assert said in capsys.readouterr().out
    assert told == [Returned(OURS, "5.1.1")]


def test_a_maildir_keeps_what_was_not_understood(told, tmp_path, capsys):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(report(OURS))
    box.add(b"Subject: Re: Votre demande\n\nMerci")
    call_command("bounces", maildir=tmp_path / "box")
    call_command("bounces", maildir=tmp_path / "box")
    assert len(told) == 1
    (left,) = mailbox.Maildir(tmp_path / "box")
    assert left["Subject"] == "Re: Votre demande"
    assert "S" in left.get_flags()


@pytest.mark.django_db
def test_the_worker_sweeps_the_maildir_of_the_settings(told, tmp_path, settings):
    settings.BOUNCES_MAILDIR = str(tmp_path / "box")
    mailbox.Maildir(tmp_path / "box").add(report(OURS))
    bounces.watch()
    try:
        worker.regular.schedule()
        worker.drain()
    finally:
        worker.regular.unregister("core.bounces")
    assert told == [Returned(OURS, "5.1.1")]


def test_a_mail_that_makes_trouble_stays_and_hinders_none(told, tmp_path, monkeypatch):
    read, box = bounces.read_report, mailbox.Maildir(tmp_path / "box")
    for words in (b"trouble", report(OURS)):
        box.add(words)

    def fragile(content: bytes) -> Returned | None:
        if content == b"trouble":
            raise LookupError
        return read(content)

    monkeypatch.setattr(bounces, "read_report", fragile)
    for _turn in range(2):
        with pytest.raises(LookupError):
            bounces.sweep(tmp_path / "box")
    assert told == [Returned(OURS, "5.1.1")]
    assert len(box) == 1


def test_several_may_sweep_beside_each_other(told, tmp_path, monkeypatch):
    """Another has just taken the report that this one is at."""
    mailbox.Maildir(tmp_path / "box").add(report(OURS))
    read = bounces.read_report

    def meanwhile(content: bytes) -> Returned | None:
        monkeypatch.setattr(bounces, "read_report", read)
        bounces.sweep(tmp_path / "box")
        return None  # read as something else: it would be put aside as seen

    monkeypatch.setattr(bounces, "read_report", meanwhile)
    assert bounces.sweep(tmp_path / "box") == bounces.Swept(0, 0)
    assert told == [Returned(OURS, "5.1.1")]


def test_a_folder_that_is_no_maildir_is_refused(told, tmp_path):
    with pytest.raises(CommandError):
        call_command("bounces", maildir=tmp_path)
