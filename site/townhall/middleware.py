"""What happens around each view."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from townhall import errors, health, logs, proxies

Respond = Callable[[HttpRequest], HttpResponseBase]


def probes(respond: Respond) -> Respond:
    """Answer the machines that ask for health before anything looks at the host: they ask by
    the address of a machine, which is no name of the site."""
    answers = {"/healthz": health.healthz, "/readyz": health.readyz}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return answers.get(request.path_info, respond)(request)

    return middleware


def maintenance(respond: Respond) -> Respond:
    """Answer everybody that the site is closed, where the settings close it; ask no database."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.MAINTENANCE_UNTIL is None:
            return respond(request)
        return errors.maintenance(request.path_info, settings.MAINTENANCE_UNTIL)

    return middleware


def request_id(respond: Respond) -> Respond:
    """Give the request a name that the logs and the answer carry."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = logs.request_id.set(uuid.uuid4().hex[:16])
        try:
            response = respond(request)
            if not is_public(response):
                response.headers["X-Request-Id"] = logs.request_id.get()
            return response
        finally:
            logs.request_id.reset(token)

    return middleware


def client_address(respond: Respond) -> Respond:
    """Put the visitor's own address where the limits look for it, behind a front too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.TRUSTED_PROXIES:
            request.META["REMOTE_ADDR"] = proxies.visitor_of(
                request.META.get("REMOTE_ADDR", ""),
                request.META.get("HTTP_X_FORWARDED_FOR", ""),
                settings.TRUSTED_PROXIES,
            )
        return respond(request)

    return middleware


def is_public(response: HttpResponseBase) -> bool:
    return "public" in response.headers.get("Cache-Control", "")


def public_responses(respond: Respond) -> Respond:
    """Keep `Vary` to what a public answer really depends on: languages are in the address.

    An answer that says nothing of caching and is not public is kept by nobody.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        if is_public(response):
            vary = [word.strip() for word in response.headers.get("Vary", "").split(",")]
            kept = [word for word in vary if word and word.lower() != "accept-language"]
            if kept:
                response.headers["Vary"] = ", ".join(kept)
            else:
                response.headers.pop("Vary", None)
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def language_of(path: str) -> str | None:
    """Return the offered language that a path begins with."""
    return translation.get_language_from_path(path)


def language_from_address(respond: Respond) -> Respond:
    """Speak the language of the address; outside any language, that of the browser."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        from_path = language_of(request.path_info)
        language = from_path or translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = respond(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


class ContentPolicy(CSPMiddleware):
    """The site's policy, and the looser one that Wagtail's admin needs."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/") and not parts.config:
            parts.config = settings.ADMIN_CSP
        return parts


def staff_second_factor(respond: Respond) -> Respond:
    """Let nobody into the admin without a second factor, where the settings ask for one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user: Any = getattr(request, "user", None)
        if (
            settings.STAFF_MFA_REQUIRED
            and request.path_info.startswith("/admin/")
            and user is not None
            and user.is_authenticated
            and not is_mfa_enabled(user)
        ):
            return redirect("mfa_activate_totp")
        return respond(request)

    return middleware
