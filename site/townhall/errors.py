"""Pages that say what went wrong and what to do, in the language of the address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def _sentences(status: int) -> tuple[str, str]:
    """Return the title and the sentence of an error, for when no template renders."""
    return {
        400: (_("Request not understood"), _("Go back, check the address and try again.")),
        403: (_("Access refused"), _("You may not see this page.")),
        404: (_("Page not found"), _("Check the address, or use the search.")),
        413: (_("File too large"), _("Go back and choose a smaller file.")),
        429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
        503: (_("Service unavailable"), _("Try again in a few minutes.")),
    }.get(status, (_("The site has a problem"), _("Try again in a few minutes.")))


def _plain(status: int, language: str) -> str:
    title, sentence = map(escape, _sentences(status))
    error, home = escape(_("Error:")), escape(_("Go to the home page"))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{error} {title}'
        f" – {escape(settings.SITE_NAME)}</title></head><body><main><h1>{title}</h1>"
        f'<p>{sentence}</p><p><a href="/{language}/">{home}</a></p>'
        "</main></body></html>"
    )


def render(
    status: int,
    *,
    path: str = "/",
    template: str = "",
    request: HttpRequest | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the error page ``status`` in the language of ``path``.

    Never raises: where the template or its database fails, a bare page says the same.
    """
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            name = template or f"content_core/errors/{status}.html"
            html = str(loader.render_to_string(name, context, request))
        except Exception:
            logger.warning("error page %s has no template that renders", status, exc_info=True)
            html = _plain(status, language)
    return HttpResponse(
        html,
        status=status,
        headers={"Cache-Control": "no-store", "Content-Language": language},
    )


def _view(status: int) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return render(status, path=request.path_info, request=request)

    return view


bad_request = _view(400)
permission_denied = _view(403)
page_not_found = _view(404)
too_many_requests = _view(429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without request: nothing personal and no session may be asked for here."""
    return render(500, path=request.path_info)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    template = "content_core/errors/csrf.html"
    return render(403, path=request.path_info, template=template, request=request)


def maintenance(path: str, until: datetime) -> HttpResponse:
    """Say that the site is closed, and until when while that is still to come."""
    planned = until if until > timezone.now() else None
    template = "content_core/errors/maintenance.html"
    response = render(503, path=path, template=template, context={"until": planned})
    if planned:
        response.headers["Retry-After"] = http_date(planned.timestamp())
    return response
