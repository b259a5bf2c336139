"""A message with files says how far it has come, and survives a line that drops."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from eservices.cases.models import Message
from tests.browser import page as tab
from tests.eservices.cases.factories import CaseFactory, jpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("kind"),
]


def test_a_message_with_a_file_survives_a_dropped_line(live_server) -> None:
    case = CaseFactory()
    with tab(live_server.url, viewport=(320, 800)) as page:
        page.goto("/fr/suivi/")
        page.locator("input[name=code]").fill(case.grouped_code)
        page.locator("input[name=fact]").fill("75004")
        with page.expect_navigation():
            page.get_by_role("button", name="Voir ma demande").click()
        send = page.get_by_role("button", name="Envoyer mon message")
        photo = {"name": "livret.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
        page.locator("#reply input[type=file]").set_input_files([photo])  # type: ignore[list-item]
        send.click()
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()  # the words are missing
        page.reload()

        page.locator("#reply textarea").fill("Voici le livret.")
        page.locator("#reply input[type=file]").set_input_files([photo])  # type: ignore[list-item]
        page.route("**/suivi/**", lambda route: route.abort())
        send.click()
        expect(page.locator("#reply [role=status]")).to_contain_text("Non envoyé")
        expect(page.locator("#reply textarea")).to_have_value("Voici le livret.")
        page.unroute("**/suivi/**")

        with page.expect_navigation():
            send.click()
        expect(page.locator(".notice-success")).to_be_visible()
        expect(page.locator(".message")).to_contain_text("livret.jpg")
    assert Message.objects.filter(case=case).count() == 1
