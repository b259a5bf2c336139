"""What a person's space knows is offered, never asked twice, and read-only where it was proved."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from eservices.accounts import persons
from eservices.accounts.models import KnownAnswer, Person, User
from eservices.procedures.models import Submission
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ADDRESS, BORN, EMAIL, NAME, Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = UserFactory(email="camille@example.invalid")
    client.force_login(user)
    return user


def own(person_name: bool = False) -> None:
    """Publish the sample, its questions about whoever fills it in."""
    raw = samples.definition().model_dump(mode="json", by_alias=True)
    for step in raw["steps"]:
        for field in step["fields"]:
            if person_name and field["id"] == NAME:
                field["autocomplete"] = "name"
            if person_name and field["id"] == BORN:
                field["autocomplete"] = "bday"
    samples.publish(samples.Definition.model_validate(raw))


def prove(user: User) -> Person:
    person = persons.person_of(user)
    person.identity_issuer, person.identity_subject = "https://idp.invalid", "1"
    person.identity = {"given": "Camille Louise", "family": "Démo", "birth_date": "1980-05-02"}
    person.identity_at = timezone.now()
    person.save()
    return person


def test_what_was_given_once_is_offered_the_next_time(client, user):
    own()
    Resident(client).start().fill().send()
    assert KnownAnswer.objects.get(key="address").value["street"] == "1 rue de la Démo"
    second = Resident(client).start().fill("acte", "personne", "lieu")
    page = second.get("coordonnees/").content.decode()
    assert 'value="1 rue de la Démo"' in page
    assert 'value="camille@example.invalid"' in page
    assert "Repris de votre espace" in page


def test_what_is_offered_can_be_changed(client, user):
    own()
    persons.remember(person=persons.person_of(user), answers={"address": {"street": "2 rue Démo"}})
    resident = Resident(client).start().fill()
    resident.send()
    values = {
        row["field"]: row["value"]
        for section in Submission.objects.get().answers
        for row in section["rows"]
    }
    assert values[ADDRESS]["street"] == "1 rue de la Démo"


def test_a_proved_identity_is_read_and_not_changed(client, user):
    own(person_name=True)
    prove(user)
    resident = Resident(client).start().fill("acte")
    page = resident.get("personne/").content.decode()
    assert 'value="Camille Louise"' in page
    assert "disabled" in page
    typed = {f"{NAME}-given": "Autre", f"{NAME}-family": "Personne", samples.LINK: "self"}
    assert resident.post("personne", typed).status_code == 302
    resident.fill("lieu", "coordonnees")
    assert resident.send().status_code == 302
    values = {
        row["field"]: row["value"]
        for section in Submission.objects.get().answers
        for row in section["rows"]
    }
    assert values[NAME] == {"given": "Camille Louise", "family": "Démo"}
    assert values[BORN] == "1980-05-02"
    assert not KnownAnswer.objects.filter(key="name").exists()


def test_another_person_is_never_filled_in(client, user):
    """Without an autocomplete token the question is about somebody else."""
    own()
    prove(user)
    resident = Resident(client).start().fill("acte")
    assert "Camille Louise" not in resident.get("personne/").content.decode()


def test_without_a_space_nothing_is_kept_or_offered(client):
    own()
    Resident(client).start().fill().send()
    assert not KnownAnswer.objects.exists()
    assert not Person.objects.exists()


def test_a_test_draft_teaches_nothing(client, user):
    own()
    resident = Resident(client).start()
    resident.draft.is_test = True
    resident.draft.save()
    resident.fill().send()
    assert not KnownAnswer.objects.filter(key="address").exists()


def test_email_is_the_one_of_the_space(client, user):
    own()
    resident = Resident(client).start().fill("acte", "personne", "lieu")
    page = resident.get("coordonnees/").content.decode()
    assert f'name="{EMAIL}"' in page
    assert 'value="camille@example.invalid"' in page


@pytest.mark.parametrize("commune", ["75102", "69123", "00000"])
def test_a_proved_civil_status_is_read_only_when_it_is_whole(client, user, commune):
    raw = samples.definition().model_dump(mode="json", by_alias=True)
    [field] = [f for step in raw["steps"] for f in step["fields"] if f["id"] == NAME]
    field |= {"kind": "identity", "autocomplete": "name", "source": "birth_date birth_place"}
    samples.publish(samples.Definition.model_validate(raw))
    person = prove(user)
    person.identity |= {"birth_commune": commune, "birth_country_code": "99100"}
    person.save()
    resident = Resident(client).start().fill("acte")
    page = resident.get("personne/").content.decode()
    assert 'value="Camille Louise"' in page
    # A place that no register knows is asked of the person.
    assert ("disabled" in page) == (commune != "00000")
    typed = {f"{BORN}-day": "2", f"{BORN}-month": "5", f"{BORN}-year": "1980", samples.LINK: "self"}
    assert resident.post("personne", typed).status_code == (302 if commune != "00000" else 422)
