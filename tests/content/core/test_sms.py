"""Text messages: who sends them, once, and what a gateway's answer means."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from content.core import sms, worker
from content.core.models.deliveries import Delivery, DeliveryState

pytestmark = pytest.mark.django_db
NUMBER = "06 39 98 00 01"


class Door(BaseHTTPRequestHandler):
    """A gateway that keeps what it is asked and answers ``code``."""

    code = 202
    asked: list[tuple[dict[str, str], dict[str, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((dict(self.headers), json.loads(body)))
        self.send_response(self.code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def door(settings, monkeypatch) -> Iterator[type[Door]]:
    monkeypatch.setattr(Door, "asked", [])
    monkeypatch.setattr(Door, "code", 202)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.SMS_URL = f"http://secret@127.0.0.1:{server.server_port}/messages"
    yield Door
    server.shutdown()
    server.server_close()


def write(key: str = "sms:1") -> Delivery:
    return sms.send_later(key=key, to=NUMBER, text="Du nouveau")


def test_a_message_is_asked_for_once_and_nothing_of_the_person_stays(door, caplog):
    row = write()
    write()
    worker.drain()
    worker.drain()
    ((headers, body),) = door.asked
    assert body == {"to": "+33639980001", "text": "Du nouveau"}
    assert headers["Authorization"] == "Bearer secret"
    row.refresh_from_db()
    assert (row.state, row.payload) == (DeliveryState.DONE, {})
    assert "639980001" not in caplog.text


def test_another_attempt_is_known_by_its_key(door):
    door.code = 503
    row = write()
    worker.drain()
    Delivery.objects.filter(pk=row.pk).update(due_at=row.created_at)
    door.code = 202
    worker.drain()
    first, second = (headers["Idempotency-Key"] for headers, _body in door.asked)
    assert first == second


@pytest.mark.parametrize(
    ("code", "state"), [(400, "failed"), (401, "failed"), (429, "waiting"), (503, "waiting")]
)
def test_what_an_answer_means(door, code, state):
    door.code = code
    row = write()
    worker.drain()
    row.refresh_from_db()
    assert row.state == state


def test_the_first_run_writes_files(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "folder", tmp_path / "sms"
    write()
    worker.drain()
    (file,) = (tmp_path / "sms").iterdir()
    assert file.read_text() == "+33639980001\n\nDu nouveau\n"


def test_without_a_gateway_none_leaves(settings):
    settings.SMS_URL = ""
    row = write()
    worker.drain()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        (NUMBER, True),
        ("07 00 00 00 00", True),
        ("01 99 00 12 34", False),
        ("+33 1 99 00 12 34", False),
        ("+32 470 12 34 56", True),
        ("", False),
    ],
)
def test_which_numbers_messages_reach(number, reached):
    assert sms.is_mobile(number) is reached
