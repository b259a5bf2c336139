"""An agent's hands on a keyboard, each key counted."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

#: What the person says, by the label of the control that it goes into.
SAYS = {
    "Prénoms": "Jean",
    "Nom de naissance": "Exemple",
    "Jour": "2",
    "Mois": "5",
    "Année": "1950",
    "Numéro et rue": "1 rue de la Démo",
    "Code postal": "75009",
    "Ville": "Paris",
}
CONTROL = """() => {
    const one = document.activeElement, label = one.labels && one.labels[0];
    return {
        type: one.tagName === 'SELECT' ? 'select' : one.type || '',
        label: label ? label.innerText.replace(/\\(.*/, '').trim() : '',
        optional: label ? /facultatif/.test(label.innerText
            + (one.closest('fieldset')?.querySelector('legend')?.innerText || '')) : false,
        value: one.value || '',
        chosen: one.type === 'radio'
            ? !!one.form.querySelector(`[name="${CSS.escape(one.name)}"]:checked`) : one.checked,
        check: one.matches('[data-check]'),
    };
}"""


class Keys:
    """Presses keys and counts them: what is typed for the person apart from the rest."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.moves = 0
        self.typed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.moves += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.typed += len(text)
        self.page.keyboard.type(text)

    def go(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def answer(self) -> None:
        """Answer what has the focus, and go on to the next control."""
        control = self.page.evaluate(CONTROL)
        if control["type"] == "radio" and not control["chosen"] and not control["optional"]:
            self._change(lambda: self.press("Space"))
        elif control["type"] == "select" and not control["value"]:
            self._change(lambda: self.press("ArrowDown"))
        elif control["label"] in SAYS and not control["value"]:
            self.type(SAYS[control["label"]])
        self.press("Tab")

    def _change(self, act: Callable[[], None]) -> None:
        """A choice may call for more questions: they come before the next key."""
        act()
        self.page.wait_for_selector("form[data-dense]:not([aria-busy])")

    def fill_in(self) -> None:
        """Go down the page once."""
        for _stop in range(80):
            if self.page.evaluate(CONTROL)["check"]:
                return
            self.answer()
        raise AssertionError("the end of the form is never reached")
