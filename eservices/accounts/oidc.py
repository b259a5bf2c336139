"""Signing in with an identity provider over OpenID Connect, made for FranceConnect v2.

FranceConnect asks for a nonce, a level of assurance (``acr_values``), gives the proved
identity as a signed JWT at its userinfo endpoint, and wants the session ended there too
(``id_token_hint``). Authlib does the protocol; this module reads the settings, checks
what FranceConnect's partners must check, and turns claims into an identity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

#: What FranceConnect calls the pivot identity, and an address for news.
SCOPES = "openid given_name family_name preferred_username birthdate birthplace birthcountry email"
_NAME = "identity"


class SignInFailed(Exception):
    """The provider refused, did not answer, or answered what cannot be trusted."""


class Cancelled(SignInFailed):
    """The person came back without signing in."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as a provider proved it; ``parts`` are those of an identity question."""

    issuer: str
    subject: str
    email: str
    parts: dict[str, str]
    #: Shown to the provider at sign-out.
    id_token: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()[:40]


def is_offered() -> bool:
    """Return whether the city has a provider at all."""
    return bool(getattr(settings, "OIDC_ISSUER", ""))


def provider_name() -> str:
    return str(settings.OIDC_NAME)


def _client() -> Any:
    # Made for each use: its settings are few, and tests and processes share nothing.
    oauth = OAuth()
    return oauth.register(
        _NAME,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": SCOPES,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_post",
            "default_timeout": 10,
        },
    )


def begin(request: HttpRequest, callback: str) -> HttpResponseBase:
    """Send the browser to the provider.

    Raises:
        SignInFailed: the provider does not answer.
    """
    try:
        response: HttpResponseBase = _client().authorize_redirect(
            request, callback, acr_values=settings.OIDC_ACR, prompt="login"
        )
    except (requests.RequestException, OAuthError, RuntimeError) as error:
        raise SignInFailed from error
    return response


def finish(request: HttpRequest) -> Identity:
    """Return the identity that the provider proved, its answers checked and of one person.

    Raises:
        Cancelled, SignInFailed
    """
    if request.GET.get("error") == "access_denied":
        raise Cancelled
    client = _client()
    try:
        token = client.authorize_access_token(request)
        proof = token.get("userinfo") or {}
        metadata = client.load_server_metadata()
        claims = _userinfo(client, metadata, token)
    except (requests.RequestException, OAuthError, JoseError, ValueError, RuntimeError) as error:
        raise SignInFailed from error
    if not proof.get("sub") or claims.get("sub") != proof["sub"]:
        raise SignInFailed
    if settings.OIDC_ACR and proof.get("acr") != settings.OIDC_ACR:
        raise SignInFailed
    return Identity(
        issuer=str(metadata["issuer"]),
        subject=str(proof["sub"]),
        email=str(claims.get("email") or ""),
        parts=_parts(claims),
        id_token=str(token["id_token"]),
    )


def _userinfo(client: Any, metadata: Mapping[str, Any], token: Any) -> Mapping[str, Any]:
    """Read userinfo, as JSON or as a JWT signed by the provider (OpenID Connect Core, 5.3.2)."""
    response = client.get(metadata["userinfo_endpoint"], token=token)
    response.raise_for_status()
    if "jwt" not in response.headers.get("Content-Type", ""):
        found: Mapping[str, Any] = response.json()
        return found
    algorithms = metadata.get("userinfo_signing_alg_values_supported") or ["RS256", "ES256"]
    allowed = [name for name in algorithms if name.lower() != "none" and name[:2] != "HS"]
    decoded = jwt.decode(
        response.text,
        key=KeySet.import_key_set(client.fetch_jwk_set()),
        registry=JWSRegistry(algorithms=allowed, strict_check_header=False),
    )
    audience = decoded.claims.get("aud")
    if decoded.claims.get("iss") != metadata["issuer"] or settings.OIDC_CLIENT_ID not in (
        audience if isinstance(audience, list) else [audience]
    ):
        raise ValueError("the answer is not the provider's, or not for us")
    return decoded.claims


def _parts(claims: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of an identity question that the claims hold; codes are INSEE's."""
    parts = {
        "given": str(claims.get("given_name") or ""),
        "family": str(claims.get("family_name") or ""),
        "used_name": str(claims.get("preferred_username") or ""),
        "birth_date": _day(claims.get("birthdate")),
        "birth_commune": str(claims.get("birthplace") or ""),
        "birth_country_code": str(claims.get("birthcountry") or ""),
    }
    return {key: value for key, value in parts.items() if value}


def _day(value: Any) -> str:
    """Return an ISO day; a foreigner's unknown day or month comes as ``00`` and gives nothing."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return ""


def leave(request: HttpRequest, id_token: str, home: str) -> HttpResponseBase | None:
    """Return the redirect that ends the provider's session too; ``None`` when it has none."""
    if not id_token or not is_offered():
        return None
    try:
        response: HttpResponseBase = _client().logout_redirect(
            request, post_logout_redirect_uri=home, id_token_hint=id_token
        )
    except (requests.RequestException, RuntimeError):
        return None  # here the session is over in any case
    return response
