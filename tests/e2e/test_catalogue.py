"""Every procedure of the catalogue from its page to its receipt, in Chromium.

The civil-status certificate has tests of its own, `test_main_job` and `test_accessibility`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from eservices.catalogue import entries
from tests.browser import page as tab
from tests.e2e import rules
from tests.e2e.city import City
from tests.e2e.hands import Hands, Keyboard, Pointer
from tests.e2e.journeys import Look, Walk
from tests.e2e.resident import ENGLISH, FRENCH, Words

pytestmark = pytest.mark.browser

KEYS = [key for key in entries.all_keys() if key != "civil_status_certificate"]
#: The sample walked by keyboard, where the first is not the longest.
LONGEST = {"home_help": 1}


def walk(hands: Hands, words: Words, key: str, sample: int, look: Look) -> None:
    """Walk one sample journey to its receipt."""
    entry = entries.read(key)
    persona = entry.personas[sample]
    walked = Walk(hands, words, look)
    walked.start(entry)
    assert list(walked.steps(entry, persona)) == persona["steps"]
    assert walked.send()


@pytest.mark.parametrize("key", KEYS)
def test_without_script_on_a_small_screen(live_city: City, chromium: Browser, key: str) -> None:
    found: dict[str, object] = {}
    small = {"viewport": (320, 640), "reduced_motion": "reduce", "process": chromium}
    with (
        tab(live_city.url, java_script_enabled=False, **small) as page,
        tab(live_city.url, **small) as twin,
    ):

        def look(name: str) -> None:
            """Look at the same page where axe can run."""
            twin.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # as read
            twin.goto(page.url)
            found[name] = rules.faults_in_light(twin)

        walk(Pointer(page), FRENCH, key, 0, look)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("key", KEYS)
def test_by_keyboard_alone_in_english(live_city: City, chromium: Browser, key: str) -> None:
    found: dict[str, object] = {}
    sample = LONGEST.get(key, 0)
    # What a person typed stands in whatever language they wrote it.
    typed = str(entries.read(key).personas[sample])
    with tab(live_city.url, process=chromium, locale="en", reduced_motion="reduce") as page:

        def look(name: str) -> None:
            found[name] = [
                (rule, text) for rule, text in page.evaluate(rules.OWN) if text not in typed
            ]

        walk(Keyboard(page), ENGLISH, key, sample, look)
    assert {name: faults for name, faults in found.items() if faults} == {}
