"""At a counter, by keyboard alone: a person with nothing but a name leaves with a receipt."""

from __future__ import annotations

import io
from contextlib import suppress

import pikepdf
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser import page as tab
from tests.e2e import agent, rules
from tests.e2e.city import City
from tests.e2e.counter import Keys

pytestmark = pytest.mark.browser

HOME = "/admin/requests/counter/"
#: Wagtail's own colours are held to level AA, not AAA.
AA = [rule for rule in rules.RULES if rule != "wcag2aaa"]
#: Keys beside what the person says: to find, begin, go down the page, check, send, print, end.
MOST_MOVES = 41


@pytest.fixture(autouse=True)
def level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RULES", AA)


def faults(page: Page) -> list[object]:
    return [*rules.violations(page), *rules.too_wide(page)]


def leave(page: Page) -> None:
    """End what an earlier test left under way."""
    page.goto(HOME)
    back = page.get_by_role("link", name="Revenir à la visite")
    if back.count():
        page.goto(f"{back.get_attribute('href')}end/")
        if page.locator("input[name=erase]").count():
            page.locator("input[name=erase]").check()
        with page.expect_navigation():
            page.locator(".counter form.stack button").first.click()
        page.goto(HOME)


def test_a_person_with_a_name_alone_leaves_with_a_receipt(
    live_city: City, chromium: Browser
) -> None:
    with tab(live_city.url, process=chromium) as page:
        page.add_init_script("window.print = () => document.body.dataset.printed = '1'")
        agent.sign_in(page, "agent", to=HOME)
        leave(page)
        keys = Keys(page)
        keys.type("EXEMPLE Jeanne")
        keys.go()
        keys.go()  # nobody like that is known: written down, with a name alone
        keys.type("acte")
        keys.go()
        keys.fill_in()
        keys.go()
        expect(page.locator("input[name=declared]")).to_be_focused()
        keys.press("Space")
        keys.go()
        receipt = page.url
        code = page.locator(".receipt .code").inner_text()
        keys.press("Enter")
        assert page.evaluate("document.body.dataset.printed") == "1"
        on_paper(page, code)
        keys.press("Tab", "Tab", "Tab")
        keys.go()
        keys.go()
        assert keys.moves <= MOST_MOVES, keys.moves

        nothing_is_left(page, receipt, code)
        page.goto(f"/admin/requests/?q={code}")
        expect(page.locator("table.listing tbody tr")).to_have_count(1)


def on_paper(page: Page, code: str) -> None:
    """The sheet holds the receipt and nothing of the screen around it."""
    page.emulate_media(media="print")
    expect(page.locator(".receipt .qr svg")).to_be_visible()
    for frame in ("#wagtail-sidebar", ".visit-bar", ".receipt-ways"):
        expect(page.locator(frame)).to_be_hidden()
    end = "document.querySelector('.receipt').getBoundingClientRect().bottom"
    assert page.evaluate(f"document.scrollingElement.scrollHeight >= {end} - 1")  # nothing is cut
    assert page.evaluate("document.querySelector('.qr svg').getBoundingClientRect().width") > 80
    with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as sheet:
        assert len(sheet.pages) <= 2
    page.emulate_media(media="screen")
    assert code in page.locator(".receipt").inner_text()


def nothing_is_left(page: Page, receipt: str, code: str) -> None:
    expect(page.locator("h1")).to_contain_text("terminée")
    for _time in range(4):
        with suppress(Error):  # what was posted is not asked again: the browser says so
            page.go_back()
        content = page.content()
        assert "Exemple" not in content
        assert code not in content
    answer = page.goto(receipt)
    assert answer is not None
    assert answer.status == 410
    cookies = str(page.context.cookies())
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Exemple" not in cookies + stored
    assert code.replace("-", "") not in cookies + stored


@pytest.mark.parametrize(("width", "name"), [(320, "Étroit"), (1280, "Large")])
def test_every_screen_keeps_the_rules(
    live_city: City, chromium: Browser, width: int, name: str
) -> None:
    """Axe, and no sideways scroll where 1280 px are seen at 400 %."""
    found: dict[str, list[object]] = {}
    with tab(live_city.url, process=chromium, viewport=(width, 900)) as page:

        def look(screen: str) -> None:
            found[screen] = faults(page)

        def go(selector: str) -> None:
            with page.expect_navigation():
                page.locator(selector).first.click()

        agent.sign_in(page, "agent", to=HOME)
        leave(page)
        look("index")
        page.locator("input[name=typed]").fill(f"{name} Démo")
        go(".counter form.stack button")
        look("found")
        page.locator("input[name=family_name]").fill("")
        page.locator("input[name=given_names]").fill("")
        go("section[aria-labelledby=new] button")
        look("new person, wrong")
        page.locator("input[name=family_name]").fill(name)
        go(".counter form.stack button")
        look("visit")
        page.locator("input[name=what]").fill("acte")
        go(".counter form.stack button")
        look("request")
        go("[data-check]")
        look("request, wrong")
        with page.expect_navigation():
            page.locator(".visit-ways a", has_text="Corriger").click()
        look("correct")
        go(".visit-ways a.button")
        look("end")
        page.locator("input[name=erase]").check()
        go(".counter form.stack button")
        look("ended")
        page.goto(f"{HOME}follow-ups/")
        look("follow-ups")
    assert {screen: faults for screen, faults in found.items() if faults} == {}


def test_without_a_script_the_save_button_does_the_same(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, process=chromium, java_script_enabled=False) as page:
        agent.sign_in(page, "agent", to=HOME)
        leave(page)
        page.locator("button[name=nobody]").click()
        page.locator("input[name=what]").fill("acte")
        page.locator(".counter form.stack button").first.click()
        before = page.locator("[data-blocks] legend").count()
        page.locator("[data-blocks] input[type=radio]").first.check()
        page.locator("[data-blocks] input[value=paris]").check()
        page.locator("button[name=save]").click()
        assert page.locator("[data-blocks] legend").count() > before
        leave(page)
