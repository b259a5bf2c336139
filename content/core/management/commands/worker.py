import signal
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from content.core.deliveries import LEASE
from content.core.models.deliveries import Lane
from content.core.worker import Worker


class Command(BaseCommand):
    help = "Run due deliveries and daily jobs until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lane", choices=Lane.values, help="only this lane (default: all)")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds after which the row of a killed worker is taken again",
        )

    def handle(self, *args: Any, lane: str | None, lease: float, **options: Any) -> None:
        worker = Worker([Lane(lane)] if lane else list(Lane), lease=timedelta(seconds=lease))

        def stop(_number: int, _frame: FrameType | None) -> None:
            worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write("worker: ready")
        self.stdout.flush()
        worker.run()
