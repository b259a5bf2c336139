"""Read reports of mail that came back, from a mail server's pipe or a maildir."""

import mailbox
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.core.bounces import LARGEST, read_report, returns


class Command(BaseCommand):
    help = (
        "Read a report of mail that was not delivered (RFC 3464) on standard input, as a mail "
        "server pipes it, or all those in a maildir. Reports that were understood leave the "
        "maildir; everything else stays there, marked as seen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, help="folder with new/ and cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        if maildir is None:
            # A pipe never fails on what it does not know: the server would report that too.
            known = self._tell(sys.stdin.buffer.read(LARGEST + 1))
            self.stdout.write("1 report" if known else "no report of ours")
            return
        if not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is no maildir: it has no folder new")
        box = mailbox.Maildir(maildir, create=False)
        reports = sum(self._read(box, key) for key in box.keys())  # noqa: SIM118  # no mapping
        self.stdout.write(f"{reports} reports, {len(box)} other mails stay")

    def _read(self, box: "mailbox.Maildir", key: str) -> bool:
        if self._tell(box.get_bytes(key)):
            box.discard(key)
            return True
        message = box.get_message(key)
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
        return False

    def _tell(self, content: bytes) -> bool:
        returned = read_report(content)
        return returned is not None and returns.tell(returned)
