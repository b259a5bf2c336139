"""Finding by keyboard, with and without script, on a small screen and a large one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import page as tab
from tests.e2e import rules, speech
from tests.e2e.city import City
from tests.e2e.hands import Keyboard

pytestmark = pytest.mark.browser

SPOKEN = Path(__file__).parent / "spoken" / "search"
NARROW = {"viewport": (320, 640), "reduced_motion": "reduce"}
PROCEDURE = "Demander un acte de naissance, de mariage ou de décès"


def box(page: Page) -> Locator:
    return page.locator("main [name=q]")


def complete(page: Page, words: str) -> Locator:
    """Type into the box as a person does and return the options that open below it."""
    box(page).focus()
    page.keyboard.type(words)
    options = page.locator("main [role=option]")
    expect(options.first).to_be_visible()
    return options


@pytest.mark.parametrize("width", [320, 1280])
def test_the_box_completes_by_keyboard(live_city: City, chromium: Browser, width: int) -> None:
    with tab(live_city.url, process=chromium, viewport=(width, 720)) as page:
        page.goto("/fr/")
        options = complete(page, "nai")
        field = box(page)
        expect(field).to_have_role("combobox")
        expect(field).to_have_accessible_name(re.compile("."))
        expect(page.locator("main .suggestions-holder [role=status]")).to_have_text(
            re.compile(r"\d suggestion")
        )
        assert rules.faults_in_light(page) == []

        # The arrows go round through the box itself, whose words stay as they were typed.
        page.keyboard.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") is None
        page.keyboard.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        expect(options.first).to_be_in_viewport()
        assert rules.violations(page) == []
        expect(field).to_be_focused()
        expect(field).to_have_value("nai")

        # Escape closes and keeps the words; typing on opens again; Tab closes and goes on.
        page.keyboard.press("Escape")
        expect(page.locator("main [role=listbox]")).to_be_hidden()
        expect(field).to_have_value("nai")
        expect(field).to_have_attribute("aria-expanded", "false")
        page.keyboard.type("s")
        expect(options.first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator("main [role=listbox]")).to_be_hidden()
        expect(page.locator("main [role=search] button")).to_be_focused()

        page.keyboard.press("Shift+Tab")
        page.keyboard.press("End")
        page.keyboard.type("s")
        expect(options.first).to_be_visible()
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(PROCEDURE)


def test_enter_without_a_choice_asks_the_words(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, process=chromium) as page:
        page.goto("/fr/")
        complete(page, "naissance")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith("/fr/recherche/?q=naissance")


def test_results_are_narrowed_by_keyboard_without_script(
    live_city: City, chromium: Browser
) -> None:
    """Ask, choose a kind, narrow to a district, go back to all kinds."""
    look = {"java_script_enabled": False, "process": chromium, **NARROW}
    with tab(live_city.url, **look) as page:
        hands = Keyboard(page)
        page.goto("/fr/recherche/")
        hands.write(box(page), "mairie")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Rechercher")
        assert rules.too_wide(page) == []
        hands.follow(page.locator(".facets a", has_text="Lieux"))
        assert "kind=place" in page.url
        expect(page.locator(".facets [aria-current]")).to_contain_text("Lieux")
        everything = page.locator("main .results h3").count()

        hands.reach(page.locator(".narrowing summary"))
        page.keyboard.press("Enter")
        hands.tick(page.get_by_label(re.compile(r"^9e")))
        hands.follow(page.locator(".narrowing button"))
        assert "kind=place" in page.url
        assert "district=9" in page.url
        expect(page.locator(".narrowing .choice input").first).to_be_checked()
        assert 0 < page.locator("main .results h3").count() < everything
        assert rules.too_wide(page) == []

        hands.follow(page.locator(".facets a").first)
        assert "kind=" not in page.url
        assert "district=9" in page.url


def test_a_slip_and_nothing_found_help_on(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, process=chromium, **NARROW) as page:
        page.goto("/fr/recherche/?q=ecoel+inscripton")
        expect(page.locator("main .results h3").first).to_have_text("Inscrire un enfant à l’école")
        assert rules.faults(page) == []
        Keyboard(page).follow(page.locator(".notice a"))
        assert "q=%C3%A9cole+inscription" in page.url

        page.goto("/fr/recherche/?q=xyzzyx")
        expect(page.get_by_role("heading", level=2).first).to_contain_text("xyzzyx")
        assert page.locator("main section a[href*=demarches]").count() >= 3


@pytest.mark.node
def test_search_is_heard(live_city: City, chromium: Browser) -> None:
    """The page of results in its order, and what the box says while it completes."""
    with tab(live_city.url, process=chromium, bypass_csp=True) as page:
        page.goto("/fr/recherche/?q=acte+de+nassance")
        heard = {"results": speech.spoken(page)}
        page.goto("/fr/")
        heard["box"] = speech.answered(page, "naissance", ["ArrowDown", "Escape"])
    assert {name: said for name in heard if (said := speech.nameless(heard[name]))} == {}
    lost = {
        name: speech.missing(said, (SPOKEN / f"{name}.txt").read_text("utf-8"))
        for name, said in heard.items()
    }
    assert {name: line for name, line in lost.items() if line} == {}
