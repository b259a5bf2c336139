from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import checking
from search.engines import EngineUnavailable

#: Keys named of each kind of difference.
NAMED = 10


class Command(BaseCommand):
    help = "Compare the public search index with the database; --mend writes what differs anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="let the worker write what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = checking.compare()
        except EngineUnavailable as error:
            raise CommandError("The search engine is away: nothing was compared.") from error
        self.stdout.write(f"{found.documents} documents compared.")
        for name in ("missing", "outdated", "withdrawn"):
            keys = sorted(getattr(found, name))
            if keys:
                more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
                self.stdout.write(f"{name}: {', '.join(keys[:NAMED])}{more}")
        if not found.keys:
            self.stdout.write("The index is true to the database.")
        elif options["mend"]:
            checking.mend(found)
            self.stdout.write(f"{len(found.keys)} are written anew by the worker.")
        else:
            raise CommandError("The index differs; --mend writes it anew.")
