"""What every page must keep, looked at in the browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = """() => [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('.table-scroll, .visually-hidden')).map(one => one.outerHTML.slice(0, 120))"""
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    // Inside a film the browser outlines its own controls, which no page can look at.
    if (one.matches('video:not(:focus-visible)')) return [one.outerHTML.slice(0, 100), true];
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return [one.outerHTML.slice(0, 100), seen];
}"""
#: Enough for the longest page; the walk ends at the end of the page.
STOPS = 60


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe finds against any of its rules, in the page as it looks now."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    if page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    ):
        return []
    return list(page.evaluate(WIDE)) or ["something"]


def faults(page: Page) -> list[object]:
    """Return every fault of the open page, in light and in dark."""
    found: list[object] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [(scheme, *one) for one in violations(page)]
    found += [("too wide", one) for one in too_wide(page)]
    if page.locator("h1").count() != 1:
        found.append(("h1", page.locator("h1").count()))
    return found


def tab_stops(page: Page) -> list[tuple[str, bool]]:
    """Walk with the Tab key; return each stop and whether its focus is seen."""
    stops = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate(FOCUS)
        if stop.startswith("<body"):
            break
        stops.append((stop, seen))
    return stops
