"""Letters on paper: printed once, posted on a day that residents read, undone, brought back."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pikepdf
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from eservices.accounts.models import User
from eservices.cases import chain, follow_ups, services
from eservices.cases.enums import EventKind, PostState
from eservices.cases.letters import post
from eservices.cases.models import BatchLetter, Case, FollowUp, Letter
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.cases.factories import CaseFactory, TestKind, agent_for, prove, sent_letter
from tests.eservices.cases.test_races import at_once


@pytest.fixture(autouse=True)
def setting(kind: TestKind) -> Any:
    with translation.override("en"):
        yield


def letter_to_post(case: Case | None = None, **changes: Any) -> Letter:
    case = case or CaseFactory()
    return sent_letter(case, agent_for(case), by_post=True, **changes)


def where(letter: Letter) -> str:
    return post.on_paper(post.with_paper(Letter.objects.filter(pk=letter.pk)).get()).state


@pytest.mark.django_db
class TestBatches:
    @pytest.fixture
    def letter(self) -> Letter:
        return letter_to_post()

    @pytest.fixture
    def agent(self, letter: Letter) -> User:
        return agent_for(letter.case)

    def test_what_goes_by_post_waits_in_its_queue_in_order(self, letter: Letter) -> None:
        queue = letter.case.queue
        case = CaseFactory(queue=queue)
        sent_letter(CaseFactory(queue=queue), agent_for(case))  # read on the page alone
        letter_to_post(CaseFactory(queue=queue, is_test=True))
        second = letter_to_post(case)
        letter_to_post()  # another queue

        assert list(post.waiting(queue)) == [letter, second]
        (line,) = post.queues_with_letters(agent_for(case))
        assert line.waiting == 2

    def test_from_printer_to_post(self, letter: Letter, agent: User, client: Client) -> None:
        batch = post.make_batch(queue=letter.case.queue, user=agent)
        assert where(letter) == PostState.IN_BATCH
        post.mark_printed(batch=batch, user=agent)
        assert where(letter) == PostState.PRINTED
        today = timezone.localdate()
        post.mark_posted(batch=batch, user=agent, posted_on=today)
        assert where(letter) == PostState.POSTED

        case = Case.objects.get(pk=letter.case_id)
        kinds = [EventKind.LETTER_PRINTED, EventKind.LETTER_POSTED]
        assert list(case.events.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds
        assert not list(chain.verify(case))
        prove(client, case, language="en")
        content = client.get(f"/en/tracking/{case.uuid}/").content.decode()
        assert "Posted on " in content
        assert "Letter given to the post on " in content

    def test_what_waits_no_more_is_not_printed_again(self, letter: Letter, agent: User) -> None:
        post.make_batch(queue=letter.case.queue, user=agent)

        with pytest.raises(post.NothingToPrint):
            post.make_batch(queue=letter.case.queue, user=agent)

    def test_the_database_keeps_a_letter_in_one_batch(self, letter: Letter, agent: User) -> None:
        post.make_batch(queue=letter.case.queue, user=agent)
        other = letter_to_post(CaseFactory(queue=letter.case.queue))
        second = post.make_batch(queue=other.case.queue, user=agent)

        with pytest.raises(IntegrityError), transaction.atomic():
            BatchLetter.objects.create(batch=second, letter=letter, position=2)

    def test_a_batch_is_undone_until_it_is_posted(self, letter: Letter, agent: User) -> None:
        first = post.make_batch(queue=letter.case.queue, user=agent)
        post.mark_printed(batch=first, user=agent)
        post.undo(batch=first, user=agent)
        assert where(letter) == PostState.WAITING

        second = post.make_batch(queue=letter.case.queue, user=agent)
        for act in (post.mark_printed, post.undo):
            with pytest.raises(post.WrongMoment):
                act(batch=first, user=agent)
        post.mark_printed(batch=second, user=agent)
        post.mark_posted(batch=second, user=agent, posted_on=timezone.localdate())
        with pytest.raises(post.WrongMoment):
            post.undo(batch=second, user=agent)
        assert where(letter) == PostState.POSTED

    def test_it_is_posted_once_printed_on_a_day_that_can_be(
        self, letter: Letter, agent: User
    ) -> None:
        batch = post.make_batch(queue=letter.case.queue, user=agent)
        today = timezone.localdate()
        with pytest.raises(post.WrongMoment):
            post.mark_posted(batch=batch, user=agent, posted_on=today)
        post.mark_printed(batch=batch, user=agent)
        for days in (-1, 1):
            with pytest.raises(post.WrongDate):
                post.mark_posted(
                    batch=batch, user=agent, posted_on=today + datetime.timedelta(days)
                )

    def test_one_that_came_back(self, letter: Letter, agent: User, client: Client) -> None:
        today = timezone.localdate()
        with pytest.raises(post.WrongMoment):
            post.mark_returned(letter=letter, user=agent, returned_on=today, reason="moved")
        batch = post.make_batch(queue=letter.case.queue, user=agent)
        post.mark_printed(batch=batch, user=agent)
        post.mark_posted(batch=batch, user=agent, posted_on=today)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
            fresh = Letter.objects.get(pk=letter.pk)
            with pytest.raises(post.WrongDate):
                post.mark_returned(
                    letter=fresh,
                    user=agent,
                    returned_on=today - datetime.timedelta(1),
                    reason="moved",
                )
            post.mark_returned(
                letter=fresh, user=agent, returned_on=timezone.localdate(), reason="moved"
            )
            assert where(letter) == PostState.RETURNED
            with pytest.raises(post.WrongMoment):
                post.mark_returned(
                    letter=Letter.objects.get(), user=agent, returned_on=today, reason="moved"
                )
            prove(client, letter.case, language="en")
            page = client.get(f"/en/tracking/{letter.case.uuid}/").content.decode()
        assert "came back to us on" in page
        assert "moved away" in page

    def test_who_wanted_the_news_by_letter_is_written_to_once_it_is_posted(self) -> None:
        case = CaseFactory(contact_email="")
        follow_ups.prefer(case=case, way="letter", address="2 rue du Relais\n75011 PARIS")
        agent = agent_for(case)
        letter_to_post(case)
        assert FollowUp.objects.get().done_at is None

        batch = post.make_batch(queue=case.queue, user=agent)
        post.mark_printed(batch=batch, user=agent)
        post.mark_posted(batch=batch, user=agent, posted_on=timezone.localdate())

        assert FollowUp.objects.get().outcome == "sent"
        assert not list(chain.verify(Case.objects.get()))

    def test_another_queue_s_agent_does_none_of_it(self, letter: Letter, agent: User) -> None:
        stranger = agent_for(CaseFactory(queue=QueueFactory()))
        with pytest.raises(services.NotAllowed):
            post.make_batch(queue=letter.case.queue, user=stranger)
        batch = post.make_batch(queue=letter.case.queue, user=agent)
        for act in (post.mark_printed, post.undo):
            with pytest.raises(services.NotAllowed):
                act(batch=batch, user=stranger)

    def test_one_file_holds_the_cover_list_and_each_letter_on_its_own_sheet(
        self, letter: Letter, agent: User
    ) -> None:
        letter_to_post(CaseFactory(queue=letter.case.queue), enclosures="1 acte")
        batch = post.make_batch(queue=letter.case.queue, user=agent)

        with pikepdf.open(io.BytesIO(post.batch_pdf(batch))) as pdf:
            assert len(pdf.pages) == 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_once_print_each_letter_once() -> None:
    queue = QueueFactory()
    for _number in range(5):
        letter_to_post(CaseFactory(queue=queue))
    agents = [agent_for(Case.objects.first()) for _number in range(8)]

    outcome = at_once(
        [lambda agent=agent: post.make_batch(queue=queue, user=agent) for agent in agents]
    )

    assert sorted(outcome) == ["NothingToPrint"] * 7 + ["done"]
    assert BatchLetter.objects.count() == 5
