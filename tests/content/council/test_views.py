"""The record of a session as it is read, watched and kept by caches, without a script."""

import json
import re
from datetime import UTC, datetime

import icalendar
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.council.captions import parse_captions
from content.council.enums import SessionStatus
from content.council.models import Session
from content.council.services import touch
from tests.content.council.factories import make_record, make_session

pytestmark = pytest.mark.django_db


def text(content: bytes) -> str:
    words = re.sub(r"<[^>]+>", " ", content.decode())
    return re.sub(r"\s+", " ", words)


def test_the_film_comes_with_captions_on_and_files_to_take_away(client: Client) -> None:
    make_record()

    page = client.get("/fr/conseil/2026-11-17/").content.decode()
    video = re.search(r"<video.*?</video>", page, re.S)

    assert video
    assert 'preload="none"' in video[0]
    assert re.search(r'<track kind="captions"[^>]* srclang="fr"[^>]* default>', video[0])
    assert "autoplay" not in video[0]
    assert page.index("<video") < page.index('id="agenda"') < page.index('class="transcript"')


def test_a_link_to_the_second_needs_no_script(client: Client) -> None:
    make_record()

    page = client.get("/fr/conseil/2026-11-17/?t=25").content.decode()

    assert re.search(r'<source src="[^"]+\.mp4#t=25"', page)
    assert re.search(r'id="c3" aria-current="true"', page)
    assert page.count('aria-current="true"') == 1
    assert 'href="?t=20#c3" data-seconds="20.000"' in page


@pytest.mark.parametrize("t", ["", "abc", "-5", "nan", "inf", "1e400", "99999999999"])
def test_a_time_that_makes_no_sense_is_no_error(client: Client, t: str) -> None:
    make_record()

    assert client.get(f"/fr/conseil/2026-11-17/?t={t}&s=x").status_code == 200


def test_each_cue_link_starts_at_its_own_cue(client: Client) -> None:
    make_record()
    page = client.get("/fr/conseil/2026-11-17/").content.decode()

    for address, anchor in re.findall(r'href="(\?t=\d+)#(c\d+)"', page):
        landed = client.get(f"/fr/conseil/2026-11-17/{address}").content.decode()
        assert f'id="{anchor}" aria-current="true"' in landed


def test_who_speaks_is_named_with_the_office_and_its_language(client: Client) -> None:
    make_record()

    page = client.get("/en/council/2026-11-17/").content.decode()

    assert '<span class="office">Chair</span>' in page
    assert '<span class="office" lang="fr">Adjoint à la culture</span>' in page
    assert '<ol class="cues" lang="fr">' in page


def test_item_and_intervention_have_pages_of_their_own(client: Client) -> None:
    make_record()

    item = text(client.get("/en/council/2026-11-17/1-bibliotheques-le-dimanche/").content)
    other = text(client.get("/en/council/2026-11-17/2-rues-aux-ecoles/").content)
    spoken = client.get("/en/council/2026-11-17/intervention-2/")

    assert "Libraries on Sundays" in item
    assert "Phrase 1." in item
    assert "Phrase 5." not in item
    assert "98" in item
    assert "Phrase 5." in other
    assert "Phrase 3." in text(spoken.content)
    assert "Phrase 1." not in text(spoken.content)
    assert "#t=20,40" in spoken.content.decode()
    assert client.get("/en/council/2026-11-17/intervention-9/").status_code == 404


def test_a_recording_that_is_not_ready_shows_nothing_of_it(client: Client) -> None:
    session = make_record()
    session.sittings.update(ready=False)
    Session.objects.update(status=SessionStatus.CLOSED)

    page = client.get("/en/council/2026-11-17/")

    assert "<video" not in page.content.decode()
    assert "Phrase" not in text(page.content)
    assert "once it has its captions" in text(page.content)
    assert client.get("/en/council/2026-11-17/intervention-1/").status_code == 404
    assert client.get("/en/council/2026-11-17/1.vtt").status_code == 404


def test_captions_can_be_taken_away_and_read_back(client: Client) -> None:
    make_record()

    answer = client.get("/fr/conseil/2026-11-17/1.vtt")

    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert len(parse_captions(answer.content.decode())) == 6


def test_statements_do_not_grow_with_what_was_said(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_record(cues_each=170)
    # The frame around every page is kept in the process.
    client.get("/fr/lieux/")

    for address in ("", "1-bibliotheques-le-dimanche/", "intervention-2/"):
        with django_assert_max_num_queries(12):
            page = client.get(f"/fr/conseil/2026-11-17/{address}")
        assert page.status_code == 200
    with django_assert_max_num_queries(12):
        client.get("/fr/conseil/")


def test_pages_are_public_and_tagged(client: Client) -> None:
    session = make_record()

    page = client.get("/fr/conseil/2026-11-17/")

    assert page.headers["Cache-Control"].startswith("public")
    assert session.cache_tag in page.headers["Cache-Tag"].split()
    assert not page.cookies


def test_the_front_page_shows_the_last_recording_and_the_next_session(client: Client) -> None:
    make_record()
    later = make_session(
        session={
            "slug": "2099-12-15",
            "date": __import__("datetime").date(2099, 12, 15),
            "opens_at": "09:00",
            "fr": {"title": "Séance de décembre"},
        },
        items=[],
    )
    assert later.status == SessionStatus.CONVENED

    page = text(client.get("/fr/conseil/").content)

    assert "Séance du 17 novembre" in page
    assert "Séance de décembre" in page


@time_machine.travel("2026-12-01 12:00+01:00")  # a calendar goes back one year
def test_calendars_and_feeds_follow_the_sessions(client: Client) -> None:
    session = make_record()

    calendar = icalendar.Calendar.from_ical(client.get("/fr/conseil/sessions.ics").content)
    events = calendar.walk("VEVENT")
    feed = client.get("/fr/conseil/sessions.atom").content.decode()

    assert str(events[0]["SUMMARY"]).endswith("Séance du 17 novembre")
    assert events[0].decoded("DTSTART") == session.starts_at
    assert f"urn:uuid:{session.uuid}" in feed


def test_feeds_date_a_session_to_come_by_its_last_change(client: Client) -> None:
    session = make_session()
    changed = datetime(2026, 10, 1, 9, tzinfo=UTC)
    with time_machine.travel(changed, tick=False):
        touch(session)

    calendar = icalendar.Calendar.from_ical(client.get("/fr/conseil/sessions.ics").content)
    feed = client.get("/fr/conseil/sessions.atom").content.decode()

    assert calendar.walk("VEVENT")[0].decoded("DTSTAMP") == changed
    assert "<updated>2026-10-01T09:00:00+00:00</updated>" in feed


def test_open_data_says_all_that_the_page_says(client: Client) -> None:
    session = make_record()

    listed = client.get("/api/v1/council/sessions").json()["sessions"]
    data = client.get(f"/api/v1/council/sessions/{session.uuid}").json()

    assert [one["id"] for one in listed] == [str(session.uuid)]
    spoken = data["recordings"][0]["interventions"]
    assert [len(one["cues"]) for one in spoken] == [2, 2, 2]
    assert spoken[0]["item"] == data["items"][0]["id"]
    assert data["items"][0]["votes"][0]["for"] == 98


def test_json_ld_holds_chapters_and_words(client: Client) -> None:
    make_record()

    page = client.get("/fr/conseil/2026-11-17/").content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)

    assert script
    video = json.loads(script[1])[0]
    assert "Phrase 1." in video["transcript"]
    assert [part["startOffset"] for part in video["hasPart"]] == [0, 40]
