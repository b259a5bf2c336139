"""Count the figures now, as the worker does each night."""

from typing import Any

from django.core.management.base import BaseCommand

from eservices.backoffice.figures import counting


class Command(BaseCommand):
    help = "Count the figures of cases and drafts now."

    def handle(self, *args: Any, **options: Any) -> None:
        counting.run()
        self.stdout.write("counted")
