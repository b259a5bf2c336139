"""Wagtail's bar with the content checker, in previews only: never in a public page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar


def render(context: Mapping[str, Any]) -> SafeString:
    """Return the bar in a preview asked by staff, else nothing."""
    request = context.get("request")
    if request is None or not getattr(request, "is_preview", False):
        return SafeString("")
    return SafeString(wagtailuserbar({**context}) or "")
