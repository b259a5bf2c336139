"""What the records schedule asks for today: told, or done with --run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from eservices.records import answers, lists, plans, purging
from eservices.records.models import DestructionLine


class Command(BaseCommand):
    help = (
        "Tell what would be erased, proposed to the archives and purged now, without doing it. "
        "With --run, do it: what the worker does each night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", action="store_true", help="do it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["run"]:
            purging.daily()
            self.stdout.write("done")
            return
        with transaction.atomic():
            self._tell()
            transaction.set_rollback(True)
        self.stdout.write("dry run: nothing was changed")

    def _tell(self) -> None:
        """Do everything in a transaction that is taken back: no other account of it is as true."""
        plans.settle()
        self.stdout.write(f"{answers.run()} times answers of their own term would be erased")
        known = set(DestructionLine.objects.values_list("pk", flat=True))
        proposed = lists.propose()
        plural = "file" if proposed == 1 else "files"
        self.stdout.write(f"{proposed} {plural} would be proposed to the archives:")
        lines = DestructionLine.objects.exclude(pk__in=known).select_related("case", "list")
        for line in lines.iterator():
            self.stdout.write(f"  {line.list}  {line.case}  {line.stage}: {line.proposal}")
        approved = list(purging.approved().select_related("case", "list"))
        self.stdout.write(f"{len(approved)} approved files would be purged:")
        for line in approved:
            counts = purging.purge(line=line).counts
            said = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count)
            self.stdout.write(f"  {line.list}  {line.case}  {said}")
