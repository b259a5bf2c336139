"""A place in the words of schema.org, hours and special days included."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from content.places.enums import SpanState
from content.places.hours import Day
from content.places.place_page import PlaceView

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _closes(at: time) -> str:
    return "23:59" if at == time(0) else f"{at:%H:%M}"


def _hours(day: Day) -> list[dict[str, Any]]:
    head = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{DAY_NAMES[day.date.weekday()]}",
        "validFrom": day.date.isoformat(),
        "validThrough": day.date.isoformat(),
    }
    if not day.spans:
        # schema.org writes a closed day as one that opens and closes at once.
        return [head | {"opens": "00:00", "closes": "00:00"}]
    return [
        head | {"opens": f"{span.opens:%H:%M}", "closes": _closes(span.closes)}
        for span in day.spans
        if span.state == SpanState.OPEN
    ]


def graph(view: PlaceView, url: str) -> dict[str, Any]:
    """Return the place as JSON-LD; hours are those of the coming days, one by one."""
    place = view.place
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "@id": f"{url}#place",
        "identifier": str(place.uuid),
        "name": view.text.name,
        "description": view.text.summary,
        "url": url,
        "telephone": place.phone,
        "email": place.email,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.street,
            "postalCode": place.postcode,
            "addressLocality": place.city,
            "addressCountry": "FR",
        },
    }
    if place.latitude is not None and place.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    if view.hours_known:
        data["openingHoursSpecification"] = [
            item for line in view.week for item in _hours(line.day)
        ]
    return {name: value for name, value in data.items() if value != ""}


def script_text(data: dict[str, Any]) -> SafeString:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308  # the three characters of markup are escaped above
