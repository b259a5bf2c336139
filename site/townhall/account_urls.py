"""Signing in and out, and the second factor. Nobody signs up: the city gives accounts."""

from allauth.account import views
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from content.core.rate_limits import limited

_try = limited("login", limit=20, seconds=600)
_mail = limited("password", limit=10, seconds=3600)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="account_login")),
    path("login/", _try(views.login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # allauth asks for this name; it answers that signing up is closed.
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", _try(views.reauthenticate), name="account_reauthenticate"),
    path("email/", views.email, name="account_email"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", _mail(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
