"""allauth's forms drawn and worded as all our forms are."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from content.core.forms import AccessibleForm

#: The demonstration's accounts are called by their first part alone.
DEMO_DOMAIN = "townhall.invalid"

_password_rules = lazy(password_validators_help_text_html, str)


class _Ours(AccessibleForm):
    """Give fields of allauth our words, and no word inside a control.

    ``words`` maps a field to its label and hint.
    """

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))


_NEW = {
    "password1": (_("New password"), _password_rules()),
    "password2": (_("New password, once more"), ""),
}
_CODE_HINT = _("Six digits that your app shows now, or one of your recovery codes.")


class LoginForm(_Ours, account.LoginForm):
    """Sign in by e-mail; in the demonstration `agent` stands for its whole address."""

    words: ClassVar = {"password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput if settings.DEMO else forms.EmailInput
        self.fields["login"] = forms.CharField(
            label=_("E-mail address"),
            widget=widget(
                attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
            ),
            error_messages={"required": _("“E-mail address”: fill in this answer.")},
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"]).strip()
        if settings.DEMO and "@" not in login:
            login = f"{login}@{DEMO_DOMAIN}"
        return login


class ReauthenticateForm(_Ours, account.ReauthenticateForm):
    words: ClassVar = {"password": (_("Password"), "")}


class ChangePasswordForm(_Ours, account.ChangePasswordForm):
    words: ClassVar = {"oldpassword": (_("Your password until now"), ""), **_NEW}


class SetPasswordForm(_Ours, account.SetPasswordForm):
    words: ClassVar = _NEW


class ResetPasswordForm(_Ours, account.ResetPasswordForm):
    words: ClassVar = {"email": (_("E-mail address"), _("The one with which you sign in."))}


class ResetPasswordKeyForm(_Ours, account.ResetPasswordKeyForm):
    words: ClassVar = _NEW


class CodeForm(_Ours, mfa.AuthenticateForm):
    words: ClassVar = {"code": (_("Code"), _CODE_HINT)}


class CodeAgainForm(_Ours, mfa.ReauthenticateForm):
    words: ClassVar = {"code": (_("Code"), _CODE_HINT)}


class ActivateForm(_Ours, totp.ActivateTOTPForm):
    words: ClassVar = {"code": (_("Code"), _("Six digits that your app shows now."))}


class DeactivateForm(_Ours, totp.DeactivateTOTPForm):
    pass


class RecoveryCodesForm(_Ours, recovery_codes.GenerateRecoveryCodesForm):
    pass
