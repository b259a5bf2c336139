"""The polls that come with a procedure; those of the city's register are never touched."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from content.core.models import Poll, PollText
from eservices.catalogue.entries import Entry, in_language


def ensure(entry: Entry) -> None:
    """Put the polls that ``entry`` brings in the register, those to come and unknown there."""
    known = set(Poll.objects.values_list("key", flat=True))
    for raw in entry.polls:
        facts = {name: value for name, value in raw.items() if name not in ("name", "note")}
        poll = Poll(**facts)
        if poll.key in known or poll.last_round < timezone.localdate():
            continue
        poll.full_clean()
        poll.save()
        PollText.objects.bulk_create(
            PollText(
                subject=poll,
                language=language,
                name=in_language(raw["name"], language),
                note=in_language(raw.get("note", ""), language),
            )
            for language, _name in settings.LANGUAGES
            if language in raw["name"]
        )
