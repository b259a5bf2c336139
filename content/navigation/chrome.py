"""Menu, languages, breadcrumb, footer: the same pieces in the same order on every page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.core.localize import outdated
from content.core.routes import word
from content.core.serving import address_at, address_of, site_roots
from content.core.visibility import shown
from content.navigation.models import current_conformity


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def menu(context: Mapping[str, Any]) -> SafeString:
    """The sections that editors put in menus, then the parts the system owns."""
    language = _language()
    root = site_roots().get(language, "")
    sections = (
        shown().in_menu().filter(depth=3, url_path__startswith=root).order_by("path")
        if root
        else []
    )
    items = [(page.title, address_of(page)) for page in sections]
    items += [
        (_("Places"), f"/{language}/{word('places')}/"),
        (_("The Council"), f"/{language}/{word('council')}/"),
        (_("Follow a request"), f"/{language}/{word('tracking')}/"),
        (_("My space"), f"/{language}/{word('space')}/"),
    ]
    return render_to_string("content_navigation/menu.html", {"items": items})


def conformity(context: Mapping[str, Any]) -> SafeString:
    """The level that the law wants on every page (law 2005-102, article 47)."""
    level, _audit = current_conformity()
    return SafeString(escape(level.label))


def languages(context: Mapping[str, Any]) -> SafeString:
    """Links to the same page in other languages; where there is none, to a page that says so.

    A view that has its addresses gives them as ``translations`` (language -> address), in
    its context or on the request.
    """
    page, request = context.get("page"), context.get("request")
    given = context.get("translations") or getattr(request, "translations", None)
    found: Mapping[str, str] = given or _translations(page) or _of_the_same_view(request)
    names = dict(settings.LANGUAGES)
    current = _language()
    items = [
        (found.get(code) or _notice_address(page, code), code, code, names[code])
        for code in names
        if code != current
    ]
    return format_html_join("", '<a href="{}" lang="{}" hreflang="{}">{}</a>', items)


def _translations(page: Any) -> dict[str, str]:
    if not isinstance(page, Page) or page.pk is None:
        return {}
    others = _addresses().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    addresses = map(address_at, others)
    return {language: address for language, address in addresses if address}


def _of_the_same_view(request: HttpRequest | None) -> dict[str, str]:
    """Return the addresses of the view that answers; none if a word of its own, which other
    languages spell differently, is in its address."""
    match = request.resolver_match if request is not None else None
    if match is None or match.url_name is None:
        return {}
    if any(isinstance(part, str) for part in [*match.args, *match.kwargs.values()]):
        return {}
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return found


@cache
def _addresses() -> QuerySet[Page, str]:
    """Return the `url_path` of all pages, to filter: it says the language too, and no object
    is built for it."""
    addresses: QuerySet[Page, str] = shown().order_by().values_list("url_path", flat=True)
    return addresses


def _notice_address(page: Any, language: str) -> str:
    if not isinstance(page, Page) or page.pk is None:
        return f"/{language}/"
    return f"/{language}/{word('untranslated', language)}/{page.translation_key}/"


def language_notice(context: Mapping[str, Any]) -> SafeString:
    """Say on a translation that its source was changed since, with the way there."""
    page = context.get("page")
    if not isinstance(page, Page) or _language() == settings.LANGUAGE_CODE:
        return SafeString("")
    record = outdated.since(page)
    source = (
        shown()
        .filter(translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE)
        .first()
        if record
        else None
    )
    if record is None or source is None:
        return SafeString("")
    return render_to_string(
        "content_navigation/outdated.html",
        {
            "since": record.since,
            "title": source.title,
            "address": address_of(source),
            "language": settings.LANGUAGE_CODE,
        },
    )


def breadcrumb(context: Mapping[str, Any]) -> SafeString:
    """The way from the home page to the page shown, in one statement."""
    page = context.get("page")
    if not isinstance(page, Page):
        return SafeString("")
    paths = [
        page.path[: page.steplen * level] for level in range(2, len(page.path) // page.steplen)
    ]
    above = Page.objects.filter(path__in=paths).order_by("path")
    trail = [(ancestor.title, address_of(ancestor)) for ancestor in above]
    if trail:
        trail[0] = (_("Home"), trail[0][1])
    return render_to_string(
        "content_navigation/breadcrumb.html", {"trail": trail, "title": page.title}
    )
