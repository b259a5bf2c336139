"""Verify the chain of events of every case, or of one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eservices.cases import chain
from eservices.cases.clocks import caches
from eservices.cases.codes import InvalidCode, normalise
from eservices.cases.models import Case


class Command(BaseCommand):
    help = (
        "Verify that no event of a case was changed, removed or added outside the application, "
        "and that its dates are those that its events make."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", help="the code of one case; all cases otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = Case.objects.order_by("pk")
        if options["case"]:
            try:
                cases = cases.filter(code=normalise(options["case"]))
            except InvalidCode as error:
                raise CommandError(f"no code: {error}") from error
        events = verified = breaks = 0
        for case in cases.iterator(chunk_size=500):
            verified += 1
            events += case.chain_length
            for found in chain.verify(case):
                breaks += 1
                self.stderr.write(f"case {found.case}, event {found.sequence}: {found.problem}")
            for problem in caches.differences(case):
                breaks += 1
                self.stderr.write(f"case {case.uuid}: {problem}")
        if options["case"] and not verified:
            raise CommandError("no case has this code")
        if breaks:
            raise CommandError(f"{breaks} breaks in {verified} cases")
        self.stdout.write(f"{verified} cases, {events} events: all chains hold")
