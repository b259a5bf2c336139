"""What the directory adds to the site's OpenAPI description."""

from typing import Any

_FILTERS: list[dict[str, Any]] = [
    {
        "name": "kind",
        "in": "query",
        "schema": {"type": "string"},
        "description": "Key of a kind of place.",
    },
    {
        "name": "district",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 20},
        "description": "Places in the district, and the town hall that serves it.",
    },
    {
        "name": "service",
        "in": "query",
        "schema": {"type": "string"},
        "description": "Key of a municipal service that the place offers.",
    },
    {
        "name": "open",
        "in": "query",
        "schema": {"type": "string", "enum": ["1"]},
        "description": "Only places that are open now.",
    },
]


def _answer(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"description": "OK", "content": {media_type: {"schema": schema}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_NULLABLE_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_BY_LANGUAGE = {"type": "object", "additionalProperties": {"type": "string"}}

SCHEMAS: dict[str, Any] = {
    "PlaceState": {
        "type": "object",
        "required": ["state", "until", "next_opening"],
        "properties": {
            "state": {"type": "string", "enum": ["open", "by_appointment", "closed", "unknown"]},
            "until": _NULLABLE_MOMENT,
            "next_opening": _NULLABLE_MOMENT,
        },
    },
    "PlaceDay": {
        "type": "object",
        "required": ["date", "spans", "reason"],
        "properties": {
            "date": {"type": "string", "format": "date"},
            "reason": {"type": "string"},
            "spans": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "opens": {"type": "string", "examples": ["09:00"]},
                        "closes": {"type": "string", "examples": ["17:00"]},
                        "state": {"type": "string", "enum": ["open", "by_appointment"]},
                    },
                },
            },
        },
    },
    "Place": {
        "type": "object",
        "required": ["id", "key", "kind", "status", "names", "urls", "address"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "key": {"type": "string"},
            "kind": {"type": "string"},
            "status": {"type": "string", "enum": ["announced", "open", "reformed", "closed"]},
            "names": _BY_LANGUAGE,
            "summaries": _BY_LANGUAGE,
            "urls": _BY_LANGUAGE,
            "former_names": {"type": "array", "items": {"type": "string"}},
            "address": {
                "type": "object",
                "properties": {
                    "street": {"type": "string"},
                    "extra": {"type": "string"},
                    "postcode": {"type": "string"},
                    "city": {"type": "string"},
                    "district": {"type": ["integer", "null"]},
                },
            },
            "point": {
                "type": ["object", "null"],
                "properties": {
                    "latitude": {"type": "number"},
                    "longitude": {"type": "number"},
                },
            },
            "phone": {"type": "string"},
            "email": {"type": "string"},
            "services": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "service": {"type": "string"},
                        "by_appointment": {"type": "boolean"},
                    },
                },
            },
            "access": {
                "type": "object",
                "description": "A feature that is absent is not known, which is not a no.",
                "additionalProperties": {
                    "type": "object",
                    "properties": {
                        "answer": {"type": "string", "enum": ["yes", "no", "unknown"]},
                        "checked_on": {"type": ["string", "null"], "format": "date"},
                    },
                },
            },
            "now": _ref("PlaceState"),
            "hours": {"type": "array", "items": _ref("PlaceDay")},
        },
    },
}

PATHS: dict[str, Any] = {
    "/api/v1/places": {
        "get": {
            "operationId": "listPlaces",
            "summary": "Places that residents can go to or call, with their state now",
            "parameters": _FILTERS,
            "responses": {
                "200": _answer(
                    {
                        "type": "object",
                        "properties": {"places": {"type": "array", "items": _ref("Place")}},
                    }
                )
            },
        }
    },
    "/api/v1/places/{uuid}": {
        "get": {
            "operationId": "getPlace",
            "summary": "One place with its hours for 14 days",
            "parameters": [
                {
                    "name": "uuid",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "format": "uuid"},
                }
            ],
            "responses": {"200": _answer(_ref("Place")), "404": {"description": "No such place"}},
        }
    },
    "/api/v1/places.geojson": {
        "get": {
            "operationId": "listPlacesGeoJson",
            "summary": "Places as GeoJSON",
            "parameters": _FILTERS,
            "responses": {"200": _answer({"type": "object"}, "application/geo+json")},
        }
    },
}
