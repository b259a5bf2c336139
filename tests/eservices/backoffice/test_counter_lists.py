"""Beside the visits: whom to call and to write to, and persons merged on screen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from eservices.accounts import register
from eservices.accounts.enums import Role
from eservices.accounts.models import Person, PersonMerge
from eservices.cases import follow_ups, services
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseContact, FollowUp
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.counter import HOME, Counter, agent
from tests.eservices.procedures import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def version():
    return samples.publish()


@pytest.fixture
def camille() -> Person:
    return register.add(given_names="Camille", family_name="Démo")


class TestFollowUps:
    def sent(self, camille, way: str = "telephone") -> tuple[Counter, Case]:
        counter = Counter().begin(camille).ask().fill()
        counter.send(way=way, phone="0199001234", address="1 rue de la Démo")
        case = Case.objects.get()
        services.change_status(
            case=case, user=counter.user, status="in_progress", reason="", seen_lock=case.lock
        )
        return counter, case

    def test_news_puts_the_person_on_the_list_once(self, camille):
        counter, case = self.sent(camille)
        case.refresh_from_db()
        services.post_message_by_agent(
            case=case, user=counter.user, text="Bonjour", seen_lock=case.lock
        )
        waiting = FollowUp.objects.get()
        content = counter.client.get(f"{HOME}follow-ups/").content.decode()
        assert case.grouped_code in content
        assert "01 99 00 12 34" not in content
        page = f"{HOME}follow-ups/{waiting.uuid}/"
        assert "01 99 00 12 34" not in counter.client.get(page).content.decode()
        counter.client.post(page, {"open": "1"})
        content = counter.client.get(page).content.decode()
        assert "01 99 00 12 34" in content
        assert "Bonjour" in content
        counter.client.post(page, {"outcome": "no_answer"})
        assert FollowUp.objects.get().done_at is None
        counter.client.post(page, {"outcome": "reached", "note": "La fille transmet"})
        assert FollowUp.objects.get().outcome == "reached"
        kinds = list(case.events.order_by("sequence").values_list("kind", flat=True))
        assert kinds[-3:] == [EventKind.READ, EventKind.FOLLOWED_UP, EventKind.FOLLOWED_UP]
        with pytest.raises(follow_ups.DoneAlready):
            follow_ups.record(follow_up=waiting, user=counter.user, outcome="reached")

    def test_only_who_processes_the_queue_sees_and_does_it(self, camille):
        self.sent(camille, "letter")
        waiting = FollowUp.objects.get()
        other = agent(queue=QueueFactory())
        assert list(follow_ups.waiting_for(other)) == []
        with pytest.raises(follow_ups.NotAllowed):
            follow_ups.record(follow_up=waiting, user=other, outcome="sent")
        page = f"{HOME}follow-ups/{waiting.uuid}/"
        assert Counter(other).client.get(page).status_code in (302, 403)

    def test_the_database_lists_a_case_once_and_never_without_an_address(self, camille):
        _counter, case = self.sent(camille)
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.create(case=case, way="letter")
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseContact.objects.filter(case=case).update(phone="")


class TestMergeScreens:
    def test_an_officer_compares_merges_and_undoes(self, camille):
        other = register.add(family_name="Demo", given_names="Camile", seen=[camille.uuid])
        officer = Counter(agent(Role.OFFICER))
        content = officer.client.post(f"{HOME}merges/", {"typed": "demo"}).content.decode()
        assert str(camille.uuid) in content
        assert str(other.uuid) in content
        both = {"kept": str(camille.uuid), "merged": str(other.uuid)}
        assert officer.client.post(f"{HOME}merges/merge/", both).status_code == 200
        assert (
            officer.client.post(f"{HOME}merges/merge/", {"kept": both["kept"]}).status_code == 422
        )
        assert not PersonMerge.objects.exists()
        officer.client.post(f"{HOME}merges/merge/", {**both, "reason": "même carte"})
        done = PersonMerge.objects.get()
        assert "même carte" in officer.client.get(f"{HOME}merges/").content.decode()
        officer.client.post(f"{HOME}merges/{done.uuid}/undo/")
        assert not PersonMerge.objects.standing().exists()

    def test_an_agent_does_not(self, camille):
        counter = Counter()
        assert counter.client.get(f"{HOME}merges/").status_code in (302, 403)
        assert f"{HOME}merges/" not in counter.client.get(HOME).content.decode()
