"""Entering with a proved identity, against a real OpenID Connect provider."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from eservices.accounts import persons
from eservices.accounts.models import Person, User
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.node]

ORIGIN = "http://testserver"
CAMILLE = {
    "sub": "camille-demo",
    "given_name": "Camille Louise",
    "family_name": "DÉMO",
    "birthdate": "1980-05-02",
    "birthplace": "75102",
    "birthcountry": "99100",
    "email": "camille@example.invalid",
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def provider(site: Any, **changes: str) -> Iterator[None]:
    """Serve a provider that signs in the same person whoever asks."""
    port = _free_port()
    command = [str(shutil.which("node")), str(Path(__file__).with_name("provider.mjs")), str(port)]
    command += ["townhall", "a-secret-of-the-tests"]
    command += [f"{ORIGIN}/oidc/callback/", f"{ORIGIN}/oidc/left/", json.dumps(CAMILLE | changes)]
    with subprocess.Popen(
        command, cwd=settings.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline()
            site.OIDC_ISSUER = f"http://127.0.0.1:{port}"
            site.OIDC_CLIENT_ID, site.OIDC_CLIENT_SECRET = "townhall", "a-secret-of-the-tests"
            yield
        finally:
            process.kill()


def go(client: Client, query: str = "") -> str:
    """Press the button, sign in at the provider, and return the address it sends back to."""
    leaving = client.get(f"/fr/mon-espace/identite/{query}")
    assert leaving.status_code == 302
    return _walk(leaving.headers["Location"])


def _walk(url: str) -> str:
    """Follow the provider's own redirects as a browser, up to one that leads to our site."""
    with requests.Session() as browser:
        while not url.startswith(ORIGIN):
            answer = browser.get(url, allow_redirects=False, timeout=10)
            assert answer.is_redirect, answer.text[:500]
            url = str(answer.next.url) if answer.next else ""
    return url


def come_back(client: Client, url: str) -> Any:
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}")


def test_a_proved_identity_opens_a_space(client, settings):
    with provider(settings):
        leaving = client.get("/fr/mon-espace/identite/")
        asked = parse_qs(urlsplit(leaving.headers["Location"]).query)
        assert asked["acr_values"] == ["eidas1"]
        assert asked["nonce"]
        assert asked["code_challenge_method"] == ["S256"]
        response = come_back(client, _walk(leaving.headers["Location"]))
    assert response.status_code == 302
    assert response.headers["Location"] == "/fr/mon-espace/"
    person = Person.objects.get()
    assert (person.given_names, person.family_name) == ("Camille Louise", "DÉMO")
    assert person.identity["birth_date"] == "1980-05-02"
    assert persons.known(person)["identity"]["given"] == "Camille Louise"
    page = client.get("/fr/mon-espace/").content.decode()
    assert "Camille Louise" in page
    assert "FranceConnect" in page


def test_the_same_identity_opens_the_same_space(client, settings):
    with provider(settings):
        come_back(client, go(client))
        elsewhere = Client()
        come_back(elsewhere, go(elsewhere))
    assert User.objects.count() == Person.objects.count() == 1
    assert elsewhere.get("/fr/mon-espace/").status_code == 200


def test_an_address_told_by_the_provider_opens_no_account(client, settings):
    """Nobody proved it: the owner of the address keeps their space to themselves."""
    owner = UserFactory(email=CAMILLE["email"])
    with provider(settings):
        come_back(client, go(client))
    assert client.session["_auth_user_id"] != str(owner.pk)


def test_a_space_entered_by_mail_takes_the_identity(client, settings):
    user = UserFactory(email="autre@example.invalid")
    client.force_login(user)
    with provider(settings):
        come_back(client, go(client))
    person = Person.objects.get()
    assert person.user == user
    assert person.identity_subject
    assert User.objects.count() == 1


def test_an_identity_is_never_of_two_spaces(client, settings):
    with provider(settings):
        come_back(client, go(client))
        client.post("/fr/mon-espace/quitter/")
        other = Client()
        other.force_login(UserFactory())
        assert come_back(other, go(other)).status_code == 409
    with pytest.raises(IntegrityError):
        Person.objects.create(
            identity_issuer=Person.objects.get(identity_subject__gt="").identity_issuer,
            identity_subject=CAMILLE["sub"],
        )


def test_staff_never_enter_with_it(client, settings):
    with provider(settings):
        come_back(client, go(client))
        AssignmentFactory(user=User.objects.get())
        other = Client()
        come_back(other, go(other))
    assert "_auth_user_id" not in other.session


def test_a_lower_level_of_assurance_is_refused(client, settings):
    settings.OIDC_ACR = "eidas2"
    with provider(settings, acr="eidas1"):
        response = come_back(client, go(client))
    assert response.status_code == 502
    assert not User.objects.exists()


def test_coming_back_without_signing_in_says_so(client, settings):
    with provider(settings, refuses="yes"):
        response = come_back(client, go(client))
    assert response.status_code == 200
    assert "sans vous être identifié" in response.content.decode()


def test_an_answer_is_good_for_the_browser_that_asked(client, settings):
    with provider(settings):
        url = go(client)
        assert come_back(Client(), url).status_code == 502
        assert come_back(client, url).status_code == 302
        assert come_back(client, url).status_code == 502, "an answer served twice"


def test_a_provider_that_is_away_leaves_the_other_way(client, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{_free_port()}"
    response = client.get("/fr/mon-espace/identite/")
    assert response.status_code == 503
    assert "adresse e-mail" in response.content.decode()


def test_signing_out_ends_the_session_of_the_provider_too(client, settings):
    with provider(settings):
        come_back(client, go(client))
        response = client.post("/fr/mon-espace/quitter/")
        assert response.headers["Location"].startswith(settings.OIDC_ISSUER)
        assert "id_token_hint=" in response.headers["Location"]
    assert client.get("/oidc/left/").headers["Location"] == "/fr/mon-espace/entrer/"
    assert client.get("/fr/mon-espace/").status_code == 302


def test_without_a_provider_nothing_speaks_of_one(client, settings):
    settings.OIDC_ISSUER = ""
    assert "FranceConnect" not in client.get("/fr/mon-espace/entrer/").content.decode()
    assert client.get("/fr/mon-espace/identite/").status_code == 302
