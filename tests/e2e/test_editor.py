"""An editor changes an article and a procedure: residents see it at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import page as tab
from tests.e2e import agent
from tests.e2e.city import City
from tests.e2e.pages import PUBLIC
from tests.e2e.resident import FRENCH, begin

pytestmark = pytest.mark.browser

TITLE = "Donner un meuble sans attendre"
LABEL = "Quel acte voulez-vous recevoir ?"
#: Seconds within which a change is seen by everybody.
PATIENCE = 30.0


@pytest.fixture
def desk(live_city: City, chromium: Browser) -> Iterator[Page]:
    with tab(live_city.url, process=chromium) as page:
        agent.sign_in(page, "editor", to="/admin/")
        yield page


def edit(desk: Page, slug: str) -> None:
    found = desk.request.get(f"/admin/api/main/pages/?slug={slug}").json()["items"]
    desk.goto(f"/admin/pages/{found[0]['id']}/edit/")
    expect(desk.locator("footer")).to_be_visible()


def publish(desk: Page) -> None:
    desk.get_by_role("button", name="Plus d'actions").click()
    with desk.expect_navigation():
        desk.locator("button[name='action-publish']").click()
    expect(desk.locator("body")).to_contain_text("publiée")


def heading(live_city: City, chromium: Browser, address: str) -> str:
    """Return the heading that somebody sees whose browser has never been here."""
    with tab(live_city.url, java_script_enabled=False, process=chromium) as page:
        page.goto(address)
        return page.locator("h1").inner_text()


def test_every_form_of_an_editor_opens_without_a_fault(desk: Page) -> None:
    """Pages of each type, places, sessions, alerts: no script fails, no policy refuses."""
    said: list[str] = []
    desk.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    desk.on("pageerror", lambda error: said.append(str(error)))
    pages = desk.request.get("/admin/api/main/pages/?limit=20").json()["items"]
    kinds = {one["meta"]["type"]: one["id"] for one in pages}
    kinds.pop("wagtailcore.Page", None)
    forms = [f"/admin/pages/{number}/edit/" for number in kinds.values()]
    for model in ("content_places/place", "content_places/notice", "content_council/session"):
        forms.append(f"/admin/snippets/{model}/add/")
    for address in [*forms, "/admin/snippets/content_information/alert/add/"]:
        response = desk.goto(address)
        assert response is not None
        assert response.status == 200, address
        expect(desk.locator("footer").first).to_be_visible()
        assert said == [], address


def test_a_changed_title_is_public_at_once(live_city: City, chromium: Browser, desk: Page) -> None:
    address = PUBLIC["article"]
    assert heading(live_city, chromium, address) != TITLE
    edit(desk, "encombrants")
    desk.locator("#id_title").fill(TITLE)
    publish(desk)
    end = time.monotonic() + PATIENCE
    while (seen := heading(live_city, chromium, address)) != TITLE and time.monotonic() < end:
        desk.wait_for_timeout(300)
    assert seen == TITLE


def unfold(desk: Page, name: str) -> None:
    """Open the folded block that holds a field, by its own button."""
    block = desk.locator(f"[data-panel]:has([name='{name}'])").last
    block.locator("[data-panel-toggle]").first.click()
    expect(desk.locator(f"[name='{name}']")).to_be_visible()


def test_a_changed_question_makes_a_new_version(
    live_city: City, chromium: Browser, desk: Page
) -> None:
    edit(desk, "acte-etat-civil")
    desk.get_by_role("tab", name="Questions").click()
    unfold(desk, "steps-0-value-title")
    unfold(desk, "steps-0-value-fields-0-value-label")
    desk.locator("[name='steps-0-value-fields-0-value-label']").fill(LABEL)
    publish(desk)
    with tab(live_city.url, java_script_enabled=False, process=chromium) as page:
        page.goto(PUBLIC["procedure"])
        begin(page, FRENCH)
        expect(page.locator("main legend").first).to_contain_text(LABEL)
