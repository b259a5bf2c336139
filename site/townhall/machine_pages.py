"""`/`, `/robots.txt`, `/sitemap.xml` and `/api/v1/openapi.json`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from content.core.routes import word
from content.core.sitemaps import SitemapEntry, sitemaps


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the home page in the first offered language of the browser."""
    language = translation.get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /files/", "Disallow: /api/"]
    for language, _name in settings.LANGUAGES:
        lines += [
            f"Disallow: /{language}/{word('search', language)}/",
            f"Disallow: /{language}/{word('tracking', language)}/",
            f"Disallow: /{language}/{word('account', language)}/",
            f"Disallow: /{language}/{word('procedures', language)}/*/{word('draft', language)}/",
        ]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    make_public(response, max_age=3600)
    return response


def _entry(entry: SitemapEntry, origin: str) -> list[str]:
    alternates = [
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(origin + address)}/>'
        for language, address in sorted(entry.addresses.items())
    ]
    changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
    return [
        "<url><loc>"
        + escape(origin + address)
        + "</loc>"
        + changed
        + ("".join(alternates) if len(alternates) > 1 else "")
        + "</url>"
        for _language, address in sorted(entry.addresses.items())
    ]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public address, each with the languages it really exists in."""
    origin = request.build_absolute_uri("/").rstrip("/")
    urls = [line for entry in sitemaps.entries() for line in _entry(entry, origin)]
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(urls) + "\n</urlset>\n"
    )
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    make_public(response, "list:pages", "list:places", "list:council", max_age=3600)
    return response


@cache
def document() -> dict[str, Any]:
    """Put together what each installed app says of its JSON endpoints."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.openapi"
        if not config.name.startswith(("content.", "eservices.", "search")) or not find_spec(name):
            continue
        part = import_module(name)
        paths |= part.PATHS
        schemas |= getattr(part, "SCHEMAS", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": settings.SITE_NAME, "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(document())
    response.headers["Access-Control-Allow-Origin"] = "*"
    make_public(response, max_age=3600)
    return response
