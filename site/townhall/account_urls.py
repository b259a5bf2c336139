"""Signing in and out, and the second factor. Nobody signs up: the city gives accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, re_path
from django.views.generic import RedirectView

from content.core.rate_limits import limited

View = Callable[..., HttpResponseBase]

_try = limited("login", limit=20, seconds=600)
_mail = limited("password", limit=10, seconds=3600)


def _answered(view: View) -> View:
    """Answer 422 to what is not understood, as all our forms do; allauth says 200."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            form = (response.context_data or {}).get("form")
            if form is not None and form.errors:
                response.status_code = 422
        return response

    return answered


def admin_door(request: HttpRequest) -> HttpResponseBase:
    """Lead from Wagtail's own doors, which would pass by the second factor, to ours.

    Whoever is signed in and still sent here may not enter: the way back would be endless.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return RedirectView.as_view(pattern_name="account_login", query_string=True)(request)


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="account_login")),
    path("login/", _try(_answered(views.login)), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # allauth asks for this name; it answers that signing up is closed.
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", _try(_answered(views.reauthenticate)), name="account_reauthenticate"),
    path("password/change/", _answered(views.password_change), name="account_change_password"),
    path("password/set/", _answered(views.password_set), name="account_set_password"),
    path("password/reset/", _mail(_answered(views.password_reset)), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _answered(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/authenticate/", _try(_answered(second_factor.authenticate)), name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/",
        _try(_answered(second_factor.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path("2fa/totp/activate/", _answered(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _answered(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        _answered(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
