"""Fragments of the frame around every page, given by the app that owns them."""

from typing import Any, cast

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.core.chrome import chrome as pieces
from content.core.fragments import fragments

register = template.Library()


@register.simple_tag(takes_context=True)
def chrome(context: Context, name: str) -> SafeString:
    """Return the fragment ``name`` (menu, footer, languages, alerts), or nothing."""
    return pieces.render(name, cast("dict[str, Any]", context.flatten()))


class KeptNode(template.Node):
    """Parts of the frame that say the same on every page of a language."""

    def __init__(self, name: str, nodes: template.NodeList) -> None:
        self._name = name
        self._nodes = nodes

    def render(self, context: Context) -> SafeString:
        if getattr(context.get("request"), "is_preview", False):
            return self._nodes.render(context)
        return fragments.get(
            ("kept", self._name, get_language()), lambda: self._nodes.render(context)
        )


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Render what stands up to ``endkept`` once a language, whatever page asks for it.

    Nothing inside may depend on the page, the visitor or a block that templates replace.
    """
    _tag, name = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, nodes)
