"""Files sent by script: with a line that drops, and a button pressed before they arrive."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Route, expect

from eservices.procedures.models import DraftAttachment
from tests.browser import page as tab
from tests.eservices.cases.factories import jpeg
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import LINK, TYPED, Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = "**/fichiers/**"


def photo(name: str, size: tuple[int, int] = (40, 30)) -> list[Any]:
    return [{"name": name, "mimeType": "image/jpeg", "buffer": jpeg(size)}]


def test_a_file_survives_a_dropped_line_and_an_early_press(live_server, settings, tmp_path) -> None:
    store = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = {**settings.STORAGES, "private": store}
    samples.publish()
    resident = Resident(Client()).start()
    resident.fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})
    address, held = resident.step_url("preuve"), []

    def hold(route: Route) -> None:
        held.append(route)

    with tab(live_server.url, viewport=(320, 800)) as page:
        page.context.add_cookies(
            [
                {"name": cookie.key, "value": cookie.value, "url": live_server.url}
                for cookie in resident.client.cookies.values()
            ]
        )
        page.goto(address)
        page.route(FILES, lambda route: route.abort())
        page.locator("input[type=file]").focus()
        page.locator("input[type=file]").set_input_files(photo("livret.jpg"))
        retry = page.locator("[data-state] button")
        expect(retry).to_be_visible()
        assert page.locator("main [role=status]").inner_text()
        page.unroute(FILES)

        page.route(FILES, hold)
        retry.click()
        expect(page.locator("progress")).to_have_attribute("aria-label", "livret.jpg")
        page.get_by_role("button", name="Continuer", exact=True).click()
        assert page.url.endswith(address)  # the button waits for the file
        with page.expect_navigation(url=lambda url: not url.endswith(address)):
            held[0].continue_()
        page.unroute(FILES)

        page.goto(address)
        page.locator("input[type=file]").focus()
        page.locator("input[type=file]").set_input_files(photo("page-2.jpg", (50, 50)))
        expect(page.locator(".files li")).to_have_count(2)
        expect(page.locator("input[type=file]")).to_be_focused()
        page.locator("input[type=file]").set_input_files(
            [{"name": "menteur.pdf", "mimeType": "application/pdf", "buffer": b"MZ lies"}]
        )
        expect(page.locator(".field .error")).to_contain_text("menteur.pdf")
        expect(page.locator("main [role=status]")).to_contain_text("menteur.pdf")

    names = DraftAttachment.objects.values_list("attachment__name", flat=True)
    assert list(names) == ["livret.jpg", "page-2.jpg"]
