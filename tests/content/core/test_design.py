"""The sheet and the components: contrast, weight, structure."""

import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.content.core.design_samples import ERRORS, PAGES, render

pytestmark = pytest.mark.django_db

TEXTS = ("ink", "ink-soft", "action", "action-deep", "error", "success", "alert")
GROUNDS = ("paper", "tint", "alert-tint", "success-tint")
#: Text and ground that meet besides the ordinary ones.
PAIRS = (("on-action", "action"), ("on-action", "action-deep"), ("on-plate", "plate"))
#: Edges of controls and signs that carry meaning.
EDGES = ("edge", "focus", "action", "error")


def sheet() -> str:
    path = finders.find("content_core/base.css")
    assert isinstance(path, str)
    return Path(path).read_text(encoding="utf-8")


def tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", sheet(), flags=re.S)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark))
    return found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_seven_to_one_on_every_ground(scheme: str) -> None:
    colours = tokens(scheme)
    pairs = [*product(TEXTS, GROUNDS), ("ink", "mark"), *PAIRS]
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in pairs
        if contrast(colours[pair[0]], colours[pair[1]]) < 7
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_and_focus_is_three_to_one(scheme: str) -> None:
    colours = tokens(scheme)
    for edge, ground in product(EDGES, GROUNDS):
        assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_the_sheet_is_light_and_depends_on_nothing() -> None:
    css = sheet()
    assert len(brotli.compress(css.encode())) <= 12_000
    for absent in ("@import", "url(", "@layer", ":has(", "box-shadow"):
        assert absent not in css
    for present in ("forced-colors", "prefers-contrast", "prefers-reduced-motion", "@media print"):
        assert present in css


class Outline(HTMLParser):
    """Headings, landmarks, ids and what points to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.mains = 0
        self.ids: list[str] = []
        self.pointed: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        self.mains += tag == "main"
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.pointed += (given.get("aria-describedby") or "").split()
        self.pointed += (given.get("aria-labelledby") or "").split()
        if tag == "label":
            self.pointed.append(given.get("for") or "")
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.pointed.append(str(given["href"])[1:])
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_has_one_title_one_main_and_ids_that_exist(name: str, language: str) -> None:
    html = render(name, language)
    outline = Outline(html)
    assert html.startswith("<!doctype html>")
    assert f'<html lang="{language}"' in html
    assert outline.headings.count("h1") == 1
    assert outline.mains == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.pointed) <= set(outline.ids)
    assert outline.inline == []
    assert 'class="skip-link" href="#main"' in html
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.parametrize("name", ERRORS)
def test_titles_of_error_pages_start_with_the_word(name: str) -> None:
    found = re.search(r"<title>\s*(\S+)", render(name, "en"))
    assert found is not None
    assert found[1] == "Error:"


@pytest.mark.parametrize("name", ["500", "maintenance"])
def test_the_last_pages_need_no_database(name: str, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        render(name)


def test_the_demonstration_says_so_on_every_page(settings) -> None:
    settings.DEMO = True
    assert "demo-mark" in render("components")
    settings.DEMO = False
    assert "demo-mark" not in render("components")
