"""A request sent at a counter comes into its owner's space, exactly once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from eservices.accounts import register
from eservices.accounts.models import Person
from eservices.cases import claims, codes, tracking
from eservices.cases.chain import verify
from eservices.cases.enums import Channel, EventKind
from eservices.cases.models import Case, CaseClaim
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.cases.factories import CaseFactory, prove

pytestmark = pytest.mark.django_db


def space(**facts: str) -> tuple[Person, Client]:
    person = Person.objects.create(user=UserFactory(), **facts)
    client = Client()
    client.force_login(person.user)
    return person, client


@pytest.fixture
def case() -> Case:
    written = register.add(given_names="Camille", family_name="Démo")
    return CaseFactory(person=written, channel=Channel.COUNTER)


def claim(case: Case, person: Person, proof: str, address: str = "1.2.3.4") -> Case:
    return claims.claim(code=case.grouped_code, proof=proof, person=person, address=address)


def test_the_code_and_a_fact_bring_it_in(case):
    person, client = space()
    former = case.person
    claim(case, person, "75004")
    case.refresh_from_db()
    assert case.person == person
    assert case.claim.former == former
    event = case.events.get(kind=EventKind.CLAIMED)
    assert (event.actor_role, event.data) == ("resident", {})
    assert list(verify(case)) == []
    assert client.get(f"/fr/suivi/{case.uuid}/").status_code == 200


def test_the_one_time_code_of_the_receipt_does_too_and_once(case):
    person, _client = space()
    other, _client = space()
    printed = codes.grouped(claims.one_time_code(case)).lower()
    claim(case, person, printed)
    for who in (other, person):
        with pytest.raises(claims.ClaimedAlready):
            claim(case, who, printed)
    case.refresh_from_db()
    assert case.person == person
    assert CaseClaim.objects.count() == 1


def test_the_one_time_code_belongs_to_its_case_and_to_help_alone(case):
    person, _client = space()
    alone = CaseFactory(channel=Channel.ONLINE)
    assert claims.one_time_code(alone) == ""
    assert claims.one_time_code(case) != claims.one_time_code(CaseFactory(channel="counter"))
    with pytest.raises(tracking.NotFound):
        claim(alone, person, claims.one_time_code(case))
    with pytest.raises(tracking.NotFound):
        claim(alone, person, claims._code(alone, "another secret"))


def test_a_wrong_proof_brings_nothing_and_is_limited(case):
    person, _client = space()
    for _time in range(tracking.MAX_FAILURES_FOR_CODE):
        with pytest.raises(tracking.NotFound):
            claim(case, person, "75001")
    with pytest.raises(tracking.TooManyAttempts):
        claim(case, person, "75004")
    case.refresh_from_db()
    assert case.person != person


def test_what_is_in_a_space_stays_there(case):
    person, _client = space()
    Person.objects.filter(pk=case.person_id).update(user=UserFactory())
    with pytest.raises(claims.ClaimedAlready):
        claim(case, person, "75004")


def test_the_database_holds_one_claim(case):
    person, _client = space()
    claim(case, person, "75004")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseClaim.objects.create(case=case, person=person)


class TestPages:
    PAGE = "/fr/mon-espace/rattacher/"

    def test_it_asks_to_sign_in_first(self, case):
        response = Client().get(self.PAGE)
        assert response.url == f"/fr/mon-espace/entrer/?next={self.PAGE}"

    def test_errors_stand_beside_the_field(self, case):
        _person, client = space()
        response = client.post(self.PAGE, {"code": "nonsense", "proof": ""})
        assert response.status_code == 422
        response = client.post(self.PAGE, {"code": case.grouped_code, "proof": "75001"})
        assert response.status_code == 422
        response = client.post(self.PAGE, {"code": case.grouped_code, "proof": "75004"})
        assert response.url == f"/fr/suivi/{case.uuid}/"
        response = client.post(self.PAGE, {"code": case.grouped_code, "proof": "75004"})
        assert response.status_code == 422

    def test_the_space_leads_there(self):
        _person, client = space()
        assert self.PAGE in client.get("/fr/mon-espace/").content.decode()

    def test_who_has_just_proved_it_keeps_it_by_one_button(self, case):
        person, client = space()
        keep = f"/fr/suivi/{case.uuid}/rattacher/"
        assert client.post(keep).url == self.PAGE
        prove(client, case)
        assert keep in client.get(f"/fr/suivi/{case.uuid}/").content.decode()
        client.post(keep)
        case.refresh_from_db()
        assert case.person == person
        assert keep not in client.get(f"/fr/suivi/{case.uuid}/").content.decode()
