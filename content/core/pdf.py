"""Every PDF of the city: Typst, tagged for PDF/UA-1, with typed text passed as data.

A template reads ``json(bytes(sys.inputs.data))``, ``sys.inputs.title`` and
``sys.inputs.language``. Text that comes from a person is a JSON string there, never
Typst markup, so nothing typed can run. The fonts are those inside the typst package:
the same file comes out on every machine, with no font to install.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

#: Stands for a character that no font at hand can draw; PDF/UA-1 refuses missing glyphs.
UNPRINTABLE = "□"
#: Latin, Greek and Cyrillic with their accents, and general punctuation.
_DRAWN = ((0x20, 0x4FF), (0x1E00, 0x1FFF), (0x2002, 0x2040))
_KEPT_CONTROLS = "\n\t"


class PdfError(Exception):
    """The document could not be made; the template is at fault, not what was typed."""


@cache
def _fonts(system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system)


def compile_pdf(template: Path, data: Mapping[str, Any], *, language: str, title: str) -> bytes:
    """Return a tagged PDF (ISO 14289-1, PDF/UA-1) made from ``template`` and ``data``.

    ``data`` is anything JSON can hold. A character that the embedded fonts lack is drawn
    with a font of the machine, and where there is none it is replaced by ``UNPRINTABLE``
    and ``data["unprintable"]`` is true, so that the template can say so: a name in
    any script must never keep a person from their receipt.

    Raises:
        PdfError: the template does not compile.
    """
    clean = _mapped(data, _without_controls)
    attempts: list[tuple[Mapping[str, Any], bool]] = [
        (clean, False),
        (clean, True),
        (_mapped(clean, _plain) | {"unprintable": True}, False),
    ]
    failure: typst.TypstError | None = None
    for attempt, system in attempts:
        inputs = {
            "data": json.dumps({"unprintable": False} | dict(attempt), ensure_ascii=False),
            "title": _plain(title),
            "language": language,
        }
        try:
            return _compile(template, inputs, _fonts(system))
        except typst.TypstError as error:
            failure = error
            if "could not be displayed" not in str(error):
                break
    raise PdfError(f"{template.name}: {failure}") from failure


def _compile(template: Path, inputs: dict[str, str], fonts: typst.Fonts) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs=inputs,
    )


def _mapped(data: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return a copy of ``data`` with ``change`` applied to every text inside."""

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Mapping):
            return {key: walk(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [walk(item) for item in value]
        return value

    return {key: walk(value) for key, value in data.items()}


def _without_controls(text: str) -> str:
    return "".join(
        character
        for character in text
        if character in _KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cs", "Cn")
    )


def _plain(text: str) -> str:
    """Replace what lies outside the scripts that the embedded fonts draw."""
    return "".join(
        character if _is_plain(character) else UNPRINTABLE
        for character in unicodedata.normalize("NFC", _without_controls(text))
    )


def _is_plain(character: str) -> bool:
    if character in _KEPT_CONTROLS or character == "€":
        return True
    return unicodedata.name(character, "") != "" and any(
        first <= ord(character) <= last for first, last in _DRAWN
    )
