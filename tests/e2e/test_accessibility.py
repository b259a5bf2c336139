"""Every page type and every step: axe in light and dark, width, keyboard, titles, privacy."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import page as tab
from tests.e2e import budgets, resident, rules
from tests.e2e.budgets import CONTENT, HOME, Transfer
from tests.e2e.city import City
from tests.e2e.pages import EVERY, MISSING, PUBLIC
from tests.e2e.resident import FRENCH, press

pytestmark = pytest.mark.browser

#: Colours that fade when the scheme changes would be measured half way.
NARROW = {"viewport": (320, 640), "reduced_motion": "reduce"}


#: What stands around every page, by language, and each page's title: compared as they come.
FRAMES: dict[str, list[str]] = {}
TITLES: dict[str, str] = {}
FRAME = """() => [...document.querySelectorAll(
    '.site-header :is(a, summary):not(.site-search-link), .site-footer a')]
    .map(one => one.textContent.trim())"""


@pytest.mark.parametrize("name", EVERY)
def test_page_types_keep_the_rules(live_city: City, chromium: Browser, name: str) -> None:
    """One visit on a small screen, then the same page on a large one, by keyboard."""
    with tab(live_city.url, process=chromium, **NARROW) as page:
        asked = Transfer(page)
        response = page.goto(EVERY[name])
        assert response is not None
        assert response.status == (404 if name in MISSING else 200)
        assert rules.faults(page) == []
        assert asked.hosts() == {urlsplit(live_city.url).netloc}
        assert asked.beyond(HOME if "home" in name else CONTENT) == {}
        if name in PUBLIC:
            assert response.header_value("set-cookie") is None
            assert page.context.cookies() == []
        title = page.title()
        assert title.startswith("Paris – ") if "home" in name else title.endswith(" – Paris"), title
        assert title not in [other for key, other in TITLES.items() if key != name]
        TITLES[name] = title
        frame = page.evaluate(FRAME)
        language = page.evaluate("document.documentElement.lang")
        assert frame == FRAMES.setdefault(language, frame)

        page.set_viewport_size({"width": 1280, "height": 900})
        assert rules.too_wide(page) == []
        assert rules.faults_on_paper(page) == []
        there = rules.tab_stops(page)
        assert 'class="skip-link"' in there[0][0]
        assert len(there) > 5
        back = rules.tab_stops(page, key="Shift+Tab")
        assert [stop for stop, seen in there + back if not seen] == []
        assert rules.faults_of_large_text(page) == []


def test_the_skip_link_lands_in_the_content(live_city: City, chromium: Browser) -> None:
    with tab(live_city.url, java_script_enabled=False, process=chromium) as page:
        page.goto("/fr/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_film_is_for_everybody(live_city: City, chromium: Browser) -> None:
    """Named, still until asked, with captions, text and files; nothing of it needs a script."""
    with tab(live_city.url, java_script_enabled=False, process=chromium) as page:
        page.goto(PUBLIC["session"])
        film = page.locator("main video")
        assert film.get_attribute("aria-label") == page.locator("h1").inner_text()
        for name in ("controls", "poster", "width", "height"):
            assert film.get_attribute(name) is not None, name
        assert film.get_attribute("preload") == "none"
        assert film.get_attribute("autoplay") is None
        captions = film.locator("track[kind=captions][default][srclang=fr][label]")
        heard = page.request.get(str(captions.get_attribute("src"))).text()
        assert heard.startswith("WEBVTT")
        said = page.locator(".transcript .cue .words").all_inner_texts()
        assert len(said) == heard.count(" --> ")
        files = page.locator(".film a[download]").all_inner_texts()
        assert any("MP4" in one and "Mo" in one for one in files)
        assert any("WebVTT" in one for one in files)
        assert page.locator("iframe").count() == 0
        # The film and its files are stops of the keyboard, and it can be left.
        stops = [stop for stop, _seen in rules.tab_stops(page)]
        film_at = [place for place, stop in enumerate(stops) if stop.startswith("<video")]
        assert film_at
        assert "download" in " ".join(stops[film_at[-1] + 1 :])


def test_every_step_keeps_the_rules(live_city: City, chromium: Browser) -> None:
    """Each step empty and wrong, the check page, the receipt, the case and its form."""
    words, found, titles = FRENCH, {}, []
    with tab(live_city.url, process=chromium, **NARROW) as page:

        def look(name: str) -> None:
            found[name] = rules.faults(page) + budgets.of_step(page)
            titles.append(page.title())
            found[name] += [stop for stop, seen in rules.tab_stops(page) if not seen]

        page.goto(PUBLIC["procedure"])
        resident.begin(page, words)
        for key in resident.walk(page, words):
            look(key)
            if key in resident.OPTIONAL:
                continue
            if key == "contact":
                page.locator("input[type=email]").fill("camille")
            assert press(page, words.next).status == 422
            look(f"{key}, wrong")
        look("check")
        assert press(page, words.send).status == 422
        look("check, wrong")
        page.get_by_role("checkbox").check()
        press(page, words.send)
        look("receipt")
        code = page.locator(".code-plate .code").inner_text()
        page.get_by_role("link", name=words.follow, exact=True).last.click()
        assert press(page, words.see).status == 422
        look("tracking, wrong")
        page.locator("input[name=code]").fill(code)
        page.locator("input[name=fact]").fill(resident.POSTCODE)
        press(page, words.see)
        look("case")
        assert press(page, words.say).status == 422
        look("case, wrong")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(set(titles)) == len(titles), titles
