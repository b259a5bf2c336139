"""Make the README's pictures from the city that ``make run`` serves: ``make screenshots``.

They take the fonts of this machine; the pages ask for none to be downloaded. With
``fonts-urw-base35`` installed they show the headings that most visitors see.
"""

from __future__ import annotations

import io
import os
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
#: No picture is heavier; the README is read on telephones too.
HEAVIEST = 150_000
GAP = 24


@dataclass(frozen=True)
class Shot:
    """One picture: the same page on a telephone and on a desk, side by side."""

    name: str
    address: str
    scheme: Literal["light", "dark"] = "light"
    #: The step of a request where the picture is taken, instead of an address.
    step: str = ""


PROCEDURE = "/fr/demarches/acte-etat-civil/"
SHOTS = [
    Shot("home", "/fr/"),
    Shot("procedure", PROCEDURE),
    Shot("step", "", step="personne"),
    Shot("receipt", "", step="receipt"),
    Shot("council", "/fr/conseil/2026-11-17/", scheme="dark"),
]
WIDTHS = ((390, 900), (1200, 900))


def picture(page: Page, scheme: Literal["light", "dark"]) -> Image.Image:
    """Return the page as it looks now, small beside large."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_timeout(300)
    parts = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        parts.append(Image.open(io.BytesIO(page.screenshot())))
    whole = Image.new("RGB", (sum(part.width for part in parts) + GAP, parts[0].height), "#8a8f98")
    whole.paste(parts[0], (0, 0))
    whole.paste(parts[1], (parts[0].width + GAP, 0))
    return whole


def save(whole: Image.Image, name: str) -> None:
    """Write a picture of few colours, lighter than the limit."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for colours in (128, 64, 32):
        written = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if len(written.getvalue()) < HEAVIEST:
            break
    (FOLDER / f"{name}.png").write_bytes(written.getvalue())
    print(f"  docs/screenshots/{name}.png {len(written.getvalue()) // 1000} KB", flush=True)


def main() -> int:
    """Open each page of the running city and keep its picture."""
    # Only now: the tests' settings are not those of the city.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townhall.settings.test")
    from tests import browser
    from tests.e2e import resident

    url = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    try:
        urllib.request.urlopen(f"{url}/healthz", timeout=10).close()
    except OSError:
        print(f"No city answers at {url}: start it with make run (PORT=... for both).")
        return 1
    steps = {shot.step: shot for shot in SHOTS if shot.step}
    with browser.page(url) as page:
        for shot in SHOTS:
            if shot.address:
                page.goto(url + shot.address)
                save(picture(page, shot.scheme), shot.name)
        page.goto(url + PROCEDURE)
        resident.begin(page, resident.FRENCH)
        for key in resident.walk(page, resident.FRENCH):
            if key in steps:
                save(picture(page, steps[key].scheme), steps[key].name)
        page.get_by_role("checkbox").check()
        resident.press(page, resident.FRENCH.send)
        save(picture(page, "light"), "receipt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
