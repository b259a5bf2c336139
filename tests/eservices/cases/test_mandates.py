"""Who acts for whom: nothing opens before it is proved, after its end, once it is revoked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from content.core.models import Delivery
from eservices.accounts import register
from eservices.accounts.models import Person
from eservices.cases import mandates
from eservices.cases.chain import verify
from eservices.cases.enums import EventKind, Evidence, MandateKind
from eservices.cases.mandate_form import mandate_pdf
from eservices.cases.mandates import (
    MandateNotInForce,
    MandateRefused,
    NotAllowed,
    ProvedAlready,
    WrongCode,
)
from eservices.cases.models import Case, Mandate
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-27 10:00Z", tick=False):
        yield


@pytest.fixture
def agent():
    return AssignmentFactory().user


@pytest.fixture
def child() -> Person:
    return register.add(given_names="Zoé", family_name="Démo", email="zoe@example.invalid")


@pytest.fixture
def parent() -> Person:
    return register.add(given_names="Camille", family_name="Exemple")


@pytest.fixture
def draw(agent, child, parent):
    def draw(**changes) -> Mandate:
        told = {
            "represented": child,
            "representative": parent,
            "kind": MandateKind.PARENT,
            "user": agent,
            "begins_on": TODAY,
        }
        return mandates.draw_up(**told | changes)

    return draw


def opens(mandate: Mandate, procedure=None) -> bool:
    try:
        with transaction.atomic():
            mandates.use(mandate=mandate, procedure=procedure or uuid4())
    except MandateNotInForce:
        return False
    return True


def sent_under(mandate: Mandate) -> Case:
    with transaction.atomic():
        case = CaseFactory(person=mandate.represented)
        mandates.say_who_acted(case=case, mandate=mandate)
    return case


class TestInForce:
    def test_nothing_opens_before_it_is_proved(self, draw, agent):
        mandate = draw()
        assert not opens(mandate)
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        assert opens(mandate)
        assert (mandate.evidence, mandate.recorded_by_id) == (Evidence.IN_PERSON, agent.pk)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (TODAY - timedelta(days=1), False),
            (TODAY, True),
            (TODAY + timedelta(days=30), True),
            (TODAY + timedelta(days=31), False),
        ],
    )
    def test_its_period_is_kept_to_the_day(self, draw, agent, day, expected):
        mandate = draw(ends_on=TODAY + timedelta(days=30))
        mandates.prove_in_person(mandate=mandate, note="Jugement", user=agent)
        with time_machine.travel(f"{day} 23:00+01:00", tick=False):
            assert opens(mandate) is expected
            assert mandate.is_in_force is expected

    def test_revoked_it_opens_nothing(self, draw, agent):
        mandate = draw()
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        mandates.revoke(mandate=mandate, user=agent)
        assert not opens(mandate)
        with pytest.raises(ProvedAlready):
            mandates.prove_in_person(mandate=mandate, note="Encore", user=agent)

    def test_it_opens_the_procedures_it_names_alone(self, draw, agent):
        named = uuid4()
        mandate = draw(procedures={named: "Acte de naissance"})
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        assert opens(mandate, named)
        assert not opens(mandate)
        assert mandates.what_for(mandate) == "Acte de naissance"

    def test_a_case_opens_to_the_representative_as_long_as_it_holds(self, draw, agent, parent):
        mandate = draw()
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        case, other = sent_under(mandate), CaseFactory(person=mandate.represented)
        assert mandates.opens(case_uuid=case.uuid, person=parent)
        assert not mandates.opens(case_uuid=other.uuid, person=parent)
        assert list(mandates.cases_opened_to(parent)) == [case]
        mandates.revoke(mandate=mandate, person=mandate.represented)
        assert not mandates.opens(case_uuid=case.uuid, person=parent)
        assert list(mandates.cases_opened_to(parent)) == []

    def test_the_case_says_who_acted_for_whom(self, draw, agent):
        mandate = draw()
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        case = sent_under(mandate)
        said = case.representation
        assert (said.representative_name, said.represented_name) == ("Camille Exemple", "Zoé Démo")
        event = case.events.get(kind=EventKind.REPRESENTED)
        assert event.data == {"mandate": str(mandate.uuid), "as": "parent"}
        case.refresh_from_db()
        assert list(verify(case)) == []


class TestRefusals:
    def test_what_is_no_mandate_is_refused(self, draw, child, agent):
        for changes, reason in (
            ({"representative": child}, "self"),
            ({"ends_on": TODAY - timedelta(days=1)}, "order"),
            ({"kind": MandateKind.HELPER}, "period"),
            ({"kind": MandateKind.HELPER, "ends_on": TODAY + timedelta(days=400)}, "period"),
            ({"procedures": {}}, "scope"),
        ):
            with pytest.raises(MandateRefused) as caught:
                draw(**changes)
            assert caught.value.reason == reason
        assert not Mandate.objects.exists()
        with pytest.raises(MandateRefused):
            mandates.prove_in_person(mandate=draw(), note=" ", user=agent)

    def test_only_staff_who_serve_draw_up_and_prove(self, draw):
        with pytest.raises(NotAllowed):
            draw(user=UserFactory())
        with pytest.raises(NotAllowed):
            mandates.prove_in_person(mandate=draw(), note="x", user=UserFactory())

    def test_only_a_party_or_a_desk_revokes(self, draw, agent):
        stranger = register.add(family_name="Tiers")
        mandate = draw()
        for by in ({"person": stranger}, {"user": UserFactory()}, {}):
            with pytest.raises(NotAllowed):
                mandates.revoke(mandate=mandate, **by)
        mandates.revoke(mandate=mandate, person=mandate.representative)

    def test_the_database_holds_what_a_mandate_is(self, draw, child, parent):
        mandate = draw()
        for wrong in (
            {"representative": child},
            {"ends_on": TODAY - timedelta(days=1)},
            {"kind": MandateKind.HELPER},
            {"given_at": timezone.now()},
            {"given_at": timezone.now(), "evidence": Evidence.PAPER},
            {"given_at": timezone.now(), "evidence": Evidence.IN_PERSON},
            {"evidence": Evidence.SPOKEN_CODE},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Mandate.objects.filter(pk=mandate.pk).update(**wrong)


def test_what_has_no_effect_and_no_request_is_forgotten(draw, agent, parent):
    kept, ended, unproved = draw(), draw(), draw(representative=register.add(family_name="Tiers"))
    for mandate in (kept, ended):
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
    sent_under(kept)
    for mandate in (kept, ended):
        mandates.revoke(mandate=mandate, user=agent)
    mandates.forget_ended()
    assert set(Mandate.objects.all()) == {kept, unproved}
    with time_machine.travel("2027-01-15 10:00Z"):
        mandates.forget_ended()
    assert set(Mandate.objects.all()) == {kept}
    with pytest.raises(ProtectedError):
        parent.delete()


class TestSpokenCode:
    def sent(self, mandate: Mandate) -> str:
        mandates.send_code(mandate=mandate, language="fr")
        return re.search(r"\b\d{6}\b", Delivery.objects.latest("pk").payload["text"])[0]

    def test_the_code_mailed_and_read_aloud_proves_it(self, draw, agent):
        mandate = draw()
        code = self.sent(mandate)
        mandates.prove_by_code(mandate=mandate, code=f"{code[:3]} {code[3:]}", user=agent)
        assert mandate.evidence == Evidence.SPOKEN_CODE
        assert opens(mandate)

    def test_a_wrong_or_old_code_proves_nothing_and_is_tried_few_times(self, draw, agent):
        mandate = draw()
        code = self.sent(mandate)
        wrong = "000000" if code != "000000" else "000001"
        with pytest.raises(WrongCode):
            mandates.prove_by_code(mandate=mandate, code="", user=agent)
        with time_machine.travel("2026-11-27 11:30Z"), pytest.raises(WrongCode):
            mandates.prove_by_code(mandate=mandate, code=code, user=agent)
        for _time in range(mandates.MAX_FAILURES):
            with pytest.raises(WrongCode):
                mandates.prove_by_code(mandate=mandate, code=wrong, user=agent)
        with pytest.raises(WrongCode):
            mandates.prove_by_code(mandate=mandate, code=code, user=agent)
        assert not opens(mandate)

    def test_without_an_address_no_code_goes(self, draw, child):
        register.change(person=child, email="")
        with pytest.raises(mandates.NoAddress):
            mandates.send_code(mandate=draw(), language="fr")


def test_the_form_to_sign_is_a_tagged_pdf(draw):
    import io

    import pikepdf

    mandate = draw(
        kind=MandateKind.HELPER,
        ends_on=TODAY + timedelta(days=90),
        organisation="Centre social (démo)",
        procedures={uuid4(): "Demander un acte"},
    )
    for language in ("fr", "en"):
        with pikepdf.open(io.BytesIO(mandate_pdf(mandate, language))) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith(language)
            assert len(pdf.pages) == 1


class TestInTheSpace:
    def client(self, person: Person) -> Client:
        user = UserFactory()
        Person.objects.filter(pk=person.pk).update(user=user)
        client = Client()
        client.force_login(user)
        return client

    def test_the_person_sees_and_ends_it(self, draw, agent, child, parent):
        mandate = draw()
        mandates.prove_in_person(mandate=mandate, note="Livret de famille", user=agent)
        case = sent_under(mandate)
        page = f"/fr/mon-espace/mandat/{mandate.uuid}/"
        theirs, mine = self.client(parent), self.client(child)
        assert "Zoé Démo" in theirs.get("/fr/mon-espace/").content.decode()
        assert theirs.get(f"/fr/suivi/{case.uuid}/").status_code == 200
        assert "Camille Exemple" in mine.get(page).content.decode()
        assert self.client(register.add(family_name="Tiers")).get(page).status_code == 404
        mine.post(page)
        mandate.refresh_from_db()
        assert mandate.revoked_at is not None
        assert theirs.get(f"/fr/suivi/{case.uuid}/").status_code == 302
        assert mine.get(f"/fr/suivi/{case.uuid}/").status_code == 200
