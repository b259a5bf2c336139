"""The main job, with scripts off: find, ask, follow; an agent answers; the resident too."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import resident
from tests.e2e.city import PASSWORD, City
from tests.e2e.resident import ENGLISH, FRENCH, POSTCODE, Words, press

pytestmark = pytest.mark.browser

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
    page.locator("input[name$='-year']").fill("1952")
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
    page.locator("input[value=extract_with_filiation]").check()
    press(page, words.next)


def send(page: Page, words: Words) -> str:
    """Declare, send, and return the tracking code on the receipt."""
    page.get_by_role("checkbox").check()
    assert press(page, words.send).status == 200
    expect(page.locator("h1")).to_have_text(words.receipt)
    return page.locator(".code-plate .code").inner_text().strip()


def has_receipt(page: Page, words: Words) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name=words.download).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def follow(page: Page, words: Words, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=fact]").fill(POSTCODE)
    assert press(page, words.see).status == 200
    expect(page.locator(".code-plate .code")).to_have_text(code)


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
        code = send(page, words)
        has_receipt(page, words)
        page.get_by_role("link", name=words.follow, exact=True).last.click()
        follow(page, words, code)
