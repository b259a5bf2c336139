"""What the editor's script proposes beside a rule, and hides of it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Locale
from wagtail.models import Page as WagtailPage

from content.core.blocks import with_ids
from eservices.accounts.models import User
from eservices.procedures.blocks import StepsBlock
from eservices.procedures.models import Procedure, ProcedurePage
from tests.browser import page as tab
from tests.eservices.procedures.working import check, question, step, when

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def working_page() -> ProcedurePage:
    """A draft with a rule, and a check over several questions."""
    Locale.objects.get_or_create(language_code="fr")
    born = question("born", "date")
    note = question("note", shown_if=[when("act", "is", "a")])
    one_of = check("at_least_one", fields="born, note", message="Répondez à l’une.")
    steps = [step("un", question("act", "choice")), step("deux", born, note, checks=[one_of])]
    page = ProcedurePage(
        title="Acte",
        slug="acte",
        procedure=Procedure.objects.create(),
        live=False,
        steps=json.dumps(with_ids(steps, StepsBlock())),
    )
    WagtailPage.objects.get(depth=1).add_child(instance=page)
    return page


def named(page: Page, end: str) -> Locator:
    return page.locator(f"[name='steps-1-value-{end}']")


def proposed(page: Page, control: Locator) -> dict[str, str]:
    """Come to a control; return what is proposed in it, with its words."""
    control.dispatch_event("focusin")
    options = page.locator(f"datalist#{control.get_attribute('list')} option")
    return dict(options.evaluate_all("all => all.map(one => [one.value, one.label])"))


def test_names_and_values_are_proposed_and_what_is_not_used_is_hidden(
    client: Client, live_server
) -> None:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    url = f"{live_server.url}/admin/pages/{working_page().pk}/edit/#tab-questions"
    with tab(live_server.url) as page:
        page.set_default_timeout(60_000)
        page.context.add_cookies(
            [
                {"name": cookie.key, "value": cookie.value, "url": live_server.url}
                for cookie in client.cookies.values()
            ]
        )
        page.goto(url)
        rule = "fields-1-value-shown_if-0-value"
        asked, operator = named(page, f"{rule}-field"), named(page, f"{rule}-operator")
        values, at = named(page, f"{rule}-values"), named(page, f"{rule}-at")
        expect(asked).to_have_value("act")

        assert proposed(page, asked) == {"act": "act – Act", "born": "born – Born"}
        assert proposed(page, values) == {"a": "a – A", "b": "b – B", "c": "c – C"}
        several = named(page, "checks-0-value-fields")
        several.evaluate("one => { one.value = 'born, '; }")
        assert list(proposed(page, several)) == ["born, act", "born, note"]

        hidden = "one => one.closest('[data-contentpath]').hidden"
        assert (values.evaluate(hidden), at.evaluate(hidden)) == (False, True)
        for chosen, folded in (("answered", (True, True)), ("age_at_least", (False, False))):
            operator.evaluate(
                "(one, value) => { one.value = value;"
                " one.dispatchEvent(new Event('change', {bubbles: true})); }",
                chosen,
            )
            assert (values.evaluate(hidden), at.evaluate(hidden)) == folded

        _check_names_made_of_words(page)


def _check_names_made_of_words(page: Page) -> None:
    """Only where there is no name yet, and never one that another question has."""
    write = (
        "(one, words) => { one.value = words;"
        " one.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    for words, wanted in (("title", "key"), ("fields-0-value-label", "fields-0-value-name")):
        named(page, words).evaluate(write, "Autre")
        expect(named(page, wanted)).to_have_value("deux" if words == "title" else "born")
        named(page, wanted).evaluate("one => { one.value = ''; }")
    named(page, "title").evaluate(write, "2. Où êtes-vous né ?")
    expect(named(page, "key")).to_have_value("etes-vous-ne")
    named(page, "fields-0-value-label").evaluate(write, "Act")
    expect(named(page, "fields-0-value-name")).to_have_value("act_2")
