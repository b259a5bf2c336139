from datetime import timedelta

import pytest
from django.utils import timezone

from content.core import deliveries
from content.core.models.deliveries import Delivery, DeliveryState, Lane

pytestmark = pytest.mark.django_db
KIND = "tests.work"


@pytest.fixture
def handle():
    """Register a handler of the test kind; returns the setter."""
    done = []

    class Handler:
        calls = done
        body = staticmethod(lambda row: None)

        def __call__(self, row):
            done.append(dict(row.payload))
            self.body(row)

    handler = Handler()
    deliveries.handlers.register(KIND, handler)
    yield handler
    deliveries.handlers.unregister(KIND)


def enqueue(key="a", **options):
    return deliveries.enqueue(kind=KIND, key=key, **options)


def run():
    row = deliveries.take(Lane.QUICK)
    return deliveries.perform(row) if row else None


def test_due_row_is_done_once_and_keeps_nothing_of_its_payload(handle):
    row = enqueue(payload={"to": "someone"})
    assert run() == DeliveryState.DONE
    assert run() is None
    assert handle.calls == [{"to": "someone"}]
    row.refresh_from_db()
    assert row.state == DeliveryState.DONE
    assert row.payload == {}
    assert row.done_at is not None


def test_same_key_is_one_row_even_after_it_was_done(handle):
    first = enqueue(payload={"n": 1})
    assert enqueue(payload={"n": 2}) == first
    run()
    enqueue(payload={"n": 3})
    assert run() is None
    assert handle.calls == [{"n": 1}]


def test_future_row_waits(handle):
    enqueue(due_at=timezone.now() + timedelta(minutes=1))
    assert run() is None


def test_rows_of_the_other_lane_are_left(handle):
    enqueue(lane=Lane.MEDIA)
    assert run() is None
    assert deliveries.take(Lane.MEDIA) is not None


def test_failure_waits_longer_each_time_and_is_given_up_in_the_end(handle, caplog):
    def fail(row):
        raise ValueError("Jeanne Moulin, 12 rue de la Paix")

    handle.body = fail
    row = enqueue()
    delays = []
    while row.state != DeliveryState.FAILED:
        Delivery.objects.update(due_at=timezone.now())
        run()
        row.refresh_from_db()
        delays.append(round((row.due_at - timezone.now()).total_seconds()))
    assert row.attempts == len(deliveries.DELAYS) + 1
    assert delays[:3] == [10, 30, 120]
    assert delays[:-1] == sorted(delays[:-1])
    assert "ValueError" in row.error
    assert "Moulin" not in row.error + caplog.text
    assert "given up" in caplog.text


def test_permanent_failure_is_not_tried_again_and_keeps_its_payload(handle):
    def refuse(row):
        raise deliveries.PermanentFailure("refused")

    handle.body = refuse
    row = enqueue(payload={"to": "someone"})
    assert run() == DeliveryState.FAILED
    row.refresh_from_db()
    assert row.payload == {"to": "someone"}
    assert deliveries.retry(Delivery.objects.all()) == 1
    handle.body = lambda row: None
    assert run() == DeliveryState.DONE


def test_kind_without_handler_is_tried_again_later():
    deliveries.enqueue(kind="tests.nobody", key="a")
    assert run() == DeliveryState.WAITING


def test_lease_of_a_dead_worker_runs_out(handle):
    enqueue()
    dead = deliveries.take(Lane.QUICK, lease=timedelta(seconds=-1))
    again = deliveries.take(Lane.QUICK)
    assert again is not None
    assert again.attempts == 2
    # The dead one wakes: it no longer holds the row and cannot end it.
    deliveries.perform(dead)
    again.refresh_from_db()
    assert again.state == DeliveryState.RUNNING
    assert not deliveries.renew(dead.run)
    assert deliveries.renew(again.run)
    assert deliveries.perform(again) == DeliveryState.DONE


def test_leased_row_is_taken_by_nobody_else(handle):
    enqueue()
    assert deliveries.take(Lane.QUICK) is not None
    assert deliveries.take(Lane.QUICK) is None


def test_row_that_kills_its_worker_each_time_is_given_up(handle):
    row = enqueue()
    for _death in range(len(deliveries.DELAYS) + 1):
        assert deliveries.take(Lane.QUICK, lease=timedelta(seconds=-1))
    assert run() == DeliveryState.FAILED
    assert handle.calls == []
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


@pytest.mark.parametrize("fails", [False, True])
def test_change_during_a_run_is_run_once_more_and_never_beside_it(handle, fails):
    def change(row):
        handle.body = lambda row: None
        enqueue(payload={"n": 2}, again=True)
        assert deliveries.take(Lane.QUICK) is None
        if fails:
            raise ValueError

    handle.body = change
    enqueue(payload={"n": 1}, again=True)
    assert run() == DeliveryState.WAITING
    assert run() == DeliveryState.DONE
    assert handle.calls == [{"n": 1}, {"n": 2}]


def test_again_revives_a_row_that_was_done_or_failed(handle):
    row = enqueue(payload={"n": 1}, again=True)
    for state in (DeliveryState.DONE, DeliveryState.FAILED):
        Delivery.objects.update(state=state, attempts=9)
        enqueue(payload={"n": 2}, again=True)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (DeliveryState.WAITING, 0)
        assert run() == DeliveryState.DONE


def test_old_done_rows_go_and_old_failures_lose_their_payload(handle):
    old = timezone.now() - timedelta(days=500)
    enqueue("done")
    run()
    Delivery.objects.update(done_at=old)
    enqueue("fresh")
    run()
    enqueue("failed", payload={"to": "someone"})
    Delivery.objects.filter(key="failed").update(state=DeliveryState.FAILED, due_at=old)
    deliveries.clean()
    assert set(Delivery.objects.values_list("key", flat=True)) == {"fresh", "failed"}
    assert Delivery.objects.get(key="failed").payload == {}
