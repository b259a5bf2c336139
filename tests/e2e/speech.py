"""What a screen reader says of a page, from its first line to its last.

The transcripts in `spoken` were read by a person; a change of them is to be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

READER = (
    Path(settings.ROOT) / "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
)
SPEAK = """async source => {
    const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    const { virtual } = await import(address);
    await virtual.start({ container: document.body });
    while (await virtual.lastSpokenPhrase() !== "end of document") await virtual.next();
    const said = await virtual.spokenPhraseLog();
    await virtual.stop();
    return said;
}"""
#: Type into the first box of the content, wait for what it offers, press keys; after each the
#: box is read again, as a person who listens for what changed does.
TALK = """async ([source, words, keys]) => {
    const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    const { virtual } = await import(address);
    await virtual.start({ container: document.body });
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    document.querySelector("main [name=q]").focus();
    await pause(100);
    await virtual.type(words);
    for (let turn = 0; turn < 100 && !document.querySelector("main [role=option]"); turn++)
        await pause(50);
    for (const key of keys) {
        await virtual.press(key);
        await virtual.next();
        await virtual.previous();
    }
    const said = await virtual.spokenPhraseLog();
    await virtual.stop();
    return said;
}"""
#: A control or a picture that is called nothing but what it is.
NAMELESS = re.compile(
    r"(button|link|textbox|radio|checkbox|combobox|img|image|heading, level \d)"
    r"(, (not )?(checked|invalid).*)?"
)


def spoken(page: Page) -> list[str]:
    """Return all that is said; the page's context must bypass the content policy."""
    said: list[str] = page.evaluate(SPEAK, READER.read_text(encoding="utf-8"))
    return [" ".join(phrase.split()) for phrase in said]


def answered(page: Page, words: str, keys: Iterable[str]) -> list[str]:
    """Return what is said while ``words`` are typed into the box that searches, then keys."""
    said: list[str] = page.evaluate(TALK, [READER.read_text(encoding="utf-8"), words, [*keys]])
    return [" ".join(phrase.split()) for phrase in said]


def nameless(said: Iterable[str]) -> list[str]:
    return [phrase for phrase in said if NAMELESS.fullmatch(phrase)]


def missing(said: Iterable[str], expected: str) -> str:
    """Return the first line of a transcript that is not said after those before it.

    A transcript holds what matters of a page, in its order; other words may stand between.
    ``…`` stands for any words.
    """
    phrases = iter(said)
    for line in expected.splitlines():
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("…")))
        if not any(pattern.fullmatch(phrase) for phrase in phrases):
            return line
    return ""
