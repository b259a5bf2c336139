"""What the core adds to Wagtail's admin: marks of language, checks, refusals in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from content.core.localize import guard
from content.core.localize.segments import translation_of
from content.core.pages import ContentPage
from content.core.rich_text import register_language_features


class WholeContentChecker(ContentCheckerItem):
    """Wagtail's checker with every rule of WCAG 2.2 and RGAA that axe knows, not eight."""

    axe_run_only = [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa"),
        *("RGAAv4", "best-practice"),
    ]


def check_whole_content(_request: HttpRequest, items: list[Any], _page: Page | None) -> None:
    """Put our checker in the place of Wagtail's."""
    for position, item in enumerate(items):
        if isinstance(item, ContentCheckerItem) and not isinstance(item, WholeContentChecker):
            items[position] = WholeContentChecker(in_editor=item.in_editor)


def explain_unfinished_translation(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Name the passages still to translate, where wagtail-localize would speak of errors."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = translation_of(page)
    if translation is None:
        return None
    try:
        guard.refuse_unfinished(translation)
    except guard.Untranslated as error:
        messages.error(request, guard.message_of(error))
        return redirect(request.path)
    return None


def check_before_bulk_publication(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponseBase | None:
    """Answer in words where the publication itself could only fail: all are published or none."""
    if request.method != "POST" or action_type != "publish":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    if request.POST.get("include_descendants"):
        pages += [below for page in pages for below in page.get_descendants().not_live()]
    faults = [fault for page in pages for fault in _faults(page)]
    if not faults:
        return None
    for fault in faults:
        messages.error(request, fault)
    back = action.next_url
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "wagtailadmin_explore_root")


def _faults(page: Page) -> list[str]:
    latest = page.specific.get_latest_revision_as_object()
    if not isinstance(latest, ContentPage):
        return []
    try:
        latest.check_before_publishing()
    except ValidationError as error:
        return list(error.messages)
    return []


def narrow_screens() -> SafeString:
    """Let editors work on a telephone: Wagtail's own styles cut what does not fit."""
    return format_html('<link rel="stylesheet" href="{}">', static("content_core/admin.css"))


hooks.register("insert_global_admin_css", narrow_screens)
hooks.register("register_rich_text_features", register_language_features)
hooks.register("construct_wagtail_userbar", check_whole_content)
# Before wagtail-localize's own answer.
hooks.register("before_edit_page", explain_unfinished_translation, order=-10)
hooks.register("before_bulk_action", check_before_bulk_publication)
