"""Open data of the directory; described in `openapi.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from content.places import directory, timetables
from content.places.caching import public_until
from content.places.directory import Filters
from content.places.hours import PARIS, Status, Timetable, days, next_change, status_at
from content.places.models import Place
from content.places.services import LIST_TAG, REGISTERS_TAG

DAYS_GIVEN = 14
JSON_OPTIONS = {"ensure_ascii": False}
READ = ("texts", "access", "former_names", "place_services__service", "kind__texts")


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _state(status: Status) -> dict[str, Any]:
    return {
        "state": status.state,
        "until": _moment(status.until),
        "next_opening": _moment(status.next_opening),
    }


def _hours(timetable: Timetable, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "date": day.date.isoformat(),
            "reason": day.reason,
            "spans": [
                {
                    "opens": f"{span.opens:%H:%M}",
                    "closes": f"{span.closes:%H:%M}",
                    "state": span.state,
                }
                for span in day.spans
            ],
        }
        for day in days(timetable, now.astimezone(PARIS).date(), DAYS_GIVEN)
    ]


def _facts(place: Place) -> dict[str, Any]:
    return {
        "id": str(place.uuid),
        "key": place.key,
        "kind": place.kind.key,
        "status": place.status,
        "names": {text.language: text.name for text in place.texts.all()},
        "summaries": {text.language: text.summary for text in place.texts.all() if text.summary},
        "urls": {language: place.url(language) for language, _name in settings.LANGUAGES},
        "former_names": [name.name for name in place.former_names.all()],
        "address": {
            "street": place.street,
            "extra": place.address_extra,
            "postcode": place.postcode,
            "city": place.city,
            "district": place.district.number if place.district else None,
        },
        "point": _point(place),
        "phone": place.phone,
        "email": place.email,
        "services": [
            {"service": row.service.key, "by_appointment": row.by_appointment}
            for row in place.place_services.all()
        ],
        "access": {
            row.feature: {"answer": row.answer, "checked_on": row.checked_on}
            for row in place.access.all()
        },
    }


def _point(place: Place) -> dict[str, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return {"latitude": float(place.latitude), "longitude": float(place.longitude)}


def _selected(request: HttpRequest) -> Sequence[Place]:
    filters = Filters.read(request.GET.dict())
    return list(directory.matching(filters).prefetch_related(*READ))


def _with_state(
    places: Sequence[Place], now: datetime
) -> tuple[list[tuple[Place, Timetable, Status]], datetime | None]:
    openings = timetables.load(places, now, settings.LANGUAGE_CODE)
    rows = [
        (place, openings[place.pk].timetable, status_at(openings[place.pk].timetable, now))
        for place in places
    ]
    return rows, min((next_change(row[1], now) for row in rows), default=None)


def place_list(request: HttpRequest) -> HttpResponse:
    """All places that the filters keep, with their state now."""
    now = timezone.now()
    rows, changes_at = _with_state(_selected(request), now)
    data = [_facts(place) | {"now": _state(status)} for place, _timetable, status in rows]
    if Filters.read(request.GET.dict()).open_now:
        data = [item for item in data if item["now"]["state"] in ("open", "by_appointment")]
    response = JsonResponse({"places": data}, json_dumps_params=JSON_OPTIONS)
    public_until(response, now, changes_at, LIST_TAG, REGISTERS_TAG)
    return response


def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place, whatever its status, with its hours for 14 days."""
    now = timezone.now()
    found = get_object_or_404(Place.objects.select_related("kind", "district"), uuid=uuid)
    prefetch_related_objects([found], *READ)
    rows, changes_at = _with_state([found], now)
    _place, timetable, status = rows[0]
    data = _facts(found) | {"now": _state(status), "hours": _hours(timetable, now)}
    response = JsonResponse(data, json_dumps_params=JSON_OPTIONS)
    public_until(response, now, changes_at, found.cache_tag, REGISTERS_TAG)
    return response


def place_geojson(request: HttpRequest) -> HttpResponse:
    """The places that have a point, as GeoJSON (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "id": str(place.uuid),
            "geometry": {
                "type": "Point",
                "coordinates": [float(place.longitude), float(place.latitude)],
            },
            "properties": _facts(place),
        }
        for place in _selected(request)
        if place.latitude is not None and place.longitude is not None
    ]
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params=JSON_OPTIONS,
    )
    public_until(response, timezone.now(), None, LIST_TAG, REGISTERS_TAG)
    return response
