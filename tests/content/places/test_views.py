"""Pages of the directory as a visitor, a cache and a machine see them."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.places.enums import Effect
from content.places.hours import PARIS
from content.places.services import post_notice
from tests.content.information.factories import home
from tests.content.places.factories import DistrictFactory, SectorFactory, make_place

pytestmark = pytest.mark.django_db
TUESDAY_MORNING = datetime(2026, 11, 24, 10, tzinfo=PARIS)
SERVICES = [{"service": "civil-status", "by_appointment": True, "notes": {"fr": "Guichet 3"}}]


@pytest.fixture(autouse=True)
def tuesday_morning() -> Any:
    with time_machine.travel(TUESDAY_MORNING, tick=False):
        yield


def text(content: bytes) -> str:
    """What is read: no markup, single blanks."""
    words = re.sub(r"<[^>]+>", " ", content.decode())
    return re.sub(r"\s+", " ", words)


def test_the_list_says_who_is_open(client: Client) -> None:
    make_place()

    page = client.get("/en/places/")

    assert page.status_code == 200
    assert "Town hall mairie-du-12e" in text(page.content)
    assert "Open now, closes at 5pm" in text(page.content)


def test_filters_keep_what_was_asked(client: Client) -> None:
    make_place("a", services=SERVICES)
    make_place("b", district=None, kind="relay", hours=[{"week": {}}])

    def found(query: str) -> set[str]:
        page = text(client.get(f"/en/places/?{query}").content)
        return {key for key in ("a", "b") if f"Town hall {key}" in page}

    assert found("") == {"a", "b"}
    assert found("kind=relay") == {"b"}
    assert found("district=12") == {"a"}
    assert found("service=civil-status") == {"a"}
    assert found("open=1") == {"a"}
    assert found("district=douze&page=99999") == {"a", "b"}


def test_a_town_hall_is_found_from_each_district_of_its_sector(client: Client) -> None:
    centre = SectorFactory(number=1, key="paris-centre")
    for number in (1, 2, 3, 4):
        DistrictFactory(number=number, sector=centre)
    make_place("centre", district=3, sector="paris-centre")

    assert "centre" in text(client.get("/fr/lieux/?district=2").content)


def test_a_cache_may_not_keep_open_now_after_closing(client: Client) -> None:
    make_place()

    with time_machine.travel(datetime(2026, 11, 24, 16, 59, 30, tzinfo=PARIS), tick=False):
        page = client.get("/fr/lieux/mairie-du-12e/")

    assert page.headers["Cache-Control"] == "public, max-age=30, s-maxage=30"


def test_pages_are_public_and_tagged(client: Client) -> None:
    place = make_place()

    page = client.get("/fr/lieux/mairie-du-12e/")

    assert page.headers["Cache-Control"] == "public, max-age=60, s-maxage=600"
    assert place.cache_tag in page.headers["Cache-Tag"].split()
    assert not page.cookies
    assert "Cookie" not in page.headers.get("Vary", "")


def test_the_page_answers_what_people_ask_before_coming(client: Client) -> None:
    make_place(services=SERVICES)

    page = text(client.get("/en/places/mairie-du-12e-en/").content)

    assert "130, avenue de la Démo" in page
    assert "Tuesday 24 November (today) 9am to 5pm" in page
    assert "Sunday 29 November Closed" in page
    assert "Civil status civil-status" in page
    assert "By appointment" in page
    assert re.search(r"Not known yet;[^:]*: Lift", page)


def test_unknown_access_never_reads_as_no(client: Client) -> None:
    make_place(
        access={
            "lift": {"answer": False, "checked_on": date(2026, 5, 4)},
            "hearing_loop": {"answer": "unknown"},
        }
    )

    page = text(client.get("/en/places/mairie-du-12e-en/").content)

    assert "Lift, or everything on one level No" in page
    assert re.search(r"Not known yet;[^.]*Hearing loop", page)


def test_french_words_on_an_english_page_are_marked(client: Client) -> None:
    make_place(texts={"fr": {"name": "Mairie seule", "slug": "mairie-seule"}})

    page = client.get("/en/places/mairie-seule/").content.decode()

    assert '<h1 lang="fr">Mairie seule</h1>' in page
    assert "not available in this language yet" in page


def test_a_slug_of_another_language_or_of_the_past_redirects(client: Client) -> None:
    make_place()
    make_place(texts={"fr": {"name": "Mairie", "slug": "mairie-daumesnil"}})

    assert client.get("/fr/lieux/mairie-du-12e/").headers["Location"] == (
        "/fr/lieux/mairie-daumesnil/"
    )
    assert client.get("/fr/lieux/nulle-part/").status_code == 404
    make_place()
    assert client.get("/en/places/mairie-du-12e/").headers["Location"] == (
        "/en/places/mairie-du-12e-en/"
    )


def test_a_notice_closes_the_place_for_everybody_at_once(client: Client) -> None:
    place = make_place()
    post_notice(
        place=place,
        effect=Effect.CLOSED,
        messages={"fr": "Fuite d’eau", "en": "Water leak"},
        author=None,
        ends_at=datetime(2026, 11, 24, 14, tzinfo=PARIS),
    )

    page = text(client.get("/en/places/mairie-du-12e-en/").content)

    assert "Exceptionally closed, opens at 2pm" in page
    assert "Water leak" in page
    assert "Until 2pm today" in page
    assert "Fuite" not in page


def test_a_notice_not_yet_translated_is_marked_as_french_on_the_english_home(
    client: Client,
) -> None:
    home()
    home("en")
    place = make_place()
    post_notice(place=place, effect=Effect.CLOSED, messages={"fr": "Fuite d’eau"}, author=None)

    assert '<p lang="fr">Fuite d’eau</p>' in client.get("/en/").content.decode()


def test_a_closed_place_keeps_its_page_and_names_its_successor(client: Client) -> None:
    make_place("nouvelle")
    make_place("ancienne", status="closed", successors=["nouvelle"], former_names=["Vieux nom"])

    page = client.get("/fr/lieux/ancienne/")

    assert page.status_code == 200
    assert "/fr/lieux/nouvelle/" in page.content.decode()
    assert "ancienne" not in text(client.get("/fr/lieux/").content)


def test_json_ld_is_data_that_cannot_end_its_element(client: Client) -> None:
    make_place(street="1 </script><b> rue")

    page = client.get("/fr/lieux/mairie-du-12e/").content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)

    assert script
    data = json.loads(script[1])
    assert data["address"]["streetAddress"] == "1 </script><b> rue"
    assert {"opens": "09:00", "closes": "17:00"}.items() <= data["openingHoursSpecification"][
        0
    ].items()


def test_many_places_cost_no_more_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 26):
        make_place(f"lieu-{number}", services=SERVICES)
    # The frame around every page is kept in the process.
    client.get("/fr/conseil/")

    with django_assert_max_num_queries(12):
        page = client.get("/fr/lieux/")
    assert text(page.content).count("Mairie lieu-") == 20
    with django_assert_max_num_queries(12):
        client.get("/fr/lieux/?open=1&page=2")
    with django_assert_max_num_queries(12):
        client.get("/fr/lieux/lieu-3/")
    with django_assert_max_num_queries(14):
        client.get("/api/v1/places")


def test_open_data_gives_state_and_hours(client: Client) -> None:
    place = make_place(point=[48.841, 2.388])

    listed = client.get("/api/v1/places?kind=town-hall").json()["places"]
    one = client.get(f"/api/v1/places/{place.uuid}").json()
    points = client.get("/api/v1/places.geojson").json()

    assert [item["id"] for item in listed] == [str(place.uuid)]
    assert one["now"]["state"] == "open"
    assert one["urls"]["en"] == "/en/places/mairie-du-12e-en/"
    assert len(one["hours"]) == 14
    assert points["features"][0]["geometry"]["coordinates"] == [2.388, 48.841]
