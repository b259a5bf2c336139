from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import indexing
from search.engines import EngineUnavailable, get_engine


class Command(BaseCommand):
    help = "Build the public search index anew and swap it in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-missing", action="store_true", help="do nothing when an index is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_missing"] and self._is_built():
            return
        count = indexing.rebuild()
        self.stdout.write(f"{count} documents indexed.")

    def _is_built(self) -> bool:
        try:
            get_engine().check()
        except EngineUnavailable:
            return False
        return True
