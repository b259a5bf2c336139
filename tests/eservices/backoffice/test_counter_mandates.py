"""At the counter: somebody who acts for another, on evidence, until it is revoked."""

from __future__ import annotations

import pytest
from django.utils import timezone

from eservices.accounts import register
from eservices.accounts.models import Person
from eservices.cases import mandates
from eservices.cases.models import Case, Mandate
from eservices.procedures.models import Draft, Procedure
from tests.eservices.backoffice.counter import Counter
from tests.eservices.cases.factories import jpeg, upload
from tests.eservices.procedures import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def version():
    return samples.publish()


@pytest.fixture
def parent() -> Person:
    return register.add(given_names="Camille", family_name="Exemple")


@pytest.fixture
def child() -> Person:
    return register.add(given_names="Zoé", family_name="Démo")


def told(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    data = {"role": "representative", "kind": "parent", "scope": "all"}
    data |= {f"begins_on-{part}": getattr(today, part) for part in ("day", "month", "year")}
    return data | changes


def drawn(counter: Counter, other: Person, **changes: object) -> Mandate:
    page = counter.url(f"mandates/with/{other.uuid}/")
    response = counter.client.post(page, told(**changes))
    assert response.status_code == 302, response.content.decode()
    return Mandate.objects.latest("pk")


def one(counter: Counter, mandate: Mandate, rest: str = "") -> str:
    return counter.url(f"mandates/{mandate.uuid}/{rest}")


def test_a_parent_acts_for_a_child_and_the_case_says_so(parent, child):
    counter = Counter().begin(parent)
    found = counter.client.post(counter.url("mandates/"), {"typed": "zoe demo"})
    assert str(child.uuid) in found.content.decode()
    mandate = drawn(counter, child)
    assert counter.client.get(one(counter, mandate, "form.pdf")).content.startswith(b"%PDF")
    ask = {"what": "acte", "mandate": str(mandate.uuid)}
    assert counter.client.post(counter.url(), ask).status_code == 409  # without effect yet
    assert not Draft.objects.exists()
    counter.client.post(one(counter, mandate), {"act": "seen", "note": "Livret de famille"})

    assert counter.client.post(counter.url(), ask).status_code == 302
    counter.draft = Draft.objects.get()
    counter.fill()
    counter.send()

    case = Case.objects.get()
    assert case.person == child
    assert case.representation.representative_name == "Camille Exemple"
    receipt = counter.client.get(counter.page("receipt/")).content.decode()
    assert "Camille Exemple" in receipt
    assert "Zoé Démo" in receipt


def test_a_mandate_revoked_meanwhile_sends_nothing(parent, child):
    counter = Counter().begin(parent)
    mandate = drawn(counter, child)
    mandates.prove_in_person(mandate=mandate, note="Livret", user=counter.user)
    counter.client.post(counter.url(), {"what": "acte", "mandate": str(mandate.uuid)})
    counter.draft = Draft.objects.get()
    counter.fill()
    mandates.revoke(mandate=mandate, user=counter.user)
    assert counter.send().status_code == 422
    assert not Case.objects.exists()
    assert Draft.objects.get().submitted_at is None


def test_a_signed_paper_is_scanned_in(parent, child):
    counter = Counter().begin(parent)
    mandate = drawn(counter, child)
    assert counter.client.post(one(counter, mandate), {"act": "paper"}).status_code == 422
    counter.client.post(one(counter, mandate), {"act": "paper", "paper": upload(jpeg())})
    mandate.refresh_from_db()
    assert mandate.paper is not None
    assert mandate.is_in_force


def test_it_is_for_the_procedures_ticked(parent, child):
    counter = Counter().begin(parent)
    page = counter.url(f"mandates/with/{child.uuid}/")
    assert counter.client.post(page, told(scope="some")).status_code == 422
    named = Procedure.objects.get()
    mandate = drawn(counter, child, scope="some", procedures=[str(named.uuid)])
    assert [scope.procedure for scope in mandate.scopes.all()] == [named.uuid]


def test_a_helper_needs_an_end(parent, child):
    counter = Counter().begin(parent)
    page = counter.url(f"mandates/with/{child.uuid}/")
    response = counter.client.post(page, told(kind="helper"))
    assert response.status_code == 422
    assert not Mandate.objects.exists()


def test_any_desk_revokes_for_either_of_the_two(parent, child):
    first = Counter().begin(parent)
    mandate = drawn(first, child)
    second = Counter().begin(child)
    second.client.post(one(second, mandate, "revoke/"))
    mandate.refresh_from_db()
    assert mandate.revoked_by_id == second.user.pk


def test_a_mandate_between_others_opens_at_no_desk(parent, child):
    mandate = drawn(Counter().begin(parent), child)
    stranger = Counter().begin(register.add(family_name="Tiers"))
    for rest in ("", "form.pdf"):
        assert stranger.client.get(one(stranger, mandate, rest)).status_code == 404
    assert stranger.client.post(one(stranger, mandate, "revoke/")).status_code == 404
    ask = {"what": "acte", "mandate": str(mandate.uuid)}
    assert stranger.client.post(stranger.url(), ask).status_code == 409


def test_the_other_is_written_down_when_new(parent):
    counter = Counter().begin(parent)
    response = counter.client.post(counter.url("mandates/"), {"family_name": "Nouveau"})
    other = Person.objects.get(family_name="Nouveau")
    assert response.url == counter.url(f"mandates/with/{other.uuid}/")
