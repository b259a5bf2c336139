"""Make the agents' search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from eservices.cases import finding
from eservices.cases.models import Case


class Command(BaseCommand):
    help = "Index every case anew for the agents' search, each in a transaction of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        indexed = 0
        for key in Case.objects.order_by("pk").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                # The row's lock: a message that comes meanwhile waits, and is indexed once.
                case = Case.objects.select_for_update().get(pk=key)
                finding.rebuild(case=case)
            indexed += 1
        self.stdout.write(f"{indexed} cases indexed")
