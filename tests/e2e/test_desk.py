"""The desk for agents with disabilities: axe, 400 % zoom, the keyboard alone, keys at will."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import agent, rules
from tests.e2e.city import City
from tests.e2e.hands import Keyboard

pytestmark = pytest.mark.browser

LIST = "/admin/requests/"
#: The demonstration's request where the resident wrote, and one that nobody took.
WRITTEN, WAITING = "Célestin", "Odette"
#: Pages that need nothing but a member of staff, with who that is.
PLAIN = {
    "agent": [
        "",
        "?q=nobody",
        "absences/",
        "paper/",
        "post/",
        "counter/",
        "counter/follow-ups/",
    ],
    "supervisor": ["../figures/"],
    "archivist": ["../retention/"],
}


def pages_of_a_case(page: Page) -> Iterator[str]:
    """Lead to each page of a request that was opened; yield its name."""
    page.goto(f"{LIST}?q={WRITTEN}")
    page.locator("table.listing .title a").first.click()
    page.wait_for_url("**/admin/requests/*-*/")
    case = page.url
    if page.locator("form[action$='/open/']").count():
        yield "not opened"
        agent.submit(page, "/open/")
    yield "case"
    agent.submit(page, "/status/")
    yield "case, wrong"
    page.goto(f"{case}correction/")
    yield "correction"
    with page.expect_navigation():
        page.locator("form:has(.desk-ask) button[type=submit]").click()
    yield "correction, wrong"
    page.goto(case)
    agent.submit(page, "/letters/begin/")
    yield "letter"
    page.locator("[name=place]").fill("Paris")
    page.locator("[name=capacity]").fill("Officier d’état civil (démo)")
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    yield "letter, read before sending"
    page.goto(f"{case}letters/draft/")
    with page.expect_navigation():
        page.locator("button[name=discard]").click()


def pages_of_a_batch(page: Page) -> Iterator[str]:
    page.goto(f"{LIST}?q={WAITING}")
    page.locator("input[name=case]").check()
    page.locator("#desk-act").select_option(value="take")
    with page.expect_navigation():
        page.locator("button[value=ticked]").click()
    yield "batch, to confirm"
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").last.click()
    yield "batch, outcome"


def pages_of_the_post(page: Page) -> Iterator[str]:
    page.goto(f"{LIST}post/")
    agent.submit(page, "/")
    yield "print batch"
    agent.submit(page, "/printed/")
    yield "print batch, printed"
    agent.submit(page, "/undo/")
    yield "print batch, undone"


def test_every_page_keeps_the_rules(live_city: City, chromium: Browser) -> None:
    found: dict[str, list[object]] = {}
    for account, addresses in PLAIN.items():
        with tab(live_city.url, process=chromium, bypass_csp=True) as page:
            agent.sign_in(page, account, to="/admin/")
            for address in addresses:
                page.goto(LIST + address)
                found[address] = agent.faults(page)
            if account == "agent":
                for walk in (pages_of_a_case, pages_of_a_batch, pages_of_the_post):
                    for name in walk(page):
                        found[name] = agent.faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_case_is_worked_on_by_keyboard_alone(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, process=chromium, reduced_motion="reduce") as page:
        agent.sign_in(page, "agent", to=LIST)
        page.goto(f"{LIST}?q=Basile")
        assert hidden_stops(page) == []
        page.goto(f"{LIST}?q=Basile")
        hands = Keyboard(page)
        hands.follow(page.locator("table.listing .title a").first)
        opens = page.locator("form[action$='/open/'] button")
        expect(opens).to_be_focused()
        hands.follow(opens)
        assert hidden_stops(page) == []
        page.reload()
        hands.follow(page.locator("button[name=take]"))
        expect(page.locator(".desk-facts").first).to_contain_text("Agathe")
        hands.tick(page.locator("#status-section input[value=search]"))
        hands.follow(page.locator("form[action$='/status/'] button"))
        expect(page.locator(".desk-facts").first).to_contain_text("Recherche dans les registres")


def hidden_stops(page: Page) -> list[str]:
    """Return the stops whose focus is not seen; Wagtail's admin glides to where it scrolls."""
    page.evaluate(rules.ADOPT, "* { scroll-behavior: auto !important }")
    return [stop for stop, seen in rules.tab_stops(page) if not seen]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('tr')?.rowIndex ?? ''"))


def test_single_keys_work_until_they_are_turned_off(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, process=chromium) as page:
        agent.sign_in(page, "agent", to=LIST)
        for key, row in (("j", "1"), ("j", "2"), ("k", "1")):
            page.keyboard.press(key)
            assert focused(page) == row
        page.locator("input[name=q]").first.focus()
        page.keyboard.press("j")
        expect(page.locator("input[name=q]").first).to_have_value("j")
        page.goto(f"{LIST}?q=Gaspard")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/admin/requests/*-*/")
        agent.submit(page, "/open/")
        with page.expect_navigation():
            page.keyboard.press("t")
        expect(page.locator(".desk-facts").first).to_contain_text("Agathe")
        page.keyboard.press("s")
        expect(page.locator("#status-section input[type=radio]").first).to_be_focused()

        turn(page, on=False)
        try:
            page.goto(LIST)
            assert page.locator(".desk-keys").count() == 0
            page.keyboard.press("j")
            assert focused(page) == ""
        finally:
            turn(page, on=True)


def turn(page: Page, *, on: bool) -> None:
    """Use Wagtail's own switch."""
    page.goto("/admin/account/")
    switch = page.locator("input[name$=keyboard_shortcuts]")
    if switch.is_checked() != on:
        switch.press("Space")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
