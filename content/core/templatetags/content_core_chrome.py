"""Fragments of the frame around every page, given by the app that owns them."""

from typing import Any, cast

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from content.core.chrome import chrome as pieces

register = template.Library()


@register.simple_tag(takes_context=True)
def chrome(context: Context, name: str) -> SafeString:
    """Return the fragment ``name`` (menu, footer, languages, alerts), or nothing."""
    return pieces.render(name, cast("dict[str, Any]", context.flatten()))
