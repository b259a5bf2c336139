"""The plainest controls, written by hand: a page of questions is made of them.

Django has a template for each, three files deep, and takes most of the time of a form to
walk through them. What comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

_FOLDER = "django/forms/widgets"
_INPUTS = ("email", "hidden", "number", "password", "search", "tel", "text", "url")


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Return the attributes of an element, each after a space; without those that are false."""
    return SafeString(
        "".join(
            f" {escape(name)}" if value is True else f' {escape(name)}="{_text(value)}"'
            for name, value in attrs.items()
            if value is not False
        )
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    name = escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{attributes(widget["attrs"])}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    value = _text(widget["value"] or "")
    name = escape(widget["name"])
    return f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{value}</textarea>'


#: By the template of Django that each stands for.
BY_TEMPLATE: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{_FOLDER}/{kind}.html": _input for kind in _INPUTS},
    f"{_FOLDER}/textarea.html": _textarea,
}
