from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from townhall.demo import accounts, council, pages, places, registers, requests, search


class Command(BaseCommand):
    help = "Load the demonstration city; a second run changes nothing that people did."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is off (DEMO).")
        for part in (registers, accounts, places, pages, council, search, requests):
            part.load()
        self.stdout.write("The demonstration city is ready.")
