"""Two ways to fill in a page: with a pointer, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, Response

#: More stops than the longest step has.
STOPS = 80
HELD = "one => one === document.activeElement"


class Hands(Protocol):
    """What a person can do to the controls of a page."""

    page: Page

    def begin(self) -> None:
        """Come to the content of a page that has just opened."""

    def write(self, control: Locator, words: str) -> None: ...
    def tick(self, control: Locator) -> None: ...
    def choose(self, control: Locator, label: str) -> None: ...
    def attach(self, control: Locator, files: Sequence[Any]) -> None: ...
    def follow(self, link: Locator) -> Response: ...


class Pointer:
    """Clicks and types, as most people do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self) -> None:
        pass

    def write(self, control: Locator, words: str) -> None:
        control.fill(words)

    def tick(self, control: Locator) -> None:
        control.check()

    def choose(self, control: Locator, label: str) -> None:
        control.select_option(label=label)

    def attach(self, control: Locator, files: Sequence[Any]) -> None:
        control.set_input_files(list(files))

    def follow(self, link: Locator) -> Response:
        return _navigate(self.page, link.click)


class Keyboard:
    """Never touches a pointer: goes from control to control with Tab, as far as it takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Held back from the start: told only when a file is asked, it may come too late.
        page.on("filechooser", lambda chooser: None)

    def begin(self) -> None:
        if self.page.evaluate("document.activeElement !== document.body"):
            return  # in the content already: after the skip link the address keeps its #main
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, words: str) -> None:
        self.reach(control)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, control: Locator) -> None:
        """Tick a box, or the radio of a group: Tab comes to the group, arrows go through it."""
        if control.get_attribute("type") != "radio":
            self.reach(control)
            self.page.keyboard.press("Space")
            return
        name = control.get_attribute("name")
        self.reach(self.page.locator(f"input[name='{name}']:focus"))
        for _ in range(STOPS):
            if control.evaluate(HELD):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")

    def choose(self, control: Locator, label: str) -> None:
        self.reach(control)
        self.page.keyboard.type(label)

    def attach(self, control: Locator, files: Sequence[Any]) -> None:
        self.reach(control)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(list(files))

    def follow(self, link: Locator) -> Response:
        self.reach(link)
        return _navigate(self.page, lambda: self.page.keyboard.press("Enter"))

    def reach(self, control: Locator) -> None:
        """Press Tab until ``control`` is held."""
        for _ in range(STOPS):
            if control.count() and control.evaluate(HELD):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {control}")


def _navigate(page: Page, act: Any) -> Response:
    with page.expect_navigation() as answer:
        act()
    response = answer.value
    assert response is not None
    return response
