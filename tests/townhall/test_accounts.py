"""How members of staff sign in: our forms, our words, a second factor, no way around."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from content.core.models import Delivery

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "camille@ville.invalid", "un-mot-de-passe-long"


@pytest.fixture(autouse=True)
def no_attempts() -> None:
    cache.clear()


@pytest.fixture
def person():
    return get_user_model().objects.create_user(email=EMAIL, password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD):
    return client.post("/fr/compte/login/", {"login": EMAIL, "password": password})


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_wrong_password_says_what_to_check_and_keeps_the_address(client: Client, person) -> None:
    response = sign_in(client, "faux")
    page = response.content.decode()
    assert response.status_code == 422
    assert page.index("error-summary") < page.index("<h1")
    assert f'value="{EMAIL}"' in page
    assert "placeholder" not in page


def test_an_empty_answer_is_named(client: Client) -> None:
    page = client.post("/fr/compte/login/", {}).content.decode()
    assert "« Mot de passe\N{NO-BREAK SPACE}»" in page.replace("«\N{NO-BREAK SPACE}", "« ")
    assert page.count('aria-invalid="true"') == 2


def test_whoever_may_not_enter_the_admin_is_told_so(client: Client, person) -> None:
    sign_in(client)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_the_link_for_a_new_password_is_left_to_the_worker(client: Client, person) -> None:
    for address in (EMAIL, "personne@ville.invalid"):
        response = client.post("/fr/compte/password/reset/", {"email": address})
        assert response["Location"] == "/fr/compte/password/reset/done/"
    mails = Delivery.objects.filter(key__startswith="account:")
    assert [mail.payload["to"] for mail in mails] == [EMAIL]
    link = re.search(r"/fr/compte/password/reset/key/\S+", mails[0].payload["text"])
    assert link is not None
    form = client.get(link[0], follow=True)
    assert form.status_code == 200
    chosen = {"password1": "encore-plus-long-1", "password2": "encore-plus-long-1"}
    client.post(form.redirect_chain[-1][0], chosen)
    person.refresh_from_db()
    assert person.check_password("encore-plus-long-1")


def test_the_second_factor_is_turned_on_then_asked_for(client: Client, person) -> None:
    sign_in(client)
    address = "/fr/compte/2fa/totp/activate/"
    secret = client.get(address).context["form"].secret
    assert client.post(address, {"code": "000000"}).status_code == 422
    assert client.post(address, {"code": code(secret)}).status_code == 302
    spare = client.get("/fr/compte/2fa/recovery-codes/").context["unused_codes"]
    client.post("/fr/compte/logout/")

    response = sign_in(client)
    assert response["Location"] == "/fr/compte/2fa/authenticate/"
    assert client.post(response["Location"], {"code": "000000"}).status_code == 422
    assert client.post(response["Location"], {"code": spare[0]}).status_code == 302
    assert client.get("/fr/compte/2fa/").status_code == 200


def test_the_password_is_asked_again_only_when_the_sign_in_is_old(client: Client, person) -> None:
    address = "/fr/compte/2fa/totp/activate/"
    with time_machine.travel("2026-11-27 10:00", tick=False) as clock:
        sign_in(client)
        clock.shift(299)
        assert client.get(address).status_code == 200
        clock.shift(1)
        asked = client.get(address)
        assert asked["Location"].startswith("/fr/compte/reauthenticate/")
        assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address
        assert client.get(address).status_code == 200


def test_pages_are_written_in_both_languages(client: Client) -> None:
    paths = ["login/", "signup/", "inactive/", "password/reset/", "password/reset/done/"]
    paths += ["password/reset/key/1-a-b/", "password/reset/key/done/"]
    for path in paths:
        headings = []
        for prefix in ("/fr/compte/", "/en/account/"):
            page = client.get(prefix + path).content.decode()
            headings += re.findall(r"<h1>(.+?)</h1>", page)
        assert len(set(headings)) == 2, (path, headings)
