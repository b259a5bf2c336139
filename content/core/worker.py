"""The worker: lanes that run due deliveries, daily and regular jobs, a heartbeat.

Start it with ``manage.py worker``; several may run beside each other. It ends on
SIGTERM after the rows under way; killed, it loses nothing (see ``deliveries``).
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from datetime import time as clock

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from content.core import deliveries
from content.core.models.deliveries import Delivery, DeliveryState, Lane, WorkerHeartbeat

logger = logging.getLogger(__name__)

SWEEP = 1.0
BEAT = 5.0
#: A handler that runs longer than this is no sign of life any more.
STUCK = {Lane.QUICK: 600.0, Lane.MEDIA: 6 * 3600.0, Lane.SCAN: 600.0}
#: Daily jobs start after this hour, local time, on a machine that is on at night.
DAILY_FROM = clock(3, 0)
DAILY = "core.daily"
REGULAR = "core.regular"


class DailyRegistry:
    """Jobs that run once a day: a row for each day, so a restart does not repeat one."""

    def __init__(self) -> None:
        self._jobs: dict[str, tuple[Callable[[], None], Lane]] = {}

    def register(self, name: str, job: Callable[[], None], *, lane: Lane = Lane.QUICK) -> None:
        """Run ``job`` once a day; it must bear a second run after a crash.

        A job that may take more than some seconds goes to the media lane, so that
        no mail waits behind it.
        """
        if name in self._jobs:
            raise ValueError(f"a daily job {name!r} is registered already")
        self._jobs[name] = (job, lane)

    def unregister(self, name: str) -> None:
        """Forget a job (tests)."""
        del self._jobs[name]

    def schedule(self) -> None:
        """Write today's rows where they are missing."""
        today = timezone.localdate()
        keys = {f"{name}:{today}": lane for name, (_job, lane) in self._jobs.items()}
        present = set(
            Delivery.objects.filter(kind=DAILY, key__in=keys).values_list("key", flat=True)
        )
        due_at = timezone.make_aware(datetime.combine(today, DAILY_FROM))
        for key, lane in keys.items():
            if key not in present:
                deliveries.enqueue(kind=DAILY, key=key, lane=lane, due_at=due_at)

    def run(self, row: Delivery) -> None:
        """The handler: do the job named in the row's key."""
        name = row.key.rpartition(":")[0]
        if name not in self._jobs:
            raise deliveries.PermanentFailure(f"no daily job is called {name!r}")
        self._jobs[name][0]()


daily = DailyRegistry()


class RegularRegistry:
    """Jobs that run again and again, by one row each that comes due anew when a run ends.

    The row has a lease, so that of several workers one alone is at it.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, tuple[Callable[[], object], timedelta]] = {}

    def register(self, name: str, job: Callable[[], object], *, every: timedelta) -> None:
        """Run ``job`` ``every`` so often; it must bear a second run after a crash."""
        if name in self._jobs:
            raise ValueError(f"a regular job {name!r} is registered already")
        self._jobs[name] = (job, every)

    def unregister(self, name: str) -> None:
        """Forget a job (tests)."""
        del self._jobs[name]

    def schedule(self) -> None:
        """Write the rows that are missing, and those that were given up or ended, anew."""
        under_way = (DeliveryState.WAITING, DeliveryState.RUNNING)
        present = Delivery.objects.filter(kind=REGULAR, state__in=under_way)
        for name in self._jobs.keys() - set(present.values_list("key", flat=True)):
            deliveries.enqueue(kind=REGULAR, key=name, again=True)

    def run(self, row: Delivery) -> None:
        """The handler: do the job named by the row's key; one that fails has its next turn."""
        if row.key not in self._jobs:
            return  # no longer wanted: the row ends here
        job, every = self._jobs[row.key]
        try:
            job()
        finally:
            deliveries.enqueue(kind=REGULAR, key=row.key, due_at=timezone.now() + every, again=True)


regular = RegularRegistry()


def drain(lane: Lane | None = None, *, lease: timedelta = deliveries.LEASE) -> int:
    """Run what is due, in this thread, until nothing is; return how many runs.

    For tests and for commands that must end with the work done (the demo city).
    A row that fails is not due again at once, so this ends.
    """
    runs, before = 0, -1
    while runs > before:  # one lane may have given work to another
        before = runs
        for each in [lane] if lane else list(Lane):
            while row := deliveries.take(each, lease=lease):
                deliveries.perform(row)
                runs += 1
    return runs


class Worker:
    """One thread a lane, and one that renews leases and beats while they work."""

    def __init__(self, lanes: Iterable[Lane], *, lease: timedelta = deliveries.LEASE) -> None:
        self._lanes = list(lanes)
        self._lease = lease
        self._stopping = threading.Event()
        self._under_way: dict[Lane, tuple[uuid.UUID, float]] = {}
        self._threads: list[threading.Thread] = []

    def stop(self) -> None:
        """Take no further row; ``run`` returns when those under way have ended."""
        self._stopping.set()

    def run(self) -> None:
        """Work until ``stop`` is called."""
        self._threads = [
            threading.Thread(target=self._sweep, args=(lane,), name=f"lane-{lane}")
            for lane in self._lanes
        ]
        keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        for thread in (*self._threads, keeper):
            thread.start()
        for thread in self._threads:
            thread.join()
        keeper.join(timeout=BEAT)

    def _sweep(self, lane: Lane) -> None:
        troubles, scheduled, beaten = 0, None, 0.0
        try:
            while not self._stopping.is_set():
                try:
                    if time.monotonic() - beaten >= BEAT:
                        _beat(lane)
                        beaten = time.monotonic()
                    if lane == self._lanes[0] and scheduled != timezone.localdate():
                        daily.schedule()
                        regular.schedule()
                        scheduled = timezone.localdate()
                    worked = self._step(lane)
                    troubles = 0
                except (DatabaseError, InterfaceError) as error:
                    # Locked by a long write, restarted, gone: wait and come back.
                    worked, troubles = False, troubles + 1
                    _say_trouble(lane, troubles, error)
                    connections.close_all()
                if not worked:
                    self._stopping.wait(min(SWEEP * max(1, troubles), 30))
                    close_old_connections()
        finally:
            connections.close_all()

    def _step(self, lane: Lane) -> bool:
        row = deliveries.take(lane, lease=self._lease)
        if row is None or row.run is None:
            return False
        self._under_way[lane] = (row.run, time.monotonic())
        try:
            deliveries.perform(row)
        finally:
            del self._under_way[lane]
        return True

    def _keep(self) -> None:
        every = min(BEAT, self._lease.total_seconds() / 3)
        try:
            while any(thread.is_alive() for thread in self._threads):
                for lane, (run, since) in list(self._under_way.items()):
                    try:
                        deliveries.renew(run, lease=self._lease)
                        if time.monotonic() - since < STUCK[lane]:
                            _beat(lane)
                    except (DatabaseError, InterfaceError):
                        connections.close_all()
                time.sleep(every)
        finally:
            connections.close_all()


def _beat(lane: Lane) -> None:
    now = timezone.now()
    if not WorkerHeartbeat.objects.filter(lane=lane).update(beat_at=now):
        WorkerHeartbeat.objects.get_or_create(lane=lane, defaults={"beat_at": now})


def _say_trouble(lane: Lane, troubles: int, error: Exception) -> None:
    """Once when it begins and then rarely: a dead database must not fill the disk."""
    if troubles == 1 or troubles % 60 == 0:
        logger.warning("lane %s: %s, trying again", lane, type(error).__name__)
