"""What every page must keep, looked at in the browser."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What another scheme of colours can break.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
OWN = (Path(__file__).parent / "rules.js").read_text(encoding="utf-8")
WIDE = """() => [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('.table-scroll, .visually-hidden')).map(one => one.outerHTML.slice(0, 120))"""
#: Text that its box cuts off.
CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    return !one.closest('.visually-hidden, video, select, textarea, input, .breadcrumb')
        && style.overflow === 'hidden' && one.scrollHeight > one.clientHeight + 1;
}).map(one => one.outerHTML.slice(0, 120))"""
#: WCAG 1.4.12, then 1.4.4.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-block-end: 2em !important }"
)
#: The site's policy lets no style tag in.
ADOPT = """style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }"""
LARGE = "html { font-size: 225% !important }"
#: On paper: the content alone, whole.
ON_PAPER = """() => {
    const shown = one => one.getBoundingClientRect().height > 0;
    const frame = '.site-menu, .site-aids, .site-search, .site-footer, .breadcrumb, main form';
    const lost = [...document.querySelectorAll('main :is(h1, h2, p, li, dt, dd, th, td)')].filter(
        one => one.textContent.trim() && !shown(one)
            && !one.closest('form, .no-print, .filters, .facets, .pagination, nav, video')
            && !one.matches(':has(> .button), .actions')
            && !one.closest('.visually-hidden'));
    return [...document.querySelectorAll(frame)].filter(shown).concat(lost)
        .map(one => one.outerHTML.slice(0, 120));
}"""
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    // Inside a film the browser outlines its own controls, which no page can look at.
    if (one.matches('video:not(:focus-visible)')) return [one.outerHTML.slice(0, 100), true];
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        && (!top || one.contains(top) || top.contains(one)
            || Math.abs(top.getBoundingClientRect().top - box.top) < box.height);
    return [one.outerHTML.slice(0, 100), seen];
}"""
#: Enough for the longest page; the walk ends at the end of the page.
STOPS = 90


def violations(
    page: Page, *, only: list[str] | None = None, tags: list[str] | None = None
) -> list[tuple[str, list[str]]]:
    """Return what axe finds in the page as it looks now, against all rules or ``only`` some."""
    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": tags or RULES}
    found = Axe().run(page, options={"runOnly": run}).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    if page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    ):
        return []
    return list(page.evaluate(WIDE)) or ["something"]


def faults_in_light(page: Page) -> list[object]:
    """Return every fault of the open page as it looks now."""
    found: list[object] = [tuple(one) for one in page.evaluate(OWN)]
    found += [("light", *one) for one in violations(page)]
    found += [("too wide", one) for one in too_wide(page)]
    return found


def faults(page: Page) -> list[object]:
    """Return every fault of the open page, in light and in dark."""
    page.emulate_media(color_scheme="light")
    found = faults_in_light(page)
    page.emulate_media(color_scheme="dark")
    found += [("dark", *one) for one in violations(page, only=COLOURS)]
    page.emulate_media(color_scheme="light")
    return found


def faults_on_paper(page: Page) -> list[str]:
    """Return what a print shows of the frame, and what it loses of the content."""
    page.emulate_media(media="print")
    found = list(page.evaluate(ON_PAPER))
    page.emulate_media(media="screen")
    return found


def faults_of_large_text(page: Page) -> list[object]:
    """Return what is lost with spaced text and with text twice as large; changes the page."""
    found: list[object] = []
    for name, style in (("spacing", SPACING), ("large text", LARGE)):
        page.evaluate(ADOPT, style)
        found += [(name, one) for one in too_wide(page) + list(page.evaluate(CUT))]
    return found


def tab_stops(page: Page, *, key: str = "Tab") -> list[tuple[str, bool]]:
    """Walk with the Tab key; return each stop and whether its focus is seen."""
    stops = []
    for _ in range(STOPS):
        page.keyboard.press(key)
        stop, seen = page.evaluate(FOCUS)
        if stop.startswith("<body"):
            break
        stops.append((stop, seen))
    return stops
