"""Places with what they offer, their former names and their address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from content.places import timetables
from content.places.enums import PlaceStatus
from content.places.hours import State, next_change, status_at
from content.places.models import Place
from search.documents import Document
from search.sources.base import Link, joined

#: States in which one can come, with an appointment at least.
OPEN_STATES = (State.OPEN, State.BY_APPOINTMENT)


WEIGHT = 1.2


class PlaceSource:
    kind = "place"

    @property
    def label(self) -> str:
        return _("Places")

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        places = (
            Place.objects.listed()
            .select_related("kind", "district", "sector")
            .prefetch_related(
                "texts",
                "kind__texts",
                "former_names",
                "place_services__service__texts",
                "sector__districts",
            )
        )
        if ids is not None:
            places = places.filter(uuid__in=list(ids))
        for place in places:
            for language, _name in settings.LANGUAGES:
                yield self._document(place, language)

    def _document(self, place: Place, language: str) -> Document:
        text, kind = place.text(language), place.kind.text(language)
        offered = [offer.service.text(language) for offer in place.place_services.all()]
        return Document(
            kind=self.kind,
            id=str(place.uuid),
            language=language,
            text_language=text.language,
            title=text.name,
            url=place.url(language),
            summary=text.summary,
            body=joined(text.description, text.directions),
            keywords=" ".join(
                [
                    *(former.name for former in place.former_names.all()),
                    kind.name if kind else "",
                    place.street,
                    place.postcode,
                ]
            ),
            # The same for every town hall: found by, never shown.
            background=" ".join(
                f"{service.name} {service.summary}" for service in offered if service
            ),
            weight=WEIGHT,
            state=_state(place, language),
            facts=tuple(fact for fact in (place.street, place.postal_line) if fact),
            districts=_districts(place),
        )

    def open_now(self, now: datetime) -> tuple[set[str], datetime | None]:
        """Return the ids of the places that are open, and when the first of them changes."""
        places = list(Place.objects.listed().filter(status=PlaceStatus.OPEN))
        openings = timetables.load(places, now, settings.LANGUAGE_CODE)
        found, changes = set(), []
        for place in places:
            timetable = openings[place.pk].timetable
            if status_at(timetable, now).state in OPEN_STATES:
                found.add(str(place.uuid))
            changes.append(next_change(timetable, now))
        return found, min(changes, default=None)

    def listing(self, language: str) -> list[Link]:
        places = Place.objects.listed().prefetch_related("texts")[:100]
        rows = [(place, place.text(language)) for place in places]
        return [Link(text.name, place.url(language), text.language) for place, text in rows]


def _state(place: Place, language: str) -> str:
    if place.status != PlaceStatus.ANNOUNCED:
        return ""
    with translation.override(language):
        return str(PlaceStatus.ANNOUNCED.label)


def _districts(place: Place) -> tuple[str, ...]:
    """A town hall serves every district of its sector, a counter its own."""
    if place.sector:
        return tuple(str(district.number) for district in place.sector.districts.all())
    return (str(place.district.number),) if place.district else ()
