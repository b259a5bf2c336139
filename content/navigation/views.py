"""Pages that every site owes: site map, help, accessibility, personal data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from content.core.cache_tags import make_public
from content.core.models import Service
from content.core.routes import word
from content.core.serving import address_of, site_roots
from content.core.visibility import shown
from content.navigation.models import DataProtection, current_conformity


def _page(request: HttpRequest, name: str, context: dict[str, Any], *tags: str) -> HttpResponse:
    """Render a system page; its address in every language is known from its word."""
    languages = [code for code, _name in settings.LANGUAGES]
    translations = {code: f"/{code}/{word(name, code)}/" for code in languages}
    template = f"content_navigation/{name}.html"
    response = render(request, template, context | {"translations": translations})
    make_public(response, *tags)
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of the language, as a tree of headings and lists."""
    root = site_roots().get(get_language() or "", "/none/")
    pages = shown().public().filter(url_path__startswith=root, depth__gt=2).order_by("path")
    sections: list[tuple[Page, str, list[tuple[str, str]]]] = []
    for page in pages:
        if page.depth == 3:
            sections.append((page, address_of(page), []))
        elif sections:
            sections[-1][2].append((page.title, address_of(page)))
    return _page(request, "sitemap", {"sections": sections}, "list:pages")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to reach a human: by telephone, at a counter, by relay for deaf callers."""
    services = Service.objects.exclude(phone="").prefetch_related("texts")
    listed = [(service, service.text()) for service in services]
    return _page(request, "help", {"services": [pair for pair in listed if pair[1]]}, "registers")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law asks for (law 2005-102, article 47)."""
    conformity, audit = current_conformity()
    context = {"conformity": conformity, "audit": audit}
    return _page(request, "accessibility", context, "accessibility")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the city does with personal data, and how to use one's rights."""
    context = {"officer": DataProtection.objects.first()}
    return _page(request, "privacy", context, "privacy")


@require_safe
def untranslated(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a page does not exist in this language, and where it does.

    Leads to the translation once there is one. Raises `Http404` for an unknown page.
    """
    found = shown().public().filter(translation_key=key).select_related("locale")
    pages = {page.locale.language_code: page for page in found}
    here = pages.get(get_language() or "")
    if here is not None:
        return redirect(address_of(here))
    original = pages.get(settings.LANGUAGE_CODE) or next(iter(pages.values()), None)
    if original is None:
        raise Http404(key)
    context = {
        "title": original.title,
        "language": original.locale.language_code,
        "address": address_of(original),
        "translations": {code: address_of(page) for code, page in pages.items()},
    }
    response = render(request, "content_navigation/untranslated.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    make_public(response, "list:pages", *(f"page:{page.pk}" for page in pages.values()))
    return response
