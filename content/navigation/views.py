"""Pages that every site owes: site map, help, accessibility, personal data, legal notice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from content.core.cache_tags import make_public
from content.core.models import Service
from content.core.serving import address_of, site_roots
from content.core.visibility import shown
from content.navigation.addresses import of_page
from content.navigation.models import (
    AccessibilityPlans,
    DataProtection,
    LegalNotice,
    current_conformity,
)


def _page(request: HttpRequest, name: str, context: dict[str, Any], *tags: str) -> HttpResponse:
    """Render a system page; its address in every language is known from its word."""
    template = f"content_navigation/{name}.html"
    response = render(request, template, context | {"translations": of_page(name)})
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
    plans = AccessibilityPlans.objects.first()
    pages = _in_this_language(plans.multi_year_plan_id, plans.yearly_plan_id) if plans else []
    context = {
        "conformity": conformity,
        "audit": audit,
        "has_lapsed": audit is not None and audit.has_lapsed(timezone.localdate()),
        "plans": pages,
        "email": plans.email if plans else "",
    }
    return _page(
        request, "accessibility", context, "accessibility", *(f"page:{page.pk}" for page in pages)
    )


def _in_this_language(*keys: int | None) -> list[Page]:
    """Return the public pages of ``keys``, each in the active language where it exists in it."""
    chosen = dict(Page.objects.filter(pk__in=keys).values_list("pk", "translation_key"))
    found = shown().public().filter(translation_key__in=chosen.values()).select_related("locale")
    pages: dict[UUID, Page] = {}
    for page in found:
        if page.pk in chosen:
            pages.setdefault(page.translation_key, page)
        if page.locale.language_code == get_language():
            pages[page.translation_key] = page
    wanted = [chosen[key] for key in keys if key in chosen]
    return [pages[key] for key in dict.fromkeys(wanted) if key in pages]


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts the site, as the law asks (law 2004-575, article 1-1)."""
    context = {"notice": LegalNotice.objects.first(), "language": settings.LANGUAGE_CODE}
    return _page(request, "legal", context, "legal")


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
