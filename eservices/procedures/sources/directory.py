"""Places of the directory as answers."""

from __future__ import annotations

from collections.abc import Sequence

from content.places.models import Place


def offered_places(source: str) -> Sequence[Place]:
    """Return the places that a question with this ``source`` offers, in order of name.

    "kind:<key>" keeps one kind of place, "service:<key>" those that give a service; an
    empty source, every place that is open or soon will be.
    """
    places = Place.objects.listed().with_words().select_related("district")
    what, _colon, key = source.partition(":")
    if what == "kind":
        places = places.of_kind(key)
    elif what == "service":
        places = places.offering(key)
    return sorted(places, key=lambda place: place_label(place))


def place_label(place: Place, language: str | None = None) -> str:
    """Return a place as people find it: its name and its street."""
    text = place.text(language)
    name = text.name if text else place.key
    return ", ".join(part for part in (name, f"{place.street} {place.postcode}".strip()) if part)


def find_place(uuid: str) -> Place | None:
    """Return the place that was chosen, also when it has closed since."""
    return (
        Place.objects.filter(uuid=uuid)
        .select_related("sector", "district__sector")
        .with_words()
        .first()
    )
