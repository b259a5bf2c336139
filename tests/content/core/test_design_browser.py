"""The components in a real browser, scripts off: rules, width, spacing, targets, focus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString
from playwright.sync_api import Browser, Page, Route

from content.core.chrome import ChromeRegistry
from content.core.templatetags import content_core_chrome
from tests import browser as chromium
from tests.content.core.design_samples import PAGES, render

pytestmark = pytest.mark.browser

MENU = SafeString('<ul class="menu"><li><a href="/fr/lieux/">Lieux</a></li></ul>')

RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-block-end: 2em !important }"
)
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(one => {
    const box = one.getBoundingClientRect();
    if (!box.width || box.bottom < 0 || one.closest('p:not(.site-name)')) return false;
    const tall = one.matches('button, .button, select, textarea, input[type=text]') ? 44 : 24;
    return box.height < tall || box.width < 24;
  }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.browser() as process:
        yield process


@pytest.fixture
def html(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Pages with a menu of their own: the browser's event loop leaves no database."""
    registry = ChromeRegistry()
    registry.register("menu", lambda context: MENU)
    monkeypatch.setattr(content_core_chrome, "pieces", registry)
    return {name: render(name) for name in PAGES}


def show(browser: Browser, html: str, *, width: int, **look: str) -> Page:
    found = finders.find("content_core/base.css")
    assert isinstance(found, str)
    sheet = Path(found).read_text(encoding="utf-8")

    def answer(route: Route) -> None:
        if ".css" in route.request.url:
            route.fulfill(body=sheet, content_type="text/css")
        elif route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page = browser.new_page(viewport={"width": width, "height": 700}, **look)
    page.route("**/*", answer)
    page.goto("http://design.invalid/")
    return page


def is_too_wide(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        *((name, "light") for name in PAGES if name not in ("400", "413", "csrf")),
        *((name, "dark") for name in ("components", "wrong", "500")),
    ],
)
def test_no_rule_is_broken(browser: Browser, html: dict[str, str], name: str, scheme: str) -> None:
    page = show(browser, html[name], width=320, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("name", ["components", "wrong", "404"])
def test_pages_fit_and_targets_are_large(
    browser: Browser, html: dict[str, str], name: str, width: int
) -> None:
    page = show(browser, html[name], width=width)
    assert not is_too_wide(page)
    assert page.evaluate(TOO_SMALL) == []
    page.add_style_tag(content=SPACING)
    assert not is_too_wide(page)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert width == 320 or not is_too_wide(page)
    page.close()


def test_the_error_summary_has_focus_without_scripts(
    browser: Browser, html: dict[str, str]
) -> None:
    page = show(browser, html["wrong"], width=320)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_document_0"
    page.close()


@pytest.mark.parametrize(
    "look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
)
def test_every_stop_of_the_keyboard_is_outlined(
    browser: Browser, html: dict[str, str], look: dict[str, str]
) -> None:
    page = show(browser, html["components"], width=1280, **look)
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop, style, width = page.evaluate(
            "() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.outerHTML.slice(0, 80), style.outlineStyle,"
            " parseFloat(style.outlineWidth)] }"
        )
        if stop.startswith("<body"):
            break
        assert style == "solid", stop
        assert width >= 2, stop
        stops.append(stop)
    assert 'class="skip-link"' in stops[0]
    assert len(stops) > 10
    page.close()
