"""The person's space: enter by link or proved identity, see, forget, leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.core.rate_limits import hit, too_many, visitor
from eservices.accounts import oidc, persons, sign_in, space
from eservices.accounts.forms import SignInForm
from eservices.accounts.known import rows
from eservices.accounts.models import Person, User

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_HOUR = 3600
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_GOING = "accounts_going"
_PROOF = "accounts_proof"


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a personal page out of every cache; see `eservices.cases.views.private`."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def of_person(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view run for a signed-in resident, given as ``person``; others go and enter."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = persons.signed_in(request)
        if person is None:
            return private(redirect(f"{reverse('accounts:sign-in')}?next={request.path}"))
        return private(view(request, *args, person=person, **kwargs))

    return guarded


def _target(request: HttpRequest, typed: str | None) -> str:
    """Return where to go after entering: an address of this site, or the space."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(typed or "", hosts, require_https=request.is_secure())
    return typed if typed and safe and len(typed) <= 500 else reverse("accounts:space")


@_GET_OR_POST
def enter(request: HttpRequest) -> HttpResponseBase:
    """Mail a link; the answer is the same whoever asks."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _sign_in_page(request, form, 422 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    allowed = hit("accounts.link.email", email.lower(), 5, _HOUR)
    if not allowed or not hit("accounts.link", visitor(request), 30, _HOUR):
        return too_many(request, _HOUR)
    sign_in.mail_link(
        email=email,
        target=_target(request, request.GET.get("next")),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    return private(render(request, "eservices_accounts/link_sent.html", {"email": email}))


def _sign_in_page(
    request: HttpRequest, form: SignInForm, status: int = 200, notice: str = ""
) -> HttpResponseBase:
    context = {"form": form, "notice": notice, **_provider(request)}
    return private(render(request, "eservices_accounts/sign_in.html", context, status=status))


def _provider(request: HttpRequest) -> dict[str, str]:
    if not oidc.is_offered():
        return {}
    going = _target(request, request.GET.get("next"))
    return {
        "provider": oidc.provider_name(),
        "provider_url": f"{reverse('accounts:identity')}?next={going}",
    }


def _refused(request: HttpRequest, notice: str, status: int) -> HttpResponseBase:
    return _sign_in_page(request, SignInForm(), status, notice)


@_GET_OR_POST
def link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Enter by POST: programs that read mails follow links, and a link opens once."""
    try:
        if request.method != "POST":
            found = sign_in.check_link(secret)
            return private(render(request, "eservices_accounts/link.html", {"email": found.email}))
        user, target = sign_in.use_link(secret=secret)
    except sign_in.LinkRefused:
        notice = _("This link has been used, or is too old. Ask for another: it takes a minute.")
        return _refused(request, notice, 410)
    except sign_in.StaffRefused:
        return redirect("account_login")
    _enter(request, user)
    return private(redirect(target or "accounts:space"))


def _enter(request: HttpRequest, user: User) -> None:
    persons.person_of(user)
    login(request, user, backend=_BACKEND)


@require_safe
def identity(request: HttpRequest) -> HttpResponseBase:
    """Go to the identity provider."""
    if not oidc.is_offered():
        return redirect("accounts:sign-in")
    going = [_target(request, request.GET.get("next")), get_language()]
    request.session[_GOING] = going
    try:
        return private(oidc.begin(request, request.build_absolute_uri(reverse("oidc-callback"))))
    except oidc.SignInFailed:
        return _refused(request, _failed(), 503)


def _failed() -> str:
    return _(
        "%(provider)s did not answer as it should. Try again, or enter with your e-mail address."
    ) % {"provider": oidc.provider_name()}


@require_safe
def identity_proved(request: HttpRequest) -> HttpResponseBase:
    """Come back from the identity provider, outside any language: it knows one address only."""
    target, language = request.session.get(_GOING) or ["", settings.LANGUAGE_CODE]
    with override(language):
        return _come_back(request, target)


def _come_back(request: HttpRequest, target: str) -> HttpResponseBase:
    present = persons.signed_in(request)
    try:
        proved = oidc.finish(request)
        user = persons.adopt_identity(user=present.user if present else None, identity=proved)
    except oidc.Cancelled:
        return _refused(request, _("You came back without signing in."), 200)
    except oidc.SignInFailed:
        return _refused(request, _failed(), 502)
    except persons.AlreadyLinked:
        notice = _("This identity belongs to another space. Sign out, then enter with it.")
        return _refused(request, notice, 409)
    except sign_in.StaffRefused:
        return redirect("account_login")
    if present is None:
        _enter(request, user)
    request.session[_PROOF] = proved.id_token
    return private(redirect(target or "accounts:space"))


@require_safe
@of_person
def show(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Show drafts, requests, and what is filled in for the person."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "sections": [(section, section.items(person, language)) for section in space.sections],
        "known": rows(person, language),
        "name": str(person) if person.family_name else person.email,
        "is_proved": bool(person.identity_subject),
        "notice": _("Erased.") if "erased" in request.GET else "",
        **_provider(request),
    }
    return render(request, "eservices_accounts/space.html", context)


@require_POST
@of_person
def forget(request: HttpRequest, key: str, person: Person) -> HttpResponseBase:
    persons.forget(person=person, key=key)
    return redirect(reverse("accounts:space") + "?erased=1#known")


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Sign out, here and at the identity provider."""
    token = str(request.session.get(_PROOF, ""))
    logout(request)
    request.session[_GOING] = ["", get_language()]
    home = request.build_absolute_uri(reverse("oidc-left"))
    return private(oidc.leave(request, token, home) or redirect("accounts:sign-in"))


@require_safe
def left(request: HttpRequest) -> HttpResponseBase:
    """Come back from the provider's own sign-out."""
    language = (request.session.get(_GOING) or ["", settings.LANGUAGE_CODE])[1]
    request.session.flush()
    with override(language):
        return private(redirect("accounts:sign-in"))


@_GET_OR_POST
@of_person
def close(request: HttpRequest, person: Person) -> HttpResponse:
    """Erase the account, after asking once more."""
    if request.method != "POST" or person.user is None:
        return render(request, "eservices_accounts/close.html")
    user = person.user
    logout(request)
    persons.close_account(user=user)
    return redirect("accounts:sign-in")
