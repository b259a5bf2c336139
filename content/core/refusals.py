"""A publication that is refused says so to the editor, whatever way it was asked for.

Forms check before they save. A workflow's approval, a translation (published after the
commit), a bulk action or a definition that changed meanwhile reach the page's own
``save()``, which refuses; Wagtail's views would then show an error page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class PublicationRefused(ValidationError):
    """The page stays as residents see it now; each message is a sentence for an editor."""


def refusal_of(page: Any, error: ValidationError) -> PublicationRefused:
    """Return what the model refused of ``page``, each field called by its name."""
    if isinstance(error, PublicationRefused):
        return error
    said = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    return PublicationRefused(
        {
            name: [
                _("%(field)s: %(problem)s") % {"field": _label(page, name), "problem": each}
                for each in problems
            ]
            for name, problems in said.items()
        }
    )


def _label(page: Any, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return str(page.title)
    return str(getattr(page._meta.get_field(name), "verbose_name", name))


class ExplainRefusedPublication(MiddlewareMixin):
    """Answer a refused publication in the admin with its reasons, on the page it came from."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, PublicationRefused) or not _in_admin(request):
            return None
        for message in dict.fromkeys(exception.messages):
            messages.error(request, message)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponse(" ".join(exception.messages), status=422, content_type="text/plain")
        return redirect(_back(request))


def _in_admin(request: HttpRequest) -> bool:
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False


def _back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return referer
    return reverse("wagtailadmin_home")
