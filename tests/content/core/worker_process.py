"""A worker in a process of its own, that can kill itself at an awkward point."""

import os
import signal
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.content.core.worker_settings"
    django.setup()

from django.core.management import call_command

from content.core import deliveries
from content.core.mail import MailFolder

KIND = "tests.append"


def die_at(point: str) -> None:
    """Kill this process with SIGKILL, once for each point named in ``TEST_POINT``."""
    died = Path(os.environ["TEST_FOLDER"]).with_suffix(f".{point}")
    if os.environ["TEST_POINT"] == point and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class Backend(MailFolder):
    def send_messages(self, email_messages):
        die_at("before-sending")
        count = super().send_messages(email_messages)
        with Path(os.environ["TEST_FOLDER"]).with_suffix(".log").open("a") as log:
            log.write("sent\n")
        die_at("after-sending")
        return count


def append(row):
    """One line a run: an append of some bytes is whole on POSIX."""
    with Path(os.environ["TEST_FOLDER"]).with_suffix(".runs").open("a") as runs:
        runs.write(f"{row.key}\n")


def main() -> None:
    done = deliveries._done
    taken = deliveries.take

    def take(*args, **options):
        row = taken(*args, **options)
        if row:
            die_at("after-taking")
        return row

    def finish(row):
        state = done(row)
        die_at("after-ending")
        return state

    deliveries.take, deliveries._done = take, finish
    deliveries.handlers.register(KIND, append)
    call_command("worker", lease=float(sys.argv[1]))


if __name__ == "__main__":
    main()
