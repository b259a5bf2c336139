"""Our own rules see the faults that they look for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import page as tab
from tests.e2e import rules

pytestmark = pytest.mark.browser

FAULTY = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Formulaire</title>
</head><body>
<nav><a href="/a">Aller à la page</a></nav><nav><a href="/b">Aller à la page</a></nav>
<main><h1>Un</h1><h3>Trois</h3>
<p>Please fill in this form and send it to the office with your name.</p>
<a href="/x" target="_blank">Cliquez ici</a> <a href="/f.pdf" download>Le plan</a>
<table><tr><th>Jour</th></tr><tr><td>lundi</td></tr></table>
<form method="post"><button name="wizard_goto_step" value="1">Retour</button>
<input name="a"><label for="b">Nom</label><input id="b" placeholder="Nom" required
 aria-invalid="true" aria-describedby="nothing"><button disabled>Envoyer</button></form>
<video autoplay></video></main></body></html>"""
SEEN = {
    "heading level left out",
    "nameless nav",
    "language not marked",
    "vague link",
    "new window",
    "file without its format",
    "one name, two targets",
    "table without caption",
    "table headers",
    "the browser checks the form",
    "Enter goes back",
    "control without label",
    "disabled",
    "placeholder",
    "required",
    "describes nothing",
    "error not tied to its control",
    "errors without a summary",
    "small target",
    "moves by itself",
}


def test_a_faulty_page_is_seen_through(chromium: Browser) -> None:
    with tab("http://rules.invalid", process=chromium) as page:
        page.route(
            "**/*",
            lambda route: route.fulfill(body=FAULTY, content_type="text/html; charset=utf-8"),
        )
        page.goto("/")
        assert {rule for rule, _detail in page.evaluate(rules.OWN)} == SEEN
        page.evaluate("document.querySelector('main').style.width = '3000px'")
        assert rules.too_wide(page) != []
        assert rules.faults_on_paper(page) != []
