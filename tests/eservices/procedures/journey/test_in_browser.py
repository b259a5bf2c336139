"""Journeys in Chromium with scripts off: a dropped line, another device, the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Error, Route, expect

from eservices.procedures.models import DraftAttachment
from tests import browser
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.samples import LINK, PROOF, TYPED, Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def hand_over(resident: Resident, context: BrowserContext, url: str) -> None:
    """Give the cookies of the test's client to a browser."""
    context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": url}
            for name, morsel in resident.client.cookies.items()
        ]
    )


def test_line_dropped_after_an_upload_resumes_on_another_device_with_the_file(client, live_server):
    samples.publish()
    resident = Resident(client).start().fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})

    def drop(route: Route) -> None:
        route.fetch(max_redirects=0)  # the server has the file
        route.abort("connectionreset")  # the browser never hears of it

    with browser.browser() as chromium:
        with browser.page(live_server.url, java_script_enabled=False, process=chromium) as phone:
            hand_over(resident, phone.context, live_server.url)
            phone.goto(resident.url())
            expect(phone).to_have_url(re.compile("/preuve/$"))
            phone.get_by_role("button", name="Enregistrer et finir plus tard").click()
            phone.get_by_role("button", name="Me donner un code").click()
            code = phone.locator(".code-plate .code").inner_text()
            phone.get_by_role("link", name="Continuer maintenant").click()
            phone.locator("input[type=file]").set_input_files(
                {"name": "livret.png", "mimeType": "image/png", "buffer": samples.picture().read()}
            )
            phone.route("**/fichiers/", drop)
            with pytest.raises(Error):
                phone.get_by_role("button", name=re.compile("Ajouter ce fichier")).click()
                phone.wait_for_url(re.compile("^chrome-error"), timeout=5000)
                raise Error("the page of the browser for a line that dropped")
        assert DraftAttachment.objects.get().field == PROOF
        with browser.page(
            live_server.url, java_script_enabled=False, viewport=(320, 700), process=chromium
        ) as other:
            other.goto("/fr/suivi/reprendre/")
            other.get_by_label("Code de votre demande").fill(code.lower())
            other.get_by_label("Votre phrase").fill("2 mai 1980")
            other.keyboard.press("Enter")
            expect(other).to_have_url(re.compile("/preuve/$"))
            expect(other.locator("main")).to_contain_text("livret.png")
            other.get_by_role("button", name="Continuer", exact=True).click()
            expect(other).to_have_url(re.compile("/lieu/$"))


def test_several_things_by_keyboard_alone(client, live_server):
    families.publish()
    resident = Resident(client).start()
    with browser.page(live_server.url, java_script_enabled=False, viewport=(320, 700)) as tab:
        hand_over(resident, tab.context, live_server.url)
        tab.goto(resident.url())
        expect(tab).to_have_url(re.compile("/enfants/1/$"))
        tab.locator("input[name$='-given']").focus()
        tab.keyboard.type("Camille")
        tab.keyboard.press("Tab")
        tab.keyboard.type("Démo")
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowUp")  # the last answer of the radios
        tab.locator("input[name$='-family']").focus()
        tab.keyboard.press("Enter")  # goes forward, as "Continuer" does
        expect(tab.locator("h1")).to_have_text("Vos enfants")
        expect(tab.locator("main")).to_contain_text("Vous avez ajouté un enfant.")
        tab.get_by_role("link", name="Ajouter un enfant").focus()
        tab.keyboard.press("Enter")
        expect(tab).to_have_url(re.compile("/enfants/2/$"))
        tab.go_back()
        tab.get_by_role("link", name="Modifier Camille Démo").focus()
        tab.keyboard.press("Enter")
        expect(tab.locator("input[name$='-given']")).to_have_value("Camille")
        tab.go_back()
        tab.get_by_role("button", name="Continuer").focus()
        tab.keyboard.press("Enter")
        expect(tab.locator("h1")).to_contain_text("Vérifiez vos réponses")


def test_back_after_a_wrong_answer_shows_what_was_typed(client, live_server):
    samples.publish()
    resident = Resident(client).start()
    with browser.page(live_server.url) as page:
        hand_over(resident, page.context, live_server.url)
        page.goto(resident.url())
        first = page.url
        page.get_by_role("button", name="Continuer").click()
        expect(page.locator(".error-summary")).to_be_visible()
        page.locator("main input[type=radio]").first.check()
        page.get_by_role("button", name="Continuer").click()
        expect(page).not_to_have_url(first)
        page.go_back()  # an error where the browser would send the form again
        expect(page).to_have_url(first)
        expect(page.locator("main input[type=radio]").first).to_be_checked()
