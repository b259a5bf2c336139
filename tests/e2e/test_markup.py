"""The HTML as it is served has no error for the Nu checker: pages, steps, wrong answers."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browser import page as tab
from tests.content.core.design_samples import render
from tests.e2e import resident
from tests.e2e.city import City
from tests.e2e.pages import EVERY, PUBLIC
from tests.e2e.resident import FRENCH, press

pytestmark = [pytest.mark.browser, pytest.mark.java, pytest.mark.node]

JAVA = shutil.which("java")
CHECKER = Path(settings.ROOT) / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(folder: Path) -> list[tuple[str, str, str]]:
    """Return the errors in the HTML files of a folder: file, message, extract."""
    done = subprocess.run(
        [str(JAVA), "-jar", str(CHECKER), "--errors-only", "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        timeout=180,
    )
    found = json.loads(done.stderr)["messages"]
    return [(Path(one["url"]).stem, one["message"], one.get("extract", "")[:120]) for one in found]


def raw(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as answer:
        return str(answer.read().decode())


def test_served_html_has_no_error(live_city: City, chromium: Browser, tmp_path: Path) -> None:
    for name, address in EVERY.items():
        (tmp_path / f"{name}.html").write_text(raw(live_city.url + address))
    for name in ("500", "maintenance"):
        (tmp_path / f"{name}.html").write_text(render(name))
    words = FRENCH
    with tab(live_city.url, java_script_enabled=False, process=chromium) as page:

        def keep(name: str, html: str) -> None:
            (tmp_path / f"{name}.html").write_text(html)

        def served() -> str:
            return page.request.get(page.url).text()

        page.goto(PUBLIC["procedure"])
        resident.begin(page, words)
        for key in resident.walk(page, words):
            keep(key, served())
            if key in resident.OPTIONAL:
                continue
            if key == "contact":
                page.locator("input[type=email]").fill("camille")
            keep(f"{key}-wrong", press(page, words.next).text())
        keep("check", served())
        page.get_by_role("checkbox").check()
        keep("receipt", press(page, words.send).text())
        code = page.locator(".code-plate .code").inner_text()
        page.get_by_role("link", name=words.follow, exact=True).last.click()
        keep("tracking-wrong", press(page, words.see).text())
        page.locator("input[name=code]").fill(code)
        page.locator("input[name=fact]").fill(resident.POSTCODE)
        keep("case", press(page, words.see).text())
        keep("case-wrong", press(page, words.say).text())
    assert errors(tmp_path) == []
