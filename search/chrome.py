"""What search gives to the head of every public page."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def head(context: Mapping[str, Any]) -> SafeString:
    """Return the link for browsers' own search box, and the script that completes ours."""
    return render_to_string("search/head.html")
