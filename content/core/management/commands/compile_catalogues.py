from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from content.core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues that changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in compile_catalogues(Path(folder)):
                self.stdout.write(str(path))
