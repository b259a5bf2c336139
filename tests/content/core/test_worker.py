import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from content.core import deliveries, mail, worker
from content.core.models import Delivery, WorkerHeartbeat
from content.core.models.deliveries import DeliveryState, Lane

ROOT = Path(settings.ROOT)
APPEND = "tests.append"


@pytest.fixture
def start(tmp_path):
    """Start worker processes on the test's database; all are ended afterwards."""
    running = []
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")

    def start(point="", lease=60.0):
        database = {name: connection.settings_dict[name] for name in names}
        options = {k: v for k, v in database["OPTIONS"].items() if k != "pool"}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.content.core.worker_process", str(lease)],
            cwd=ROOT,
            env=os.environ
            | {
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
                "TEST_DATABASE": json.dumps(database | {"OPTIONS": options}, default=str),
                "TEST_FOLDER": str(tmp_path / "mail"),
                "TEST_POINT": point,
            },
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def all_done():
    # Daily jobs wait for the night's hour: before it they are not done.
    others = Delivery.objects.exclude(kind=worker.DAILY)
    return not others.exclude(state=DeliveryState.DONE).exists()


def enqueue_mails(count):
    for number in range(count):
        mail.send_later(key=f"m{number}", to="a@b.invalid", subject="s", text=f"t{number}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("point", "sent"),
    [("after-taking", 3), ("before-sending", 3), ("after-sending", 4), ("after-ending", 3)],
)
def test_killed_worker_loses_no_mail_and_the_folder_holds_none_twice(start, tmp_path, point, sent):
    enqueue_mails(3)
    first = start(point, lease=1)
    assert first.wait(timeout=60) == -signal.SIGKILL
    assert not all_done()
    second = start(point, lease=1)
    assert until(all_done)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    mails = list((tmp_path / "mail").iterdir())
    assert len(mails) == 3
    assert all(path.read_bytes().count(b"Message-ID:") == 1 for path in mails)
    # The proof that the point was reached: only there did a second run happen.
    assert (tmp_path / "mail.log").read_text().count("sent") == sent
    assert all(row.payload == {} for row in Delivery.objects.filter(kind=mail.KIND))


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_each_row_once(start, tmp_path):
    for number in range(60):
        deliveries.enqueue(kind=APPEND, key=f"k{number}")
    workers = [start(), start()]
    assert until(all_done)
    for process in workers:
        process.terminate()
        # The slower one may be stopped before it began.
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    runs = (tmp_path / "mail.runs").read_text().split()
    assert sorted(runs) == sorted(f"k{number}" for number in range(60))


@pytest.fixture
def handle():
    calls = []
    deliveries.handlers.register("tests.work", lambda row: calls.append(row.key))
    yield calls
    deliveries.handlers.unregister("tests.work")


@pytest.fixture
def in_thread():
    """Run a worker in threads of this process."""
    started = []

    def run(lanes=tuple(Lane), **options):
        process = worker.Worker(lanes, **options)
        thread = threading.Thread(target=process.run)
        thread.start()
        started.append((process, thread))
        return process

    yield run
    for process, thread in started:
        process.stop()
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_both_lanes_work_and_beat_and_a_mail_does_not_wait_behind_a_video(handle, in_thread):
    release = threading.Event()
    deliveries.handlers.register("tests.video", lambda row: release.wait(20))
    try:
        deliveries.enqueue(kind="tests.video", key="v", lane=Lane.MEDIA)
        in_thread()
        assert until(lambda: Delivery.objects.filter(key="v", state="running").exists())
        deliveries.enqueue(kind="tests.work", key="quick")
        assert until(lambda: handle == ["quick"])
        beats = dict(WorkerHeartbeat.objects.values_list("lane", "beat_at"))
        assert set(beats) == set(Lane)
        release.set()
        assert until(all_but_daily_done)
    finally:
        release.set()
        deliveries.handlers.unregister("tests.video")


def all_but_daily_done():
    rows = Delivery.objects.exclude(kind=worker.DAILY)
    return not rows.exclude(state=DeliveryState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_lease_of_a_long_run_is_renewed_so_that_nobody_else_takes_it(in_thread):
    starts, release = [], threading.Event()
    deliveries.handlers.register(
        "tests.long", lambda row: (starts.append(row.key), release.wait(20))
    )
    try:
        deliveries.enqueue(kind="tests.long", key="a")
        in_thread([Lane.QUICK], lease=timedelta(seconds=1))
        assert until(lambda: starts)
        time.sleep(2.5)
        assert deliveries.take(Lane.QUICK) is None
        release.set()
        assert until(all_but_daily_done)
        assert starts == ["a"]
    finally:
        release.set()
        deliveries.handlers.unregister("tests.long")


@pytest.mark.django_db(transaction=True)
def test_locked_or_absent_database_does_not_end_the_worker(handle, in_thread, monkeypatch, caplog):
    take, failures = deliveries.take, iter([True, True])

    def trouble(*args, **options):
        if next(failures, False):
            raise OperationalError("database is locked")
        return take(*args, **options)

    monkeypatch.setattr(deliveries, "take", trouble)
    deliveries.enqueue(kind="tests.work", key="a")
    in_thread([Lane.QUICK])
    assert until(lambda: handle == ["a"])
    assert caplog.text.count("trying again") == 1


@pytest.fixture
def job():
    calls = []
    worker.daily.register("tests.job", lambda: calls.append(timezone.localdate()))
    yield calls
    worker.daily.unregister("tests.job")


@pytest.mark.django_db
def test_daily_job_runs_once_a_day_whatever_restarts(job, time_machine_at):
    time_machine_at("2026-03-10T12:00:00+01:00")
    for _restart in range(3):
        worker.daily.schedule()
        worker.drain()
    assert len(job) == 1
    time_machine_at("2026-03-11T01:00:00+01:00")
    worker.daily.schedule()
    worker.drain()
    assert len(job) == 1, "not before three in the morning"
    time_machine_at("2026-03-11T03:00:01+01:00")
    worker.drain()
    assert len(job) == 2


@pytest.mark.django_db
def test_a_regular_job_has_one_turn_each_time_even_after_a_failure(time_machine_at):
    turns = []

    def job():
        turns.append(deliveries.take(Lane.QUICK))  # what a second worker gets meanwhile
        if len(turns) == 1:
            raise OSError

    worker.regular.register("tests.turn", job, every=timedelta(minutes=1))
    try:
        time_machine_at("2026-03-10T12:00:00+01:00")
        for _worker in range(2):
            worker.regular.schedule()
            worker.drain()
        assert turns == [None]
        time_machine_at("2026-03-10T12:01:01+01:00")
        worker.regular.schedule()
        worker.drain()
        assert turns == [None, None]
    finally:
        worker.regular.unregister("tests.turn")
    time_machine_at("2026-03-10T12:03:00+01:00")
    worker.drain()
    assert Delivery.objects.get(key="tests.turn").state == DeliveryState.DONE, "not wanted any more"


@pytest.fixture
def time_machine_at():
    travels = []

    def travel(moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travels.append(traveller)

    yield travel
    for traveller in reversed(travels):
        traveller.stop()


@pytest.mark.django_db
def test_daily_job_whose_code_is_gone_fails_at_once():
    deliveries.enqueue(kind=worker.DAILY, key="tests.gone:2026-01-01")
    worker.drain()
    assert Delivery.objects.get(key="tests.gone:2026-01-01").state == DeliveryState.FAILED


@pytest.mark.django_db
def test_command_lists_failed_deliveries_and_retries_them(handle, capsys):
    deliveries.enqueue(kind="tests.work", key="a")
    Delivery.objects.update(state=DeliveryState.FAILED, error="ValueError at x.py:1")
    call_command("deliveries")
    assert "ValueError at x.py:1" in capsys.readouterr().out
    call_command("deliveries", retry=True, kind="tests.work")
    worker.drain()
    assert handle == ["a"]
