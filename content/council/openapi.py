"""What the Council adds to the site's OpenAPI description."""

from typing import Any

_MOMENT = {"type": "string", "format": "date-time"}
_BY_LANGUAGE = {"type": "object", "additionalProperties": {"type": "string"}}
_FACTS: dict[str, Any] = {
    "id": {"type": "string", "format": "uuid"},
    "slug": {"type": "string"},
    "body": {"type": "string"},
    "titles": _BY_LANGUAGE,
    "status": {
        "type": "string",
        "enum": ["planned", "convened", "live", "suspended", "closed", "recording_ready"],
    },
    "starts_at": _MOMENT,
    "ends_at": {"type": ["string", "null"], "format": "date-time"},
    "url": {"type": "string"},
}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


SCHEMAS: dict[str, Any] = {
    "CouncilSession": {
        "type": "object",
        "required": ["id", "slug", "titles", "status", "starts_at", "url"],
        "properties": _FACTS,
    },
    "CouncilVote": {
        "type": "object",
        "properties": {
            "target": {"type": "string"},
            "method": {"type": "string", "enum": ["show_of_hands", "electronic", "secret"]},
            "result": {"type": "string", "enum": ["adopted", "rejected"]},
            "for": {"type": "integer"},
            "against": {"type": "integer"},
            "abstentions": {"type": "integer"},
            "not_voting": {"type": "integer"},
            "source": {"type": "string"},
        },
    },
    "CouncilItem": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "number": {"type": "string"},
            "titles": _BY_LANGUAGE,
            "kind": {"type": "string"},
            "state": {"type": "string"},
            "votes": _list_of("CouncilVote"),
        },
    },
    "CouncilIntervention": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "number": {"type": "integer"},
            "speaker": {"type": "string"},
            "office": {"type": "string"},
            "kind": {"type": "string"},
            "item": {"type": ["string", "null"], "format": "uuid"},
            "start": {"type": "number", "description": "Seconds of the film."},
            "end": {"type": "number"},
            "cues": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"start": {"type": "number"}, "text": {"type": "string"}},
                },
            },
        },
    },
    "CouncilRecording": {
        "type": "object",
        "properties": {
            "starts_at": _MOMENT,
            "media": {"type": "string"},
            "duration": {"type": "number"},
            "captions": {"type": "string", "description": "WebVTT."},
            "transcript": {
                "type": ["string", "null"],
                "enum": ["official", "corrected", "machine", None],
            },
            "interventions": _list_of("CouncilIntervention"),
        },
    },
    "CouncilRecord": {
        "type": "object",
        "properties": {
            **_FACTS,
            "items": _list_of("CouncilItem"),
            "recordings": _list_of("CouncilRecording"),
        },
    },
}

PATHS: dict[str, Any] = {
    "/api/v1/council/sessions": {
        "get": {
            "operationId": "listCouncilSessions",
            "summary": "Sessions of the Council, newest first",
            "responses": {
                "200": _answer(
                    {"type": "object", "properties": {"sessions": _list_of("CouncilSession")}}
                )
            },
        }
    },
    "/api/v1/council/sessions/{uuid}": {
        "get": {
            "operationId": "getCouncilSession",
            "summary": "One session: agenda, votes, and all that was said, with its time",
            "parameters": [
                {
                    "name": "uuid",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "format": "uuid"},
                }
            ],
            "responses": {
                "200": _answer(_ref("CouncilRecord")),
                "404": {"description": "No such session"},
            },
        }
    },
}
