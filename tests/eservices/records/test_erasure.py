"""Erasure asked for, granted or refused with reasons, told; never around the archives' visa."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from eservices.accounts.enums import Role
from eservices.accounts.models import Person, User
from eservices.cases import chain
from eservices.cases.chain import RESIDENT
from eservices.cases.letters.services import LetterIncomplete
from eservices.cases.models import Case, CaseRepresentation, Mandate
from eservices.records import erasure, lists, purging
from eservices.records.enums import ErasureState, Verdict
from eservices.records.erasure import Paper, Reply
from eservices.records.lists import Decision
from eservices.records.models import DestructionLine, ErasureRequest, RetentionPlan
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.cases.factories import prove
from tests.eservices.records import files
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db
REFUSAL = Reply(granted=False, ground="claims", reasons="Un recours est en cours.")
PAPER = Paper("Camille Exemple\n1 rue de la Démo\n75004 PARIS", "Paris", "Chef de service")


def officer(case: Case) -> User:
    return AssignmentFactory(queue=case.queue, role=Role.OFFICER).user


def asked(case: Case, why: str = "") -> ErasureRequest:
    return erasure.ask(case=case, actor=RESIDENT, channel="online", why=why)


def kinds_of(case: Case) -> list[str]:
    return list(case.events.filter(kind__startswith="erasure").values_list("kind", flat=True))


class TestAsking:
    def test_has_a_month_for_its_answer_and_an_event(self, case: Case) -> None:
        made = asked(case, "Je quitte la ville")
        assert 28 <= (made.due_on - timezone.localdate()).days <= 31
        assert made.why == "Je quitte la ville"
        assert kinds_of(case) == ["erasure_asked"]
        assert list(chain.verify(Case.objects.get(pk=case.pk))) == []

    def test_is_done_once_at_a_time(self, case: Case) -> None:
        first = asked(case)
        with pytest.raises(erasure.AskedAlready):
            asked(case)
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureRequest.objects.create(
                case=case, channel="paper", asked=case.events.first(), due_on=first.due_on
            )

    def test_of_a_destroyed_file_is_said_to_be_vain(self, case: Case) -> None:
        files.approved(case)
        purging.run()
        with pytest.raises(erasure.NothingLeft):
            asked(case)


class TestAnswers:
    def test_are_given_by_the_officer_or_an_archivist_only(self, case: Case) -> None:
        made = asked(case)
        others = [
            AssignmentFactory(queue=case.queue).user,
            AssignmentFactory(role=Role.AUDITOR).user,
            UserFactory(is_superuser=True),
        ]
        for user in others:
            with pytest.raises(erasure.NotAllowed):
                erasure.answer(erasure=made, user=user, reply=REFUSAL)
        erasure.answer(erasure=made, user=files.archivist(), reply=REFUSAL)

    def test_are_given_once_and_never_changed(self, case: Case) -> None:
        made = asked(case)
        erasure.answer(erasure=made, user=officer(case), reply=REFUSAL)
        with pytest.raises(erasure.AnsweredAlready):
            erasure.answer(erasure=made, user=files.archivist(), reply=Reply(granted=True))
        rows = ErasureRequest.objects.filter(pk=made.pk)
        for act in (
            lambda: rows.update(state="granted", ground=""),
            lambda: rows.update(ground="archives"),
            lambda: rows.update(due_on=timezone.localdate()),
            rows.delete,
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

    def test_that_wait_keep_who_asked_and_by_when(self, case: Case) -> None:
        made = asked(case)
        for change in ({"due_on": timezone.localdate()}, {"channel": "paper"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ErasureRequest.objects.filter(pk=made.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureRequest.objects.filter(pk=made.pk).delete()

    @pytest.mark.parametrize("lacking", [{"reasons": " "}, {"ground": ""}, {"ground": "x"}])
    def test_that_refuse_have_ground_and_reasons(self, case: Case, lacking: dict[str, str]) -> None:
        made = asked(case)
        reply = Reply(**{"granted": False, "ground": "claims", "reasons": "Recours"} | lacking)
        with pytest.raises(erasure.ReasonsMissing):
            erasure.answer(erasure=made, user=officer(case), reply=reply)

    def test_do_not_grant_while_the_request_is_under_way(self, case: Case) -> None:
        made = asked(case)
        Case.objects.filter(pk=case.pk).update(state="in_progress")
        with pytest.raises(erasure.StillOpen):
            erasure.answer(erasure=made, user=officer(case), reply=Reply(granted=True))
        made.refresh_from_db()
        assert made.is_waiting

    def test_reach_the_person_by_mail_with_the_ways_against_them(self, case: Case) -> None:
        files.work()
        mail.outbox.clear()
        made = asked(case)
        erasure.answer(erasure=made, user=officer(case), reply=REFUSAL)
        files.work()
        received, refused = mail.outbox
        assert "l’effacement demandé" in received.body
        assert "CNIL" in refused.body
        assert "tribunal administratif" in refused.body
        assert "Un recours" not in refused.body, "what it is about is read on the tracking page"

    def test_go_by_letter_where_no_mail_does(self, case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(contact_email="")
        sent = case.letters.count()
        made = asked(case)
        reply = Reply(False, "Un recours est en cours.", "claims", PAPER)
        erasure.answer(erasure=made, user=officer(case), reply=reply)
        letter = case.letters.last()
        assert case.letters.count() == sent + 1
        assert letter.by_post
        assert letter.kind == "refusal"
        for words in ("Un recours est en cours", "CNIL", "tribunal administratif", "17, 3, e"):
            assert words in letter.words
        assert letter.content.recipient == PAPER.recipient

    def test_with_a_letter_that_lacks_something_are_not_written(self, case: Case) -> None:
        made = asked(case)
        reply = Reply(True, paper=Paper("Camille", "Paris", ""))
        with pytest.raises(LetterIncomplete):
            erasure.answer(erasure=made, user=officer(case), reply=reply)
        made.refresh_from_db()
        assert made.is_waiting
        assert not DestructionLine.objects.filter(case=case).exists()


class TestUnderWay:
    """A request that is not finished when its erasure is asked for."""

    @pytest.fixture
    def resident(self, case: Case) -> Client:
        Case.objects.filter(pk=case.pk).update(state="in_progress", status="in_progress")
        client = Client()
        prove(client, case, MARKS["email"])
        return client

    def page(self, case: Case) -> str:
        return f"/fr/suivi/{case.uuid}/effacement/"

    def test_given_up_it_is_closed_and_can_be_granted(self, case: Case, resident: Client) -> None:
        missing = resident.post(self.page(case), {"why": "Je déménage"})
        assert missing.status_code == 422
        assert "Je déménage" in missing.content.decode()
        assert not ErasureRequest.objects.exists()

        resident.post(self.page(case), {"gives_up": "yes"})

        case.refresh_from_db()
        assert case.state == "closed"
        assert list(chain.verify(case)) == []
        made = ErasureRequest.objects.get()
        erasure.answer(erasure=made, user=officer(case), reply=Reply(granted=True))
        assert case.destruction_lines.exists()

    def test_kept_it_is_answered_first_and_may_be_given_up_later(
        self, case: Case, resident: Client
    ) -> None:
        assert resident.post(self.page(case), {"gives_up": "no"}).status_code == 302
        case.refresh_from_db()
        assert case.state == "in_progress"
        assert 'name="give_up"' in resident.get(self.page(case)).content.decode()

        resident.post(self.page(case), {"give_up": "1"})

        case.refresh_from_db()
        assert case.state == "closed"
        last = case.chain_length
        resident.post(self.page(case), {"give_up": "1"})  # pressed twice
        case.refresh_from_db()
        assert case.chain_length == last
        assert 'name="give_up"' not in resident.get(self.page(case)).content.decode()

    def test_nobody_closes_a_request_whose_erasure_was_not_asked_for(
        self, case: Case, resident: Client
    ) -> None:
        resident.post(self.page(case), {"give_up": "1"})
        case.refresh_from_db()
        assert case.state == "in_progress"


class TestGranted:
    @pytest.fixture
    def line(self, case: Case) -> DestructionLine:
        RetentionPlan.objects.update(stage="", due_on=None, counted_from=None)
        erasure.answer(erasure=asked(case), user=officer(case), reply=Reply(granted=True))
        return case.destruction_lines.get()

    def page(self, case: Case) -> str:
        client = Client()
        prove(client, case, MARKS["email"])
        return client.get(f"/fr/suivi/{case.uuid}/effacement/").content.decode()

    def test_the_file_waits_for_the_visa(self, case: Case, line: DestructionLine) -> None:
        assert (line.origin, line.stage, line.verdict) == ("request", "decided", "")
        assert purging.run() == 0
        with pytest.raises(purging.NotApproved):
            purging.purge(line=line)

    def test_the_visa_is_told_and_the_file_goes(self, case: Case, line: DestructionLine) -> None:
        files.work()
        mail.outbox.clear()
        decisions = {line.pk: Decision(Verdict.DESTROY)}
        lists.decide(destruction_list=line.list, user=files.archivist(), decisions=decisions)
        assert kinds_of(case)[-1] == "erasure_visa"
        files.work()
        assert len(mail.outbox) == 1
        told = self.page(case)
        assert "le dossier est détruit la nuit suivante" in told
        assert "<textarea" not in told, "nothing is left to ask for"
        assert purging.run() == 1
        assert case.erasure_requests.get().state == ErasureState.GRANTED

    def test_a_visa_refused_is_told_with_the_ways_against_it(
        self, case: Case, line: DestructionLine
    ) -> None:
        files.work()
        mail.outbox.clear()
        decisions = {line.pk: Decision(Verdict.REFUSE, "Intérêt historique")}
        lists.decide(destruction_list=line.list, user=files.archivist(), decisions=decisions)
        files.work()
        assert "CNIL" in mail.outbox[0].body
        told = self.page(case)
        assert "Intérêt historique" in told
        assert "Demander à nouveau" in told
        event = case.events.get(kind="erasure_visa")
        assert event.note.text == "Intérêt historique"

    def test_a_file_on_a_list_already_stays_on_it(self, case: Case) -> None:
        line = files.proposed(case)
        erasure.answer(erasure=asked(case), user=officer(case), reply=Reply(granted=True))
        assert list(case.destruction_lines.all()) == [line]


def test_a_visa_of_a_file_whose_time_is_over_tells_nobody(case: Case) -> None:
    files.approved(case)
    assert kinds_of(case) == []


def test_a_purge_by_its_own_time_answers_what_waited(case: Case) -> None:
    made = asked(case)
    files.approved(case)
    purging.run()
    made.refresh_from_db()
    assert made.state == ErasureState.GRANTED
    assert made.answered.kind == "erased"
    assert (made.why, made.reasons) == ("", "")


class TestPages:
    def test_code_and_proof_are_enough_to_ask_and_to_follow(self, case: Case) -> None:
        client = Client()
        page = f"/fr/suivi/{case.uuid}/effacement/"
        assert client.get(page).url.endswith("?visit=over")
        assert client.post(page, {"why": "x"}).url.endswith("?visit=over")
        assert not ErasureRequest.objects.exists()
        assert prove(client, case, MARKS["email"]).status_code == 302
        assert page in client.get(f"/fr/suivi/{case.uuid}/").content.decode()

        assert client.post(page, {"why": "Je déménage"}).status_code == 302
        assert client.post(page, {"why": "Encore"}).status_code == 302

        made = ErasureRequest.objects.get()
        shown = client.get(page).content.decode()
        assert "Je déménage" in shown
        assert "Nous vous répondons" in shown
        erasure.answer(erasure=made, user=officer(case), reply=REFUSAL)
        shown = client.get(page).content.decode()
        for words in ("Un recours est en cours", "CNIL", "17, 3, e", "Demander à nouveau"):
            assert words in shown
        assert "no-store" in client.get(page).headers["Cache-Control"]
        followed = client.get(f"/fr/suivi/{case.uuid}/").content.decode()
        assert "Effacement du dossier refusé" in followed

    def test_the_space_lists_requests_and_their_erasure(self, case: Case) -> None:
        user = User.objects.create_user("zq-compte@example.invalid")
        Person.objects.filter(pk=case.person_id).update(user=user)
        client = Client()
        client.force_login(user)
        mine = "/fr/mon-espace/donnees/effacement/"
        assert mine in client.get("/fr/mon-espace/").content.decode()
        page = f"/fr/suivi/{case.uuid}/effacement/"
        assert page in client.get(mine).content.decode()
        assert client.post(page).status_code == 302
        assert "En attente de réponse" in client.get(mine).content.decode()

    def test_another_person_sees_nothing(self, case: Case) -> None:
        client = Client()
        client.force_login(UserFactory(is_staff=False))
        page = f"/fr/suivi/{case.uuid}/effacement/"
        assert client.get(page).status_code == 302
        assert page not in client.get("/fr/mon-espace/donnees/effacement/").content.decode()

    def test_too_long_a_reason_is_said_where_it_was_typed(self, case: Case) -> None:
        client = Client()
        prove(client, case, MARKS["email"])
        answer = client.post(f"/fr/suivi/{case.uuid}/effacement/", {"why": "a" * 4001})
        assert answer.status_code == 422
        assert "a" * 4001 in answer.content.decode()
        assert not ErasureRequest.objects.exists()

    def test_who_sent_it_under_a_mandate_has_no_say(self, case: Case) -> None:
        helper = Person.objects.create(
            given_names="Aide", user=User.objects.create_user("aide@example.invalid")
        )
        mandate = Mandate.objects.create(
            represented=case.person,
            representative=helper,
            kind="helper",
            every_procedure=True,
            begins_on=timezone.localdate() - timedelta(days=1),
            ends_on=timezone.localdate() + timedelta(days=1),
            given_at=timezone.now(),
            evidence="in_person",
            evidence_note="vu",
            recorded_by_id=1,
            recorded_by_name="Claude Agent (démo)",
        )
        CaseRepresentation.objects.create(
            case=case, mandate=mandate, kind="helper", representative_name="Aide"
        )
        client = Client()
        client.force_login(helper.user)
        shown = client.get(f"/fr/suivi/{case.uuid}/")
        assert shown.status_code == 200
        page = f"/fr/suivi/{case.uuid}/effacement/"
        assert page not in shown.content.decode()
        assert client.post(page).url.endswith("?visit=over")
