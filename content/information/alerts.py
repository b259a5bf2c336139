"""Alerts as the frame of each page shows them: those for everybody, then those for this page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.models import Page

from content.core.fragments import fragments
from content.core.pages import ContentPage
from content.information.models import Alert


def render(context: Mapping[str, Any]) -> SafeString:
    """Return the alerts that concern the page shown, the gravest first, or nothing."""
    alerts = concerning(context.get("page"))
    if not alerts:
        return SafeString("")
    shown = [(alert, alert.text()) for alert in alerts]
    return render_to_string(
        "content_information/alerts.html", {"alerts": [pair for pair in shown if pair[1]]}
    )


def concerning(page: Any) -> list[Alert]:
    """Return the alerts in force that a page carries; without a page, those for everybody."""
    alerts = fragments.get("alerts", lambda: list(Alert.objects.current()))
    if not isinstance(page, Page):
        page = None
    above = _paths_of_sections(alerts) if page is not None else {}
    districts = _districts(page) if any(alert.district_id for alert in alerts) else set()
    return [alert for alert in alerts if _concerns(alert, page, above, districts)]


def _concerns(alert: Alert, page: Any, above: dict[Any, list[str]], districts: set[int]) -> bool:
    if not (alert.service_id or alert.section_id or alert.district_id):
        return True
    if page is None:
        return False
    if alert.service_id and alert.service_id == getattr(page, "service_id", None):
        return True
    if alert.section is not None:
        paths = above.get(alert.section.translation_key, [])
        if any(page.path.startswith(path) for path in paths):
            return True
    return alert.district_id in districts


def _paths_of_sections(alerts: list[Alert]) -> dict[Any, list[str]]:
    """Return where the targeted sections stand, in every language, in one statement."""
    keys = {alert.section.translation_key for alert in alerts if alert.section is not None}
    found: dict[Any, list[str]] = {}
    if keys:
        rows = Page.objects.filter(translation_key__in=keys)
        for key, path in rows.values_list("translation_key", "path"):
            found.setdefault(key, []).append(path)
    return found


def _districts(page: Any) -> set[int]:
    if not isinstance(page, ContentPage):
        return set()
    return set(page.audience.values_list("pk", flat=True))
