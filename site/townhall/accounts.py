"""Signing in through allauth: staff now, nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

#: The demonstration's accounts are called by their first part alone.
DEMO_DOMAIN = "townhall.invalid"


class Adapter(DefaultAccountAdapter):
    """Accounts are given by the city: a resident needs none to use any service."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LoginForm(AllauthLoginForm):
    """Sign in by e-mail; in the demonstration `agent` stands for its whole address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput if settings.DEMO else forms.EmailInput
        self.fields["login"] = forms.CharField(
            label=_("E-mail address"),
            widget=widget(attrs={"autocomplete": "username", "spellcheck": "false"}),
        )
        self.order_fields(["login", "password"])
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.use_required_attribute = lambda _initial: False

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"]).strip()
        if settings.DEMO and "@" not in login:
            login = f"{login}@{DEMO_DOMAIN}"
        return login
