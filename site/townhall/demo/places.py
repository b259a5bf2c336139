"""The seventeen town halls and a handful of counters."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from content.core.models import Service
from content.places.data import PlaceData
from content.places.enums import Effect
from content.places.models import Place
from content.places.services import post_notice, save_place, save_place_kind
from townhall.demo.files import LANGUAGES, read

#: What every welcome desk of a town hall does.
AT_TOWN_HALLS = ("accueil", "etat-civil", "elections")


@transaction.atomic
def load() -> None:
    data, registers = read("places"), read("registers")
    for kind in data["kinds"]:
        texts = {language: kind[language] for language in LANGUAGES}
        save_place_kind(key=kind["key"], position=kind["position"], texts=texts)
    sectors = {row["key"]: row for row in registers["sectors"]}
    halls = {hall["sector"]: hall for hall in data["town_halls"]}
    for number, hall in enumerate(data["town_halls"]):
        raw = _town_hall(hall, sectors[hall["sector"]], data["hours"]["town_hall"], number)
        save_place(data=PlaceData.read(raw))
    for counter in data["counters"]:
        for number, key in enumerate(counter["sectors"]):
            hours = data["hours"]["counter"]
            raw = _counter(counter, halls[key], sectors[key], hours, number)
            save_place(data=PlaceData.read(raw))
    _post_notice(data["notice"])


def _base(hall: dict[str, Any], hours: dict[str, str]) -> dict[str, Any]:
    return {
        "district": hall["district"],
        "street": hall["address"],
        "postcode": hall["postcode"],
        "point": [hall["latitude"], hall["longitude"]],
        "hours": [{"week": hours}],
        "access": {
            "step_free_entrance": {"answer": True, "checked_on": timezone.localdate()},
            "hearing_loop": {"answer": "unknown"},
        },
    }


def _town_hall(
    hall: dict[str, Any], sector: dict[str, Any], hours: dict[str, str], number: int
) -> dict[str, Any]:
    name = sector["name"].removeprefix("Paris ")
    french = "Mairie de Paris Centre" if name == "Centre" else f"Mairie du {name} arrondissement"
    english = f"Town hall of {sector['name']}"
    former = [words.strip() for words in hall.get("former", "").split(",") if words.strip()]
    return _base(hall, hours) | {
        "key": f"mairie-{sector['key']}",
        "kind": "town-hall",
        "sector": sector["key"],
        "department": "democratie-territoires",
        "phone": f"01 99 00 11 {number:02}",
        "texts": {
            "fr": {
                "name": french,
                "slug": slugify(f"mairie {sector['name']}"),
                "summary": f"Accueil, état civil et élections pour {_served(sector)}.",
            },
            "en": {
                "name": english,
                "slug": slugify(f"town hall {sector['name']}"),
                "summary": "Welcome desk, civil status and elections.",
            },
        },
        "services": [{"service": key} for key in AT_TOWN_HALLS],
        "former_names": former,
    }


def _served(sector: dict[str, Any]) -> str:
    *others, last = [f"{n}e" if n > 1 else "1er" for n in sector["districts"]]
    if others:
        return f"les habitants des {', '.join(others)} et {last} arrondissements"
    return f"les habitants du {last} arrondissement"


def _counter(
    counter: dict[str, Any],
    hall: dict[str, Any],
    sector: dict[str, Any],
    hours: dict[str, str],
    number: int,
) -> dict[str, Any]:
    service = Service.objects.get(key=counter["service"])
    texts = {
        language: {
            "name": f"{counter[language]} {sector['name']}",
            "slug": slugify(f"{counter[language]} {sector['name']}"),
            "summary": counter[f"note_{language}"],
        }
        for language in LANGUAGES
    }
    return _base(hall, hours) | {
        "key": f"{counter['kind']}-{sector['key']}",
        "kind": counter["kind"],
        "department": service.department.key,
        "phone": f"01 99 00 {20 + service.pk % 70:02} {number:02}",
        "texts": texts,
        "services": [{"service": counter["service"]}],
        "former_names": [words.strip() for words in counter["former"].split(",")],
    }


def _post_notice(row: dict[str, Any]) -> None:
    """Post one disturbance, so that the home page shows what one looks like."""
    place = Place.objects.get(key=row["place"])
    if not place.notices.exists():
        post_notice(
            place=place,
            effect=Effect(row["effect"]),
            messages={language: row[language] for language in LANGUAGES},
            author=None,
            ends_at=datetime.combine(
                timezone.localdate() + timedelta(days=row["days"]),
                time(18),
                tzinfo=timezone.get_current_timezone(),
            ),
        )
