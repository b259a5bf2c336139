"""One act on many cases: each done or refused with its reason, never half told."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from content.core import worker
from content.core.models import Delivery
from eservices.accounts.models import Queue, User
from eservices.backoffice import batches
from eservices.backoffice.models import Batch, BatchItem, Outcome
from eservices.cases import services
from eservices.cases.models import Case
from tests.eservices.accounts.factories import QueueFactory, ServiceFactory
from tests.eservices.backoffice.staff import desk, staff
from tests.eservices.cases.factories import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]


@pytest.fixture
def queue() -> Queue:
    return QueueFactory()


@pytest.fixture
def agent(queue: Queue) -> User:
    return staff(queue=queue)


@pytest.fixture
def client(agent: User) -> Client:
    return desk(agent)


def prepared(client: Client, act: str, cases: list[Case] | None = None, address: str = "") -> str:
    """Choose on the list; return the address of the batch to confirm."""
    data: dict[str, Any] = {"act": act, "scope": "all" if cases is None else "ticked"}
    data |= {"address": address, "case": [case.pk for case in cases or []]}
    return client.post("/admin/requests/batch/", data).url


def outcomes(batch_url: str) -> list[str]:
    uuid = batch_url.rstrip("/").rpartition("/")[2]
    return list(BatchItem.objects.filter(batch__uuid=uuid).values_list("outcome", flat=True))


class TestChoice:
    def test_nothing_is_done_before_it_is_confirmed(self, client: Client, queue: Queue) -> None:
        case = CaseFactory(queue=queue)

        url = prepared(client, "take", [case])
        page = client.get(url).content.decode()

        assert "1 request is concerned" in page
        assert case.grouped_code in page
        case.refresh_from_db()
        assert case.assignee is None

    def test_all_that_the_list_gives_and_nothing_else(self, client: Client, queue: Queue) -> None:
        paper = [CaseFactory(queue=queue, channel="paper") for _number in range(3)]
        CaseFactory(queue=queue)
        CaseFactory(channel="paper")  # another queue's

        url = prepared(client, "take", address="channel=paper")

        batch = Batch.objects.get(uuid=url.rstrip("/").rpartition("/")[2])
        assert set(batch.items.values_list("case", flat=True)) == {case.pk for case in paper}

    def test_ticked_cases_keep_the_order_of_the_list(self, client: Client, queue: Queue) -> None:
        ticked = [CaseFactory(queue=queue) for _number in range(3)][::-1]

        url = prepared(client, "take", ticked)

        batch = Batch.objects.get(uuid=url.rstrip("/").rpartition("/")[2])
        assert [item.case for item in batch.items.all()] == ticked

    def test_an_address_not_understood_acts_on_nothing(self, client: Client, queue: Queue) -> None:
        CaseFactory(queue=queue)

        url = prepared(client, "take", address="queue=999999")

        assert url.startswith("/admin/requests/?")
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("data", [{"act": "take", "scope": "ticked"}, {"act": "burn"}])
    def test_nothing_ticked_or_no_act_is_said(self, client: Client, data: dict[str, str]) -> None:
        response = client.post("/admin/requests/batch/", data, follow=True)

        assert "Tick the requests" in (page := response.content.decode()) or "Choose what" in page
        assert not Batch.objects.exists()

    def test_the_batch_of_another_is_not_found(self, client: Client, queue: Queue) -> None:
        url = prepared(client, "take", [CaseFactory(queue=queue)])

        assert desk(staff(queue=queue)).get(url).status_code == 404


class TestOutcome:
    def test_each_case_says_what_became_of_it(
        self, client: Client, queue: Queue, agent: User
    ) -> None:
        free, changed, gone = (CaseFactory(queue=queue) for _number in range(3))
        url = prepared(client, "take", [free, changed, gone])
        services.post_message_by_resident(case=changed, text="Encore moi")
        Case.objects.filter(pk=gone.pk).update(queue=QueueFactory())

        page = client.post(url, follow=True).content.decode()

        assert set(outcomes(url)) == {"done", "changed", "not_allowed"}
        assert "1 request done" in page
        assert "2 refused" in page
        free.refresh_from_db()
        changed.refresh_from_db()
        assert (free.assignee, changed.assignee) == (agent, None)

    def test_confirmed_twice_it_runs_once(self, client: Client, queue: Queue) -> None:
        case = CaseFactory(queue=queue)
        url = prepared(client, "message", [case])

        for _press in range(2):
            client.post(url, {"text": "Bonjour"})

        assert case.messages.count() == 1

    @pytest.mark.parametrize(
        ("act", "data"), [("message", {"text": ""}), ("status", {"status": "nowhere"})]
    )
    def test_what_is_missing_is_said_beside_the_field(
        self, client: Client, queue: Queue, act: str, data: dict[str, str]
    ) -> None:
        url = prepared(client, act, [CaseFactory(queue=queue)])

        assert client.post(url, data).status_code == 422
        assert outcomes(url) == ["pending"]

    def test_a_status_that_one_case_cannot_take_is_refused_there_alone(
        self, client: Client, queue: Queue, agent: User
    ) -> None:
        first, second = CaseFactory(queue=queue), CaseFactory(queue=queue)
        services.change_status(case=second, user=agent, status="search", reason="", seen_lock=0)
        other = Case.objects.get(pk=second.pk)
        url = prepared(client, "status", [other, first])

        client.post(url, {"status": "search", "reason": "Registre"})

        assert outcomes(url) == ["wrong_status", "done"]

    def test_given_and_forwarded(self, client: Client, queue: Queue) -> None:
        case, colleague, service = CaseFactory(queue=queue), staff(queue=queue), ServiceFactory()

        given = prepared(client, "assign", [case])
        client.post(given, {"assignee": colleague.pk})
        case.refresh_from_db()
        assert case.assignee == colleague
        sent = prepared(client, "forward", [case])
        client.post(sent, {"service": service.pk, "reason": ""})

        assert outcomes(given) == outcomes(sent) == ["done"]
        assert Case.objects.get(pk=case.pk).service == service

    def test_words_to_residents_are_not_kept_with_the_batch(
        self, client: Client, queue: Queue
    ) -> None:
        url = prepared(client, "message", [CaseFactory(queue=queue)])

        client.post(url, {"text": "Votre acte part demain"})

        assert Batch.objects.get().given == {}
        assert outcomes(url) == ["done"]

    def test_old_batches_go(self, client: Client, queue: Queue) -> None:
        prepared(client, "take", [CaseFactory(queue=queue)])
        Batch.objects.update(created_at=timezone.now() - batches.KEPT)

        batches.forget_old()

        assert not Batch.objects.exists()


class TestMany:
    @pytest.fixture
    def url(self, client: Client, queue: Queue) -> str:
        for _number in range(batches.AT_ONCE + 5):
            CaseFactory(queue=queue)
        return prepared(client, "take")

    def test_many_are_done_by_the_worker_and_progress_is_shown(
        self, client: Client, url: str
    ) -> None:
        page = client.post(url, follow=True).content.decode()
        assert "25 of 25 to do" in page
        assert "<progress" in page

        worker.drain()

        page = client.get(url).content.decode()
        assert "25 requests done" in page
        assert "<progress" not in page

    def test_killed_half_way_the_rest_is_done_and_nothing_twice(
        self, client: Client, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.post(url)
        batch = Batch.objects.get()
        done = services.assign
        calls = []

        class Killed(BaseException):
            pass

        def assign(**given: Any) -> object:
            calls.append(given["case"].pk)
            result = done(**given)
            if len(calls) == 10:
                raise Killed
            return result

        monkeypatch.setattr(services, "assign", assign)
        with pytest.raises(Killed):
            batches.run(batch)
        # The tenth was taken back with its outcome: neither done nor told.
        assert outcomes(url).count(Outcome.DONE) == 9
        assert Case.objects.exclude(assignee=None).count() == 9

        worker.drain()

        assert outcomes(url) == [Outcome.DONE] * 25
        assert {case.events.filter(kind="assigned").count() for case in Case.objects.all()} == {1}
        assert Delivery.objects.get(kind=batches.KIND).state == "done"

    def test_more_than_one_batch_takes_is_refused_before(
        self, client: Client, queue: Queue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batches, "MOST", 2)
        for _number in range(3):
            CaseFactory(queue=queue)

        assert prepared(client, "take").startswith("/admin/requests/?")
        assert not Batch.objects.exists()


def test_the_outcome_is_few_queries(
    client: Client, queue: Queue, django_assert_max_num_queries
) -> None:
    for _number in range(15):
        CaseFactory(queue=queue)
    url = prepared(client, "take")
    client.post(url)

    with django_assert_max_num_queries(25):
        client.get(url)
    assert connection.vendor
