"""Signing in through allauth: staff now, nobody signs up by themselves."""

from __future__ import annotations

import time
import uuid
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.core import mail


class Adapter(DefaultAccountAdapter):
    """Accounts are given by the city: a resident needs none to use any service."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask an administrator of the site."),
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both; capitals count"
            " in a password."
        ),
        "enter_current_password": _("“Your password until now”: this is not your password."),
        "incorrect_password": _("“Password”: this is not your password."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait a few minutes, or ask for a new password."
        ),
        "rate_limited": _("Too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again only when nobody has just signed in with it."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        latest = max((float(record["at"]) for record in records), default=0.0)
        return bool(time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave the mail to the worker: a mail server that is away breaks no page."""
        message = self.render_mail(template_prefix, email, context)
        html = ""
        if isinstance(message, EmailMultiAlternatives) and message.alternatives:
            html = str(message.alternatives[0][0])
        mail.send_later(
            key=f"account:{uuid.uuid4()}",
            to=email,
            subject=message.subject,
            text=str(message.body),
            html=html,
            language=get_language() or "fr",
        )

    def format_email_subject(self, subject: str) -> str:
        return subject


class SecondFactor(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "“Code”: this is not the code of the moment. It changes every 30 seconds: type"
            " the one that your app shows now."
        ),
    }
