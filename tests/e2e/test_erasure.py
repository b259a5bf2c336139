"""An erasure, from end to end: asked without a script, granted, visaed by the archives, told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import agent, rules
from tests.e2e.city import City
from tests.e2e.resident import press
from tests.e2e.test_correction import look

pytestmark = pytest.mark.browser

#: A request of the demonstration that nobody took, and what proves whose it is.
WHOSE, EMAIL = "Lucie", "camille@demo.invalid"
WHY = "Le banc a été réparé, je quitte la ville."
ERASURES, LISTS = "/admin/retention/erasures/", "/admin/retention/"


def asks(page: Page, code: str) -> None:
    """Come by the code, give the request up and ask for its erasure; say nothing wrong twice."""
    page.goto("/fr/suivi/")
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=fact]").fill(EMAIL)
    assert press(page, "Voir ma demande").status == 200
    page.locator("#rights ~ p a").click()
    page.locator("textarea").fill(WHY)
    assert press(page, "Demander l’effacement").status == 422
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("textarea")).to_have_value(WHY)
    look(page)
    page.locator("input[name=gives_up][value=yes]").check()
    assert press(page, "Demander l’effacement").status == 200
    expect(page.locator("main")).to_contain_text("Nous vous répondons")
    look(page)


def grants(page: Page, code: str) -> None:
    page.goto(ERASURES)
    assert agent.faults(page) == []
    page.get_by_role("link", name=code).click()
    expect(page.locator("main")).to_contain_text(WHY)
    assert agent.faults(page) == []
    page.locator("input[value=grant]").check()
    with page.expect_navigation(url=f"**{ERASURES}"):
        page.locator("main form[method=post] button[type=submit]").last.click()


def gives_the_visa(page: Page, code: str) -> None:
    page.goto(LISTS)
    page.locator("main table a").first.click()
    expect(page.locator("main table")).to_contain_text(code)
    assert agent.faults(page) == []
    page.locator("#approve-section input[type=checkbox]").check()
    agent.submit(page, "/approve/")
    expect(page.locator("#approve-section")).to_have_count(0)


def test_an_erasure_is_asked_granted_visaed_and_told(live_city: City, chromium: Browser) -> None:
    plain = {"java_script_enabled": False, "viewport": (320, 720), "process": chromium}
    staff = {"process": chromium, "bypass_csp": True, "reduced_motion": "reduce"}
    with (
        tab(live_city.url, **plain) as page,
        tab(live_city.url, **staff) as officer,
        tab(live_city.url, **staff) as archivist,
    ):
        agent.sign_in(officer, "officer", to="/admin/requests/")
        officer.goto(f"/admin/requests/?q={WHOSE}")
        code = officer.locator("table.listing .title strong").inner_text()
        asks(page, code)
        grants(officer, code)
        agent.sign_in(archivist, "archivist", to=LISTS)
        gives_the_visa(archivist, code)
        page.reload()
        expect(page.locator("main")).to_contain_text("Elles sont d’accord")
        page.get_by_role("link", name="Revenir à votre demande").click()
        expect(page.locator(".timeline").first).to_contain_text("archives")
        assert rules.too_wide(page) == []
