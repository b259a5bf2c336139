"""Who may open a draft: whoever holds its secret, its owner, the agent who keys a paper form.

The address alone opens nothing. Starting sets one HttpOnly cookie a language (the
addresses of two languages share no path), holding a random secret; the row keeps
its hash. Resuming on another device asks for a link mailed to the address given.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from content.core.routes import word
from eservices.accounts import persons
from eservices.accounts.models import Person
from eservices.cases.enums import Channel
from eservices.procedures.models import GRACE, NOTICE, Draft

#: A resident's phone, computer, a library's computer... more than that, the oldest goes.
MAX_DEVICES = 6
#: Browsers cap their cookies: the oldest drafts' cookies go first.
MAX_COOKIES = 8
RESUME_LINK_LIFE = timedelta(hours=48)
_PREFIX = "draft"
_SALT = "eservices.procedures.resume"
_NOTICE_SALT = "eservices.procedures.notice"


class LinkRefused(Exception):
    """The mailed link is too old, or was not made for this draft."""


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def add_secret(draft: Draft) -> str:
    """Add one device's secret to the draft (not saved) and return it."""
    secret = new_secret()
    draft.secret_hashes = [*draft.secret_hashes, hashed(secret)][-MAX_DEVICES:]
    return secret


def cookie_name(draft: uuid.UUID, language: str) -> str:
    return f"{_PREFIX}_{language}_{draft.hex}"


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Return whether this request may read and change the draft."""
    secret = request.COOKIES.get(cookie_name(draft.uuid, get_language() or ""), "")
    if secret:
        digest = hashed(secret)
        if any(constant_time_compare(digest, known) for known in draft.secret_hashes):
            return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    if not user.is_authenticated:
        return False
    # What is filled in at a counter or by telephone opens within its visit alone.
    if draft.channel == Channel.PAPER and draft.agent_id == user.pk:
        return True
    return draft.person is not None and draft.person.user_id == user.pk


def person(request: HttpRequest) -> Person | None:
    """Return the person signed in, asking the session only where there is one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return persons.signed_in(request)


def give_cookies(
    request: HttpRequest, response: HttpResponseBase, draft: Draft, secret: str
) -> None:
    """Set the draft's secret for each language, limited to the procedures' addresses."""
    held = list(_held(request))
    for old in held[: max(0, len(held) - MAX_COOKIES + 1)]:
        take_cookies(response, old)
    for language, _name in settings.LANGUAGES:
        response.set_cookie(
            cookie_name(draft.uuid, language),
            secret,
            path=_path(language),
            expires=draft.erased_at,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def take_cookies(response: HttpResponseBase, draft: uuid.UUID) -> None:
    """Make the browser forget a draft."""
    for language, _name in settings.LANGUAGES:
        response.delete_cookie(cookie_name(draft, language), path=_path(language), samesite="Lax")


def own_drafts(request: HttpRequest, procedure_id: int) -> list[Draft]:
    """Return the drafts of one procedure that this browser can open, newest first."""
    held = list(_held(request))[:MAX_COOKIES]
    if not held:
        return []
    drafts = (
        Draft.objects.open()
        .filter(uuid__in=held, version__procedure_id=procedure_id)
        .select_related("person", "version__procedure")
        .defer("version__definition")
        .order_by("-saved_at")
    )
    return [draft for draft in drafts if may_open(request, draft)]


def _held(request: HttpRequest) -> Iterator[uuid.UUID]:
    start = f"{_PREFIX}_{get_language()}_"
    for name in request.COOKIES:
        if name.startswith(start):
            try:
                yield uuid.UUID(hex=name.removeprefix(start))
            except ValueError:
                continue


def _path(language: str) -> str:
    return f"{get_script_prefix()}{language}/{word('procedures', language)}/"


# --- the link mailed to resume


def resume_token(draft: Draft) -> str:
    """Return a signed proof that its holder reads the mail of the draft's address."""
    return signing.dumps([draft.uuid.hex, hashed(draft.contact_email)], salt=_SALT)


def notice_token(draft: Draft) -> str:
    """Return the proof sent with the notice before the end: it lives as long as the draft."""
    return signing.dumps([draft.uuid.hex, hashed(draft.contact_email)], salt=_NOTICE_SALT)


def check_resume_token(draft: Draft, token: str) -> None:
    """Accept a mailed token for one e-mail address: for 48 hours, or as long as a notice.

    Raises:
        LinkRefused: too old, changed, or made for another draft or address.
    """
    held = None
    for salt, life in ((_SALT, RESUME_LINK_LIFE), (_NOTICE_SALT, NOTICE + GRACE)):
        with suppress(signing.BadSignature):
            held = signing.loads(token, salt=salt, max_age=life)
    if held is None:
        raise LinkRefused
    if held != [draft.uuid.hex, hashed(draft.contact_email)] or not draft.contact_email:
        raise LinkRefused


def remaining(draft: Draft) -> timedelta:
    return draft.expires_at - timezone.now()
