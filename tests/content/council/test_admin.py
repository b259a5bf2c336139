"""The Council's desk: captions with faults are refused beside the field."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.council.models import Sitting
from eservices.accounts.models import User
from tests.content.council.factories import make_record, make_session, make_sitting
from tests.content.council.test_services import VOICES

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor@example.invalid", "secret"))
    return client


def _address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_content_council_{name}", args=args)


def _data(sitting: Sitting, **changes: Any) -> dict[str, Any]:
    return {
        "session": sitting.session_id,
        "position": sitting.position,
        "title": "",
        "starts_at": "2026-11-17 09:00",
        "media_offset_ms": 0,
        "picture": "nothing_more",
        "captions_kind": "corrected",
    } | changes


@pytest.mark.parametrize(
    "name",
    ["session", "agendaitem", "sitting", "intervention", "speaker", "mandate", "body", "term"],
)
def test_lists_and_empty_forms_open(editor: Client, name: str) -> None:
    make_record()

    assert editor.get(_address(f"{name}:list")).status_code == 200
    assert editor.get(_address(f"{name}:add")).status_code == 200


def test_an_editor_adds_captions_and_shows_the_recording(editor: Client) -> None:
    sitting = make_sitting(make_session())
    data = _data(sitting, captions=SimpleUploadedFile("c.vtt", VOICES.encode()), to_be_shown="on")

    answer = editor.post(_address("sitting:edit", sitting.pk), data)

    assert answer.status_code == 302
    sitting.refresh_from_db()
    assert sitting.ready
    assert sitting.caption_count == 4


def test_a_fault_in_captions_is_named_with_its_line(editor: Client) -> None:
    sitting = make_sitting(make_session())
    faulty = SimpleUploadedFile("c.vtt", b"WEBVTT\n\n00:01 --> 00:02\nx\n")

    answer = editor.post(_address("sitting:edit", sitting.pk), _data(sitting, captions=faulty))

    assert answer.status_code == 200
    assert [part for part in str(answer.context["form"].errors["captions"]) if part == "3"] == ["3"]


def test_a_recording_without_captions_is_not_shown(editor: Client) -> None:
    sitting = make_sitting(make_session())

    answer = editor.post(_address("sitting:edit", sitting.pk), _data(sitting, to_be_shown="on"))

    assert answer.status_code == 200
    assert "captions" in answer.context["form"].errors
    sitting.refresh_from_db()
    assert not sitting.ready


def test_that_a_recording_can_be_watched_is_never_said_by_hand(editor: Client) -> None:
    address = _address("session:edit", make_record().pk)
    said = {"status": "recording_ready"}
    assert "status" not in editor.post(address, said).context["form"].errors

    Sitting.objects.update(ready=False)
    assert "status" in editor.post(address, said).context["form"].errors
