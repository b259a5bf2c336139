"""A correction from the desk to the merged answers, with and without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.core.models import Delivery
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases import chain
from eservices.cases import services as cases
from eservices.cases.acknowledging import acknowledge
from eservices.cases.clocks.caches import clocks_of
from eservices.cases.enums import CaseState, EventKind
from eservices.cases.finding import find
from eservices.cases.kinds import kinds
from eservices.cases.models import Case
from eservices.procedures.corrections import services
from eservices.procedures.corrections.asked import current_answers_of
from eservices.procedures.corrections.changes import history
from eservices.procedures.models import AnswerRevision, Correction, Submission
from eservices.records.models import AnswersErased
from tests.eservices.cases.factories import agent_for, jpeg, prove, upload
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import LINK, NAME, PROOF, Resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores_in_memory")]

LEGAL = {"silence": "agreement", "amount": 2, "text": {"values": {"fr": "CRPA"}}}


@pytest.fixture
def case(client: Client) -> Case:
    samples.publish(samples.definition(legal=LEGAL))
    Resident(client).start().fill().send()
    return Case.objects.get()


@pytest.fixture
def agent(case: Case) -> User:
    user: User = agent_for(case)
    user.groups.add(ensure_groups())
    return user


@pytest.fixture
def resident(case: Case) -> Client:
    client = Client()
    assert prove(client, case, "camille@example.invalid").status_code == 302
    return client


def ask(case: Case, agent: User, *names: str, **more: Any) -> Correction:
    case.refresh_from_db()
    terms: dict[str, Any] = {
        "items": dict.fromkeys(names, "Illisible"),
        "text": "Bonjour",
        "incomplete": True,
        "until": timezone.localdate() + timedelta(days=15),
        "seen_lock": case.lock,
    }
    return services.ask(case=case, user=agent, **(terms | more))


def url(case: Case, rest: str = "") -> str:
    return f"/fr/suivi/{case.uuid}/corriger/{rest}"


def typed(correction: Correction, **values: str) -> dict[str, str]:
    correction.refresh_from_db()
    return {"seen": str(correction.lock), **values}


def name(family: str) -> dict[str, str]:
    return {f"{NAME}-given": "Camille", f"{NAME}-family": family}


def corrected(resident: Client, case: Case, correction: Correction, family: str = "Démot") -> None:
    answer = resident.post(url(case, "1/"), typed(correction) | name(family))
    assert answer.url == url(case, "verifier/"), answer
    assert resident.post(answer.url, typed(correction)).status_code == 302


def shown(case: Case) -> str:
    sections = kinds["procedure"].answers(case, "fr")
    return "\n".join(row.value for section in sections for row in section.rows)


class TestAsking:
    def test_at_the_desk_answers_are_ticked_and_reasons_needed(
        self, case: Case, agent: User, client: Client
    ) -> None:
        client.force_login(agent)
        cases.record_opening(case=case, user=agent, reason="processing")
        address = f"/admin/requests/{case.uuid}/correction/"
        page = client.get(address).content.decode()
        assert "Camille Démo" in page
        case.refresh_from_db()
        until = (timezone.localdate() + timedelta(days=10)).isoformat()
        posted = {"seen": str(case.lock), "until": until, f"ask-{NAME}": "on", "incomplete": "on"}

        assert client.post(address, posted).status_code == 422
        assert client.post(address, posted | {f"why-{NAME}": "Coquille ?"}).status_code == 302

        correction = Correction.objects.get()
        assert correction.why == {NAME: "Coquille ?"}
        case.refresh_from_db()
        assert case.state == CaseState.WAITING
        desk = client.get(f"/admin/requests/{case.uuid}/").content.decode()
        assert "Coquille ?" in desk
        assert f'{address}"' not in desk  # one at a time

    def test_it_is_for_those_who_opened_the_file(
        self, case: Case, agent: User, client: Client
    ) -> None:
        client.force_login(agent)

        assert client.get(f"/admin/requests/{case.uuid}/correction/").url.endswith(f"{case.uuid}/")

    def test_one_is_under_way_at_a_time(self, case: Case, agent: User) -> None:
        correction = ask(case, agent, NAME)

        with pytest.raises(services.AlreadyAsked):
            ask(case, agent, LINK)
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(case=case, asked=case.events.first())
        assert Correction.objects.get() == correction

    def test_an_incomplete_file_stops_the_legal_period(self, case: Case, agent: User) -> None:
        ask(case, agent, NAME)

        legal = clocks_of(case).legal
        assert legal is not None
        assert legal.ends_on is None

    def test_a_mere_question_does_not(self, case: Case, agent: User) -> None:
        ask(case, agent, NAME, incomplete=False)

        legal = clocks_of(case).legal
        assert legal is not None
        assert legal.ends_on is not None


class TestAnswering:
    def test_only_what_was_asked_is_shown_prefilled_with_why(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        ask(case, agent, NAME)

        assert url(case) in resident.get(f"/fr/suivi/{case.uuid}/").content.decode()
        page = resident.get(url(case), follow=True).content.decode()

        assert 'value="Démo"' in page
        assert "Illisible" in page
        assert LINK not in page

    def test_it_is_merged_once_and_what_was_sent_stays(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        before = Submission.objects.get().answers
        correction = ask(case, agent, NAME)

        corrected(resident, case, correction)
        again = resident.post(url(case, "verifier/"), typed(correction))

        assert again.status_code == 302
        assert AnswerRevision.objects.count() == 1
        assert Submission.objects.get().answers == before
        assert "Camille Démot" in shown(case)
        assert "Démot" in str(current_answers_of(Submission.objects.all())[case.pk])
        (change,) = history(case, "fr")[0].changes
        assert (change.before.text, change.after.text) == ("Camille Démo", "Camille Démot")
        assert case.events.filter(kind=EventKind.PIECES_RECEIVED).count() == 1
        case.refresh_from_db()
        assert case.state == CaseState.IN_PROGRESS
        assert list(chain.verify(case)) == []

    def test_agents_find_the_case_by_the_new_answer_and_no_more_by_the_old(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        corrected(resident, case, ask(case, agent, NAME), family="Zurbaran")

        assert list(find(Case.objects.all(), "Zurbaran")) == [case]
        assert not case.terms.filter(found_in="name", word="demo").exists()

    def test_what_was_merged_never_changes(self, case: Case, agent: User, resident: Client) -> None:
        """The database refuses it: but through the doors of a submission's answers."""
        corrected(resident, case, ask(case, agent, NAME))
        merged = AnswerRevision.objects.all()

        def refused(act: Callable[[], object]) -> None:
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

        refused(lambda: merged.update(answers=[]))
        refused(lambda: merged.update(created_at=timezone.now()))
        refused(merged.delete)
        refused(Correction.objects.all().delete)
        AnswersErased.objects.create(case=case, retention_class="proofs", at=timezone.now())
        refused(lambda: merged.update(answers=[]))
        Case.objects.update(state="closed")
        refused(lambda: merged.update(answers=[{"step": "x" * 9000, "rows": []}]))
        refused(lambda: merged.update(answers=[], created_at=timezone.now()))
        merged.update(answers=[])

    def test_the_legal_period_runs_anew_from_the_answer(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        corrected(resident, case, ask(case, agent, NAME))

        legal = clocks_of(case).legal
        assert legal is not None
        assert legal.starts_on == timezone.localdate()
        assert legal.ends_on is not None

    def test_what_is_wrong_is_kept_as_typed(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        correction = ask(case, agent, NAME)

        answer = resident.post(url(case, "1/"), typed(correction) | name(""))

        assert answer.status_code == 422
        page = resident.get(url(case, "1/")).content.decode()
        assert 'value="Démo"' not in page
        assert resident.get(url(case, "verifier/")).url == url(case, "1/")
        assert shown(case).startswith("Naissance")

    def test_save_and_finish_later(self, case: Case, agent: User, resident: Client) -> None:
        correction = ask(case, agent, NAME)

        answer = resident.post(url(case, "1/"), typed(correction, later="1") | name("Démot"))

        assert answer.url == f"/fr/suivi/{case.uuid}/"
        assert 'value="Démot"' in resident.get(url(case, "1/")).content.decode()
        assert "Démot" not in shown(case)

    def test_a_new_answer_that_needs_more_asks_it(
        self, case: Case, agent: User, resident: Client
    ) -> None:
        correction = ask(case, agent, LINK)

        answer = resident.post(url(case, "1/"), typed(correction) | {LINK: "parent"})

        assert answer.url == url(case, "2/")
        page = resident.get(answer.url).content.decode()
        assert PROOF in page
        posted = typed(correction) | {PROOF: upload(jpeg())}
        answer = resident.post(url(case, "2/"), posted)
        assert answer.url == url(case, "verifier/"), answer.content.decode()
        assert resident.post(answer.url, typed(correction)).status_code == 302
        assert len(kinds["procedure"].documents(case)) == 1

    def test_another_tab_hides_nothing(self, case: Case, agent: User, resident: Client) -> None:
        correction = ask(case, agent, NAME)
        stale = typed(correction)
        resident.post(url(case, "1/"), typed(correction) | name("Premier"))

        answer = resident.post(url(case, "1/"), stale | name("Second"))

        assert answer.status_code == 409
        assert 'value="Second"' in answer.content.decode()
        assert "Premier" in str(Correction.objects.get().typed)

    def test_a_visit_that_ended_costs_nothing_that_was_typed(self, case: Case, agent: User) -> None:
        correction = ask(case, agent, NAME)
        stranger = Client()
        posted = typed(correction) | name("Démot")

        page = stranger.post(url(case, "1/"), posted)
        assert page.status_code == 403
        assert 'value="Démot"' in page.content.decode()
        proof = {"code": case.grouped_code, "fact": "camille@example.invalid"}
        answer = stranger.post(url(case, "1/"), posted | proof)

        assert answer.url == url(case, "verifier/")
        assert "Démot" in str(Correction.objects.get().typed)

    def test_nobody_else_enters(self, case: Case, agent: User) -> None:
        correction = ask(case, agent, NAME)
        stranger = Client()

        assert stranger.get(url(case)).url.startswith("/fr/suivi/?visit=over")
        posted = typed(correction) | name("X") | {"code": case.grouped_code, "fact": "75000"}
        assert stranger.post(url(case, "1/"), posted).status_code == 403
        assert Correction.objects.get().typed == {}


def test_what_came_by_post_counts_from_its_day(case: Case, agent: User) -> None:
    ask(case, agent, NAME)
    case.refresh_from_db()

    services.receive_otherwise(case=case, user=agent, on=timezone.localdate(), seen_lock=case.lock)

    legal = clocks_of(case).legal
    assert legal is not None
    assert legal.pauses[0].end == timezone.localdate()
    assert Correction.objects.get().answered is not None


def test_the_acknowledgement_says_what_is_missing(case: Case, agent: User) -> None:
    ask(case, agent, NAME)

    row = Delivery.objects.get(kind="cases.acknowledgement", key__endswith=":2")
    acknowledge(row)

    event = case.events.get(kind=EventKind.ACKNOWLEDGED)
    assert "Nom : Illisible" in event.note.text
    assert event.data["ends_on"] == ""
    assert date.fromisoformat(event.data["until"]) > timezone.localdate()


def test_the_address_for_news_follows(case: Case, agent: User, resident: Client) -> None:
    correction = ask(case, agent, samples.EMAIL)

    resident.post(url(case, "1/"), typed(correction) | {samples.EMAIL: "autre@example.invalid"})
    resident.post(url(case, "verifier/"), typed(correction))

    case.refresh_from_db()
    assert case.contact_email == "autre@example.invalid"
    assert prove(Client(), case, "autre@example.invalid").status_code == 302


def test_the_district_of_the_case_follows(case: Case, agent: User, resident: Client) -> None:
    correction = ask(case, agent, samples.DISTRICT)

    resident.post(url(case, "1/"), typed(correction) | {samples.DISTRICT: "11"})
    resident.post(url(case, "verifier/"), typed(correction))

    case.refresh_from_db()
    assert case.district.number == 11
    assert case.sector.number == 1  # it stays where it is worked on until an agent forwards it
