from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from content.core.deliveries import retry
from content.core.models.deliveries import Delivery


class Command(BaseCommand):
    help = "Count deliveries by kind and state, list the failed ones; --retry makes them due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="try the failed ones again")
        parser.add_argument("--kind", help="only this kind")

    def handle(self, *args: Any, kind: str | None, **options: Any) -> None:
        rows = Delivery.objects.filter(kind=kind) if kind else Delivery.objects.all()
        counts = rows.values("kind", "state").annotate(count=Count("pk")).order_by("kind", "state")
        for count in counts:
            self.stdout.write(f"{count['kind']:24} {count['state']:8} {count['count']}")
        for row in rows.failed():
            self.stdout.write(f"failed {row.pk}: {row.kind}, {row.attempts} attempts, {row.error}")
        if options["retry"]:
            self.stdout.write(f"{retry(rows)} deliveries are due again")
