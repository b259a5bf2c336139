"""Read reports of mail that came back, from a mail server's pipe or a maildir."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.core import bounces


class Command(BaseCommand):
    help = (
        "Read a report of mail that was not delivered (RFC 3464) on standard input, as a mail "
        "server pipes it, or all those in a maildir. Reports that were understood leave the "
        "maildir; everything else stays there, marked as seen. The worker does it each minute "
        "where BOUNCES_MAILDIR names one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, help="folder with new/ and cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        if maildir is None:
            # A pipe never fails on what it does not know: the server would report that too.
            known = bounces.tell(sys.stdin.buffer.read(bounces.LARGEST + 1))
            self.stdout.write("1 report" if known else "no report of ours")
            return
        try:
            swept = bounces.sweep(maildir)
        except bounces.NoMaildir as error:
            raise CommandError(f"{maildir} is no maildir: it has no folder new") from error
        self.stdout.write(f"{swept.reports} reports, {swept.left} other mails stay")
