"""Signing in by a mailed link: no password to remember, no code to retype (WCAG 3.3.8).

The link's secret is in the mail alone; the row keeps its digest and says, by one
conditional UPDATE, whether it was used. Staff never enter this way: it would pass by
their second factor.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.mail import send_later
from eservices.accounts.models import SignInLink, User

LIFE = timedelta(hours=1)


class LinkRefused(Exception):
    """The link is unknown, used, or too old."""


class StaffRefused(Exception):
    """Members of staff sign in with their password and second factor."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_staff(user: User) -> bool:
    """Return whether ``user`` may do anything beside their own requests."""
    return user.is_staff or user.is_superuser or user.assignments.exists() or user.groups.exists()


@transaction.atomic
def mail_link(*, email: str, target: str, language: str) -> None:
    """Mail a link that signs in whoever reads ``email``; staff are told to use their password.

    The answer on screen is the same whatever this does: nobody learns who has an account.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    staff = user is not None and is_staff(user)
    secret = secrets.token_urlsafe(32)
    link = SignInLink.objects.create(
        digest=digest(secret),
        email=email.lower(),
        target=target,
        expires_at=timezone.now() + LIFE,
        used_at=timezone.now() if staff else None,
    )
    origin = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")
    with override(language):
        path = reverse("accounts:sign-in") if staff else reverse("accounts:link", args=[secret])
        context = {
            "url": origin + path,
            "language": language,
            "staff": staff,
            "hours": int(LIFE.total_seconds() // 3600),
        }
        send_later(
            key=f"accounts.sign_in:{link.digest}",
            to=email,
            subject=_("Your link to sign in"),
            text=render_to_string("eservices_accounts/mail/sign_in.txt", context),
            html=render_to_string("eservices_accounts/mail/sign_in.html", context),
            language=language,
        )


def check_link(secret: str) -> SignInLink:
    """Return the link that ``secret`` opens, without using it.

    Raises:
        LinkRefused
    """
    found = SignInLink.objects.filter(
        digest=digest(secret), used_at=None, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise LinkRefused
    return found


@transaction.atomic
def use_link(*, secret: str) -> tuple[User, str]:
    """Use a link, once, and return its user (made now, where there was none) and the target.

    Raises:
        LinkRefused, StaffRefused
    """
    link = check_link(secret)
    if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
        raise LinkRefused
    user = User.objects.filter(email__iexact=link.email).first()
    if user is None:
        user = User.objects.create_user(link.email)
    if not user.is_active:
        raise LinkRefused
    if is_staff(user):
        raise StaffRefused
    return user, link.target


def forget_old_links() -> None:
    """Delete links whose time is over, with the addresses they hold; a daily job."""
    SignInLink.objects.filter(expires_at__lte=timezone.now()).delete()
