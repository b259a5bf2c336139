"""Mandates, claims, merges, print batches and erasures at once, on real connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from eservices.accounts import merging, register
from eservices.accounts.enums import Role
from eservices.accounts.models import Person, PersonMerge, User
from eservices.cases import chain, claims, mandates
from eservices.cases.chain import RESIDENT
from eservices.cases.letters import post
from eservices.cases.models import BatchLetter, Case, CaseClaim, Mandate, PrintBatch
from eservices.procedures.drafts.submission import submit
from eservices.procedures.models import Draft
from eservices.records import erasure
from eservices.records.erasure import Reply
from eservices.records.models import ErasureRequest
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.counter import Counter
from tests.eservices.backoffice.staff import staff
from tests.eservices.cases.factories import CaseFactory, sent_letter
from tests.eservices.cases.test_races import at_once
from tests.eservices.procedures import samples

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PAIRS = 8


def somebody(number: int, name: str = "Exemple") -> Person:
    person = Person.objects.create(given_names="Camille", family_name=f"{name}-{number}")
    register.index(person)
    return person


def with_space(number: int) -> Person:
    user = User.objects.create_user(f"resident{number}@exemple.invalid")
    return Person.objects.create(family_name=f"Espace{number}", user=user)


def mandate_of(represented: Person, representative: Person, user: User) -> Mandate:
    drawn = mandates.draw_up(
        represented=represented,
        representative=representative,
        kind="guardian",
        user=user,
        begins_on=timezone.localdate(),
    )
    mandates.prove_in_person(mandate=drawn, note="Jugement", user=user)
    drawn.refresh_from_db()
    return drawn


def intact() -> None:
    for case in Case.objects.all():
        assert list(chain.verify(case)) == []


class TestMandates:
    def test_a_revocation_waits_for_the_act_that_uses_the_mandate(self) -> None:
        """Or comes wholly before it; never between the look and the act."""
        agent = staff()
        mandate = mandate_of(somebody(1), somebody(2), agent)
        used, order = threading.Event(), list[str]()

        def act() -> None:
            with transaction.atomic():
                held = mandates.use(mandate=mandate, procedure=samples.ident(1))
                case = CaseFactory(person=held.represented)
                used.set()
                time.sleep(0.7)
                mandates.say_who_acted(case=case, mandate=held)
                order.append("sent")

        def revoke() -> None:
            used.wait(60)
            mandates.revoke(mandate=mandate, user=agent)
            order.append("revoked")

        assert at_once([act, revoke]) == ["done", "done"]
        assert order == ["sent", "revoked"]

    def test_sent_and_revoked_at_once_it_is_sent_whole_or_not_at_all(self) -> None:
        samples.publish()
        counters = []
        for number in range(PAIRS):
            counter = Counter()
            represented, representative = somebody(number), somebody(number, "Tuteur")
            mandate = mandate_of(represented, representative, counter.user)
            counter.begin(representative).ask_under(mandate).fill()
            counters.append((counter, mandate))
        acts: list[Callable[[], object]] = []
        for counter, mandate in counters:
            acts.append(
                lambda counter=counter: submit(
                    draft=counter.draft, seen_lock=counter.draft.lock, language="fr"
                )
            )
            acts.append(
                lambda counter=counter, mandate=mandate: mandates.revoke(
                    mandate=mandate, user=counter.user
                )
            )
            counter.draft.refresh_from_db()

        outcome = at_once(acts)

        assert set(outcome) <= {"done", "MandateNotInForce"}
        assert set(outcome[1::2]) == {"done"}
        assert not Mandate.objects.filter(revoked_at=None).exists()
        sent = Draft.objects.exclude(submitted_at=None)
        assert Case.objects.count() == outcome[::2].count("done") == sent.count()
        for case in Case.objects.select_related("representation__mandate"):
            assert case.person_id == case.representation.mandate.represented_id
        intact()


class TestClaims:
    def test_several_who_claim_one_case_leave_one_owner(self) -> None:
        cases = [CaseFactory(channel="counter", person=somebody(n)) for n in range(PAIRS)]
        people = [with_space(number) for number in range(4)]
        pairs = [(case, person) for case in cases for person in people]

        outcome = at_once(
            [
                lambda case=case, person=person: claims.take(case=case, person=person)
                for case, person in pairs
            ]
        )

        assert set(outcome) == {"done", "ClaimedAlready"}
        assert outcome.count("done") == len(cases)
        for claim in CaseClaim.objects.select_related("case"):
            assert claim.case.person_id == claim.person_id
            assert claim.case.events.filter(kind="claimed").count() == 1
        intact()

    def test_a_case_claimed_while_its_person_is_merged_stays_with_its_owner(self) -> None:
        officer = staff(Role.OFFICER)
        acts: list[Callable[[], object]] = []
        expected: dict[int, int] = {}
        for number in range(PAIRS):
            former, kept = somebody(number), somebody(number, "Autre")
            owner = with_space(number)
            case = CaseFactory(channel="counter", person=former)
            expected[case.pk] = owner.pk
            acts.append(lambda case=case, owner=owner: claims.take(case=case, person=owner))
            acts.append(
                lambda kept=kept, former=former: merging.merge(
                    kept=kept, merged=former, user=officer
                )
            )

        assert set(at_once(acts)) == {"done"}

        assert dict(Case.objects.values_list("pk", "person")) == expected
        intact()


class TestMerges:
    def test_one_person_merged_into_two_goes_to_one(self) -> None:
        officer = staff(Role.OFFICER)
        acts: list[Callable[[], object]] = []
        groups = []
        for number in range(PAIRS):
            one, two, merged = (somebody(number, name) for name in ("Un", "Deux", "Trois"))
            cases = [CaseFactory(person=merged) for _number in range(3)]
            groups.append((one, two, merged, cases))
            for kept in (one, two):
                acts.append(
                    lambda kept=kept, merged=merged: merging.merge(
                        kept=kept, merged=merged, user=officer
                    )
                )

        outcome = at_once(acts)

        assert outcome.count("done") == outcome.count("MergedAlready") == PAIRS
        for _one, _two, merged, cases in groups:
            done = PersonMerge.objects.standing().get(merged=merged)
            found = set(Case.objects.filter(pk__in=[c.pk for c in cases]).values_list("person"))
            assert found == {(done.kept_id,)}
        intact()

    def test_two_merged_into_each_other_leave_one(self) -> None:
        officer = staff(Role.OFFICER)
        acts: list[Callable[[], object]] = []
        for number in range(PAIRS):
            one, two = somebody(number, "Un"), somebody(number, "Deux")
            for kept, merged in ((one, two), (two, one)):
                acts.append(
                    lambda kept=kept, merged=merged: merging.merge(
                        kept=kept, merged=merged, user=officer
                    )
                )

        outcome = at_once(acts)

        assert outcome.count("done") == outcome.count("MergedAlready") == PAIRS

    def test_what_is_sent_meanwhile_goes_to_who_stays(self) -> None:
        samples.publish()
        officer = staff(Role.OFFICER)
        acts: list[Callable[[], object]] = []
        keepers = []
        for number in range(PAIRS):
            kept, merged = somebody(number), somebody(number, "Autre")
            counter = Counter().begin(merged).ask().fill()
            counter.draft.refresh_from_db()
            keepers.append(kept.pk)
            acts.append(
                lambda draft=counter.draft: submit(draft=draft, seen_lock=draft.lock, language="fr")
            )
            acts.append(
                lambda kept=kept, merged=merged: merging.merge(
                    kept=kept, merged=merged, user=officer
                )
            )

        assert set(at_once(acts)) == {"done"}

        assert sorted(Case.objects.values_list("person", flat=True)) == sorted(keepers)
        intact()


def test_letters_gathered_by_several_agents_are_printed_once() -> None:
    queue = QueueFactory()
    agents = [staff(queue=queue) for _number in range(PAIRS)]
    for number in range(6):
        case = CaseFactory(queue=queue)
        sent_letter(
            case,
            agents[number],
            by_post=True,
            recipient="Camille Exemple\n1 rue de la Démo\n75004 PARIS",
        )

    outcome = at_once(
        [lambda agent=agent: post.make_batch(queue=queue, user=agent) for agent in agents]
    )

    assert sorted(outcome) == ["NothingToPrint"] * (PAIRS - 1) + ["done"]
    (batch,) = PrintBatch.objects.all()
    assert BatchLetter.objects.count() == 6

    outcome = at_once(
        [lambda agent=agent: post.mark_printed(batch=batch, user=agent) for agent in agents]
    )

    assert sorted(outcome) == ["WrongMoment"] * (PAIRS - 1) + ["done"]
    for case in Case.objects.all():
        assert case.events.filter(kind="letter_printed").count() == 1
    intact()


class TestErasures:
    def test_asked_by_several_at_once_it_is_asked_once(self) -> None:
        case = CaseFactory()

        outcome = at_once(
            [lambda: erasure.ask(case=case, actor=RESIDENT, channel="online")] * PAIRS
        )

        assert sorted(outcome) == ["AskedAlready"] * (PAIRS - 1) + ["done"]
        assert ErasureRequest.objects.count() == 1
        intact()

    def test_answered_by_two_at_once_it_has_one_answer(self) -> None:
        acts: list[Callable[[], object]] = []
        for _number in range(PAIRS):
            case = CaseFactory()
            asked = erasure.ask(case=case, actor=RESIDENT, channel="online")
            for ground in ("claims", "archives"):
                officer = staff(Role.OFFICER, queue=case.queue)
                reply = Reply(granted=False, ground=ground, reasons="Motif")
                acts.append(
                    lambda asked=asked, officer=officer, reply=reply: erasure.answer(
                        erasure=asked, user=officer, reply=reply
                    )
                )

        outcome = at_once(acts)

        assert outcome.count("done") == outcome.count("AnsweredAlready") == PAIRS
        for asked in ErasureRequest.objects.select_related("answered"):
            assert asked.case.events.filter(kind="erasure_refused").count() == 1
            assert asked.answered.data["ground"] == asked.ground
        intact()
