"""The main journey as it is heard, and as IBM's engine sees it beside axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import page as tab
from tests.e2e import ibm, resident, speech
from tests.e2e.city import City
from tests.e2e.pages import EVERY, FORMS, PUBLIC
from tests.e2e.resident import FRENCH, POSTCODE, press

pytestmark = [pytest.mark.browser, pytest.mark.node]

TRANSCRIPTS = {
    path.stem: path.read_text("utf-8") for path in (Path(__file__).parent / "spoken").glob("*.txt")
}


def wrong_person(page: Page) -> None:
    page.locator("input[name$='-given']").fill("Renée")
    for part, typed in {"day": "31", "month": "2", "year": "1972"}.items():
        page.locator(f"input[name$='-{part}']").fill(typed)
    assert press(page, FRENCH.next).status == 422


def journey(page: Page, look: Callable[[str], None]) -> None:
    """Walk the main job; ``look`` is called on each page that has a transcript."""
    page.goto(FORMS["start"])
    look("start")
    page.goto(PUBLIC["procedure"])
    resident.begin(page, FRENCH)
    for key in resident.walk(page, FRENCH):
        if key == "personne":
            wrong_person(page)
            look("wrong_step")
        elif key == "justificatif":
            look("files")
    look("check")
    page.get_by_role("checkbox").check()
    press(page, FRENCH.send)
    look("receipt")
    code = page.locator(".code-plate .code").inner_text()
    page.goto(FORMS["tracking"])
    look("tracking")
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=fact]").fill(POSTCODE)
    press(page, FRENCH.see)
    look("case")


def test_the_main_journey_is_heard_in_order(live_city: City, chromium: Browser) -> None:
    heard: dict[str, list[str]] = {}
    failures: dict[str, list[tuple[str, str]]] = {}
    with tab(live_city.url, process=chromium, bypass_csp=True) as page:

        def look(name: str) -> None:
            heard[name] = speech.spoken(page)
            failures[name] = ibm.failures(page)

        journey(page, look)
    assert {name: lost for name, lost in failures.items() if lost} == {}
    assert {name: said for name in heard if (said := speech.nameless(heard[name]))} == {}
    lost = {name: speech.missing(heard[name], text) for name, text in TRANSCRIPTS.items()}
    assert {name: line for name, line in lost.items() if line} == {}


def test_page_types_pass_the_second_engine(live_city: City, chromium: Browser) -> None:
    found = {}
    with tab(live_city.url, process=chromium, bypass_csp=True) as page:
        for name, address in EVERY.items():
            page.goto(address)
            found[name] = ibm.failures(page)
    assert {name: failures for name, failures in found.items() if failures} == {}


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (["main", "heading, Un, level 1", "button, Continuer"], ""),
        (["button, Continuer", "main", "heading, Un, level 1"], "button, Continuer"),
        (["main", "heading, Un, level 2", "button, Continuer"], "heading, U…, level 1"),
    ],
)
def test_a_transcript_is_a_sequence(said: list[str], line: str) -> None:
    assert speech.missing(said, "main\nheading, U…, level 1\nbutton, Continuer") == line


def test_the_engine_and_the_reader_see_a_faulty_page(chromium: Browser) -> None:
    faulty = '<!doctype html><html lang="fr"><title>Un</title><main><h1>Un</h1><button></button>'
    with tab("http://speech.invalid", process=chromium, bypass_csp=True) as page:
        page.route("**/*", lambda route: route.fulfill(body=faulty, content_type="text/html"))
        page.goto("/")
        assert speech.nameless(speech.spoken(page)) == ["button"]
        assert "input_label_exists" in [rule for rule, _snippet in ibm.failures(page)]
