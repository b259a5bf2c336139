"""What members of staff do in the admin, with scripts as their browsers have them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import ibm, rules
from tests.e2e.city import PASSWORD

#: Wagtail's own colours are held to level AA, not AAA.
AA = [rule for rule in rules.RULES if rule != "wcag2aaa"]
#: Wagtail's own fields put the label of a box before it.
OF_WAGTAIL = "input_label_after"
UNFOLD = """() => document.querySelectorAll('[data-panel-toggle][aria-expanded=false]')
    .forEach(one => one.click())"""
#: What fades in would be measured half way; what moves for ever cannot be finished.
FINISH = """() => document.getAnimations().forEach(one => { try { one.finish() } catch {} })"""
#: What Wagtail's frame hides at the side, where nothing scrolls; its own header apart.
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(one =>
    one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && one.getBoundingClientRect().width > 1
    && !one.closest('.desk-scroll, .w-sr-only, .visually-hidden, header, .w-slim-header, '
        + '.w-sticky')).map(one => one.outerHTML.slice(0, 120))"""


def faults(page: Page) -> list[object]:
    """Look at the open page at 320 px, which is 1280 px at 400 %, then at 1280 px."""
    page.evaluate(UNFOLD)
    page.evaluate(FINISH)
    page.set_viewport_size({"width": 320, "height": 900})
    found: list[object] = [*rules.violations(page, tags=AA), *rules.too_wide(page)]
    found += page.evaluate(CUT_OFF)
    page.set_viewport_size({"width": 1280, "height": 900})
    found += rules.too_wide(page)
    return found + [fault for fault in ibm.failures(page) if fault[0] != OF_WAGTAIL]


def sign_in(page: Page, account: str, *, to: str) -> None:
    page.goto(f"/admin/login/?next={to}")
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation(url=f"**{to}"):
        page.locator("main button[type=submit]").click()


def go_to_case(page: Page, code: str) -> None:
    page.goto(f"/admin/requests/?q={code.replace(' ', '')}")
    page.locator("table.listing tbody a").first.click()
    page.wait_for_url("**/admin/requests/*-*/")


def open_case(page: Page, code: str) -> None:
    """Open the file with a reason, which the resident will read."""
    go_to_case(page, code)
    expect(page.locator("#answers-section")).to_have_count(0)
    submit(page, "/open/")
    expect(page.locator("#answers-section")).to_contain_text("Démo")


def ask(page: Page, text: str) -> None:
    page.locator("#message_text").fill(text)
    page.locator("#message_awaits_answer").check()
    submit(page, "/message/")
    expect(page.locator("#messages-section")).to_contain_text(text)


def set_status(page: Page, state: str) -> str:
    """Move the case on and return the words of the new status."""
    choice = page.locator(f"#status-section input[value={state}]")
    choice.check()
    label = page.locator(f"label[for={choice.get_attribute('id')}]").inner_text().strip()
    # A way with words of its own says in brackets which status it leads to.
    target = re.search(r"«\s*(.+?)\s*»", label)
    words = target[1] if target else label
    submit(page, "/status/")
    expect(page.locator(".desk-facts").first).to_contain_text(words)
    return words


def ask_again(page: Page, label: str, why: str, text: str) -> None:
    """Ask one answer of the open case again."""
    with page.expect_navigation():
        page.locator("#answers-section a[href$='/correction/']").click()
    question = page.locator(".desk-ask", has=page.get_by_text(label, exact=True))
    question.locator("input[type=checkbox]").check()
    question.locator("input[type=text]").fill(why)
    page.locator("#correction_text").fill(text)
    with page.expect_navigation():
        page.locator("form:has(.desk-ask) button[type=submit]").click()
    expect(page.locator("#answers-section")).to_contain_text(why)


def decide_by_letter(page: Page, choice: str) -> None:
    """Write the letter that decides, from its template, read it and send it."""
    form = page.locator("form[action$='/letters/begin/']")
    page.locator("#letter_what").select_option(value=choice)
    with page.expect_navigation():
        form.locator("button").click()
    page.locator("[name=place]").fill("Paris")
    page.locator("[name=capacity]").fill("Officier d’état civil (démo)")
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    submit(page, "/letters/send/")
    expect(page.locator("#letters-section li")).to_have_count(1)


def submit(page: Page, end: str) -> None:
    """Press the button of the form whose address ends so."""
    with page.expect_navigation():
        page.locator(f"form[action$='{end}'] button[type=submit]").last.click()
