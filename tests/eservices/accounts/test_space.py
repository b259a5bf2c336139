"""The person's space: links that open once, what is offered, forgotten, closed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from content.core.models.deliveries import Delivery
from eservices.accounts import persons, sign_in
from eservices.accounts.models import KnownAnswer, Person, SignInLink, User
from eservices.cases.models import Case
from eservices.procedures.models import Draft
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.cases.factories import CaseFactory
from tests.eservices.procedures import samples

pytestmark = pytest.mark.django_db

ENTER = "/fr/mon-espace/entrer/"
EMAIL = "camille@example.invalid"


@pytest.fixture(autouse=True)
def no_limit_from_before() -> None:
    cache.clear()


def mailed(client: Client, email: str = EMAIL, query: str = "") -> str:
    """Ask for a link and return its path, as the mail gives it."""
    assert client.post(ENTER + query, {"email": email}).status_code == 200
    text = Delivery.objects.latest("pk").payload["text"]
    found = re.search(r"http\S+(/fr/\S+)", text)
    assert found, text
    return found[1]


def enter(client: Client, email: str = EMAIL) -> User:
    assert client.post(mailed(client, email)).status_code == 302
    return User.objects.get(email=email)


def test_a_link_makes_a_space_and_opens_it(client):
    path = mailed(client)
    assert not User.objects.exists()
    assert EMAIL in client.get(path).content.decode()
    assert not User.objects.exists(), "a program that reads mails followed the link"
    response = client.post(path)
    assert response.headers["Location"] == "/fr/mon-espace/"
    page = client.get("/fr/mon-espace/")
    assert page.headers["Cache-Control"] == "no-store"
    assert EMAIL in page.content.decode()
    assert Person.objects.get().user == User.objects.get(email=EMAIL)


def test_a_link_opens_once(client):
    path = mailed(client)
    assert client.post(path).status_code == 302
    assert Client().post(path).status_code == 410
    assert Client().get(path).status_code == 410


def test_two_clicks_at_once_open_once(client):
    """The row decides, not the look before: both saw it unused."""
    path = mailed(client)
    secret = path.rstrip("/").rpartition("/")[2]
    link = sign_in.check_link(secret)
    assert SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    with pytest.raises(sign_in.LinkRefused):
        sign_in.use_link(secret=secret)


def test_an_old_link_is_refused_with_a_way_on(client):
    path = mailed(client)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = client.post(path)
    assert response.status_code == 410
    assert "M’envoyer un lien" in response.content.decode()
    sign_in.forget_old_links()
    assert not SignInLink.objects.exists()


def test_the_mail_alone_holds_the_secret(client):
    secret = mailed(client).rstrip("/").rpartition("/")[2]
    assert SignInLink.objects.get().digest == sign_in.digest(secret) != secret


@pytest.mark.parametrize("how", ["assignment", "superuser", "group"])
def test_staff_never_pass_by_their_second_factor(client, how):
    user = UserFactory(email=EMAIL, is_superuser=how == "superuser")
    if how == "assignment":
        AssignmentFactory(user=user)
    if how == "group":
        user.groups.add(Group.objects.create(name="Rédaction"))
    assert mailed(client) == ENTER
    link = SignInLink.objects.get()
    assert link.used_at is not None
    # Even a link made before the person joined the staff.
    SignInLink.objects.create(
        digest=sign_in.digest("s"), email=EMAIL, expires_at=timezone.now() + timedelta(hours=1)
    )
    client.post(f"{ENTER}s/")
    assert "_auth_user_id" not in client.session


def test_nobody_learns_who_has_a_space(client):
    UserFactory(email=EMAIL)
    known = client.post(ENTER, {"email": EMAIL}).content.decode()
    other = client.post(ENTER, {"email": "autre@example.invalid"}).content.decode()
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", known).replace(EMAIL, "") == token.sub("", other).replace(
        "autre@example.invalid", ""
    )


def test_asking_again_and_again_is_limited(client):
    for _time in range(5):
        assert client.post(ENTER, {"email": EMAIL}).status_code == 200
    assert client.post(ENTER, {"email": EMAIL}).status_code == 429


def test_a_wrong_address_is_said_beside_the_field(client):
    response = client.post(ENTER, {"email": "camille"})
    assert response.status_code == 422
    assert 'value="camille"' in response.content.decode()


def test_the_link_leads_where_the_person_was_going_and_nowhere_else(client):
    path = mailed(client, query="?next=/fr/aide/")
    assert client.post(path).headers["Location"] == "/fr/aide/"
    path = mailed(client, query="?next=https://ailleurs.invalid/")
    assert client.post(path).headers["Location"] == "/fr/mon-espace/"


def test_strangers_are_sent_to_enter(client):
    for path in ("/fr/mon-espace/", "/en/my-space/", "/fr/mon-espace/fermer/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Location"].endswith(f"next={path}")


def test_drafts_and_requests_are_listed_for_their_person_alone(client):
    samples.publish()
    user = enter(client)
    resident = samples.Resident(client).start()
    person = Person.objects.get(user=user)
    assert Draft.objects.get().person == person
    own = CaseFactory(person=person)
    other = CaseFactory()
    page = client.get("/fr/mon-espace/").content.decode()
    assert str(resident.draft.uuid) in page
    assert str(own.uuid) in page
    assert str(other.uuid) not in page
    assert client.get(f"/fr/suivi/{own.uuid}/").status_code == 200
    assert client.get(f"/fr/suivi/{other.uuid}/").status_code == 302


def test_another_device_goes_on_with_the_draft(client):
    samples.publish()
    enter(client)
    draft = samples.Resident(client).start().fill("acte").draft
    elsewhere = Client()
    address = f"/fr/demarches/acte/d/{draft.uuid}/personne/"
    assert elsewhere.get(address).status_code == 403
    cache.clear()
    enter(elsewhere)
    assert elsewhere.get(address).status_code == 200


def test_one_answer_is_forgotten(client):
    user = enter(client)
    person = persons.person_of(user)
    persons.remember(person=person, answers={"phone": "01 99 00 00 01", "shoe_size": "43"})
    assert "01 99 00 00 01" in client.get("/fr/mon-espace/").content.decode()
    assert not KnownAnswer.objects.filter(key="shoe_size").exists()
    response = client.post("/fr/mon-espace/oublier/phone/")
    assert response.status_code == 302
    assert not KnownAnswer.objects.exists()


def test_a_closed_space_keeps_the_requests_and_nothing_else(client):
    user = enter(client)
    person = persons.person_of(user)
    persons.remember(person=person, answers={"phone": "01 99 00 00 01"})
    case = CaseFactory(person=person)
    assert client.get("/fr/mon-espace/fermer/").status_code == 200
    assert client.post("/fr/mon-espace/fermer/").status_code == 302
    assert not User.objects.filter(pk=user.pk).exists()
    assert not KnownAnswer.objects.exists()
    assert Case.objects.get(pk=case.pk).person == person
    assert client.get("/fr/mon-espace/").status_code == 302


def test_signing_out_leaves_nothing(client):
    enter(client)
    client.post("/fr/mon-espace/quitter/")
    assert client.get("/fr/mon-espace/").status_code == 302


def test_the_space_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    person = persons.person_of(enter(client))
    for _case in range(3):
        CaseFactory(person=person)
    client.get("/fr/mon-espace/")
    with django_assert_max_num_queries(14):
        client.get("/fr/mon-espace/")
    assert connection.vendor
