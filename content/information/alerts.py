"""Alerts as the frame of every page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.information.models import Alert


def render(context: Mapping[str, Any]) -> SafeString:
    """Return the alerts for everybody, the gravest first, or nothing."""
    alerts = [(alert, alert.text()) for alert in Alert.objects.current().for_everybody()]
    if not alerts:
        return SafeString("")
    return render_to_string("content_information/alerts.html", {"alerts": alerts})
