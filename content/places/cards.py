"""Places as a service page lists them, with their live state."""

from __future__ import annotations

from django.utils import timezone

from content.core.cards import Card
from content.core.models import Service
from content.places.directory import entries_for
from content.places.models import Place
from content.places.services import LIST_TAG

#: More than this and the page links to the directory instead.
MOST = 20


class PlaceCards:
    """No summary: beside a service only where and when tell one place from another."""

    kind = "place"

    def for_service(self, service: Service, language: str) -> list[Card]:
        """Return the listed places that offer ``service``, in the order of the directory."""
        places = (
            Place.objects.listed().offering(service.key).select_related("kind", "district")[:MOST]
        )
        entries, _changes_at = entries_for(list(places), timezone.now(), language)
        return [
            Card(
                title=entry.text.name,
                url=entry.url(language),
                kind=self.kind,
                language=entry.text.language,
                state=entry.sentence,
                facts=tuple(
                    fact
                    for fact in (
                        entry.place.street,
                        entry.place.postal_line,
                        entry.place.phone,
                    )
                    if fact
                ),
                tags=(entry.place.cache_tag, LIST_TAG),
            )
            for entry in entries
        ]
