"""A correction, from end to end: asked at the desk, made without a script, decided, read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import agent, resident, rules
from tests.e2e.city import City
from tests.e2e.resident import FRENCH, press

pytestmark = pytest.mark.browser

BORN = "Date de naissance"
WHY = "Aucun acte à cette date : est-ce bien le 3 mai ?"
ASKED = "Vérifiez la date sur votre livret de famille."
BEFORE, NOW = "3 mai 1972", "4 mai 1972"


def look(page: Page) -> None:
    """Look at the page in a tab with scripts, which axe needs."""
    options = {"storage_state": page.context.storage_state(), "viewport": (320, 720)}
    with tab("", process=page.context.browser, reduced_motion="reduce", **options) as other:
        other.goto(page.url)
        assert rules.faults_in_light(other) == []


def corrects(page: Page) -> None:
    """Read what is asked and why, change the day alone, check before and after, send."""
    page.reload()
    page.get_by_role("link", name="Compléter ou corriger ma demande").click()
    expect(page.locator("main")).to_contain_text(ASKED)
    expect(page.locator("main")).to_contain_text(WHY)
    assert page.locator("main form .field").count() == 1  # nothing else is asked again
    expect(page.locator("input[name$='-year']")).to_have_value("1972")
    look(page)
    page.locator("input[name$='-day']").fill("31")
    page.locator("input[name$='-month']").fill("2")
    assert press(page, FRENCH.next).status == 422
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("input[name$='-day']").fill("4")
    page.locator("input[name$='-month']").fill("5")
    assert press(page, FRENCH.next).status == 200
    expect(page.locator("main del")).to_have_text(BEFORE)
    expect(page.locator("main ins")).to_have_text(NOW)
    look(page)
    assert press(page, "Envoyer mes réponses").status == 200
    expect(page.get_by_role("status")).to_contain_text("Vos réponses")
    expect(page.locator(".tag-status")).to_have_text("Recherche dans les registres")
    assert page.get_by_role("link", name="Compléter ou corriger ma demande").count() == 0


def decides(page: Page, code: str) -> None:
    """See the old value and the new one, and send the letter that ends the request."""
    agent.go_to_case(page, code)
    answers = page.locator("#answers-section")
    expect(answers.locator("del")).to_have_text(BEFORE)
    expect(answers.locator("ins")).to_have_text(NOW)
    agent.decide_by_letter(page, "no_record|no_record_found")


def reads_the_decision(page: Page) -> None:
    page.reload()
    expect(page.locator(".tag-status")).to_have_text("Acte introuvable")
    page.get_by_text("Lire la lettre").click()
    expect(page.locator("[aria-labelledby=letters] details")).to_contain_text("aucun acte")
    expect(page.locator("[aria-labelledby=answers]")).to_contain_text(NOW)
    assert rules.too_wide(page) == []


def test_a_resident_corrects_and_is_answered(live_city: City, chromium: Browser) -> None:
    plain = {"java_script_enabled": False, "viewport": (320, 720), "process": chromium}
    with tab(live_city.url, **plain) as page, tab(live_city.url, process=chromium) as desk:
        page.goto("/fr/demarches/acte-etat-civil/")
        resident.begin(page, FRENCH)
        for _step in resident.walk(page, FRENCH):
            pass
        code = resident.send(page, FRENCH)
        resident.follow(page, FRENCH, code)
        agent.sign_in(desk, "agent", to="/admin/requests/")
        agent.open_case(desk, code)
        agent.ask_again(desk, BORN, WHY, ASKED)
        corrects(page)
        decides(desk, code)
        reads_the_decision(page)
