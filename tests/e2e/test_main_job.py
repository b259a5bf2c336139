"""The main job, with scripts off: find, ask, follow; an agent answers; the resident too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import agent, resident
from tests.e2e.city import City
from tests.e2e.resident import ENGLISH, FRENCH, Words, press

pytestmark = [pytest.mark.browser, pytest.mark.main_job]

QUESTION = "Bonjour, pouvez-vous confirmer le lieu de naissance ?"
ANSWER = "Oui : la maternité du 9e arrondissement."


def find(page: Page, words: Words) -> None:
    page.goto(f"/{words.language}/")
    page.locator("main input[type=search]").fill(words.query)
    page.locator("main").get_by_role("button", name=words.search, exact=True).click()
    page.get_by_role("link", name=words.procedure, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(words.procedure)


def wrong_step_keeps_everything(page: Page, words: Words) -> None:
    """Send the step about the person with a date that is none."""
    page.locator("input[name$='-given']").fill("Renée")
    page.locator("input[name$='-day']").fill("31")
    page.locator("input[name$='-month']").fill("2")
    page.locator("input[name$='-year']").fill("1972")
    assert press(page, words.next).status == 422
    assert page.title().startswith(words.error)
    summary = page.locator(".error-summary")
    assert page.locator("main > *").first.get_attribute("class") == "error-summary"
    expect(summary).to_be_focused()
    expect(page.locator("input[name$='-given']")).to_have_value("Renée")
    expect(page.locator("input[name$='-day']")).to_have_value("31")
    expect(page.locator("input[name$='-month']")).to_have_value("2")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def change_one_answer(page: Page, words: Words) -> None:
    page.locator("dd", has=page.get_by_role("link", name=re.compile(words.change))).get_by_role(
        "link"
    ).first.click()
    page.locator("input[value=with_filiation]").check()
    press(page, words.next)
    expect(page.locator(".summary-list").first).to_contain_text(words.extract)


def has_receipt(page: Page, words: Words) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name=words.download).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def reads_and_answers(page: Page, words: Words) -> None:
    page.reload()
    expect(page.locator(".message").first).to_contain_text(QUESTION)
    assert page.locator("[aria-labelledby=history] li").count() >= 3
    page.locator("#reply textarea").fill(ANSWER)
    assert press(page, words.say).status == 200
    expect(page.get_by_role("status")).to_contain_text(words.sent)
    expect(page.locator(".message").last).to_contain_text(ANSWER)


def leaves(page: Page, words: Words) -> None:
    """End the visit: the way back shows nothing of the request."""
    case = page.url
    press(page, words.end)
    page.goto(case)
    assert ANSWER not in page.content()
    expect(page.locator("input[name=code]")).to_have_value("")


@pytest.mark.parametrize(
    ("words", "width"), [(FRENCH, 320), (ENGLISH, 1280)], ids=["french-320", "english-1280"]
)
def test_a_resident_gets_an_answer(
    live_city: City, chromium: Browser, words: Words, width: int
) -> None:
    look = {"java_script_enabled": False, "viewport": (width, 720), "process": chromium}
    with tab(live_city.url, locale=words.language, accept_downloads=True, **look) as page:
        find(page, words)
        resident.begin(page, words)
        for key in resident.walk(page, words):
            if key == "personne":
                wrong_step_keeps_everything(page, words)
        change_one_answer(page, words)
        code = resident.send(page, words)
        has_receipt(page, words)
        resident.follow(page, words, code)
        with tab(live_city.url, process=chromium) as desk:
            agent.sign_in(desk, "agent", to="/admin/requests/")
            agent.open_case(desk, code)
            agent.ask(desk, QUESTION)
            agent.set_status(desk, "search")
        reads_and_answers(page, words)
        leaves(page, words)
        with tab(live_city.url, process=chromium) as desk:
            agent.sign_in(desk, "agent", to="/admin/requests/")
            agent.go_to_case(desk, code)
            expect(desk.locator("#messages-section")).to_contain_text(ANSWER)
