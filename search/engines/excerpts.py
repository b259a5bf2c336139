"""What every engine's excerpts keep: whole words, and a sign where the text goes on."""

from __future__ import annotations

from collections.abc import Iterable

from search.query import Fragment

MORE = "…"
APART = " · "
#: After one of these nothing looks cut off.
_ENDS = (".", "!", "?", MORE, "\n")


def cut(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Fragment, ...]:
    """Cut a text at ranges of characters into plain and marked fragments."""
    fragments, position = [], 0
    for start, end in ranges:
        if start < position:
            continue
        if start > position:
            fragments.append(Fragment(text[position:start]))
        fragments.append(Fragment(text[start:end], marked=True))
        position = end
    if position < len(text):
        fragments.append(Fragment(text[position:]))
    return tuple(fragments)


def bounds(source: str, start: int, end: int) -> tuple[int, int]:
    """Widen a piece of ``source`` to whole words: "rendez" of "rendez-vous" is none."""
    while start > 0 and not source[start - 1].isspace():
        start -= 1
    while end < len(source) and not source[end].isspace():
        end += 1
    if not _says_something(source[:start]):
        start = 0
    return start, end if _says_something(source[end:]) else len(source)


def signs(source: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and behind a piece that bounds gave, where text is left out."""
    piece = source[start:end]
    before, behind = source[:start].rstrip(" \t"), source[end:]
    opens = f"{MORE} " if before and not before.endswith(_ENDS) else ""
    closes = MORE if behind and not piece.rstrip().endswith(_ENDS) and behind[0] != "\n" else ""
    return opens, closes


def framed(fragments: tuple[Fragment, ...], source: str) -> tuple[Fragment, ...]:
    """Return fragments that were cut out of ``source`` with whole words and signs around."""
    piece = "".join(fragment.text for fragment in fragments)
    found = source.find(piece) if piece else -1
    if found < 0:
        return fragments
    start, end = bounds(source, found, found + len(piece))
    opens, closes = signs(source, start, end)
    before = opens + source[start:found].lstrip()
    behind = source[found + len(piece) : end].rstrip() + closes
    return tuple(
        fragment for fragment in (Fragment(before), *fragments, Fragment(behind)) if fragment.text
    )


def on_one_line(fragments: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """Return fragments where a sign keeps apart what stands apart on the page."""
    shown, before = [], ""
    for fragment in fragments:
        pieces = fragment.text.split("\n")
        text = pieces[0]
        for piece in pieces[1:]:
            said = (before + text).rstrip()
            sign = APART if said and not said.endswith((*_ENDS, ":")) else " "
            text = f"{text.rstrip()}{sign}{piece.lstrip()}"
        shown.append(Fragment(text, fragment.marked))
        before += text
    return tuple(shown)


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
