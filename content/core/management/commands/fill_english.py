from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Give each English message its own words, so that the English catalogue is complete."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in Path(folder).glob("en*/LC_MESSAGES/*.po"):
                catalogue = polib.pofile(str(path), wrapwidth=0)
                for entry in catalogue:
                    fill(entry)
                catalogue.save()


def fill(entry: polib.POEntry) -> None:
    """Make the source text the translation; a fuzzy guess of gettext's is replaced."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
