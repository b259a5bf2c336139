"""What `/api/v1/openapi.json` says of procedures."""

from typing import Any

PATHS: dict[str, Any] = {
    "/api/v1/procedures/{slug}/versions/{number}": {
        "get": {
            "summary": "Say what a complete set of answers to a version of a procedure looks like",
            "description": (
                "A JSON Schema (2020-12) of an object that holds each answer under the identity "
                "of its question. A version never changes."
            ),
            "operationId": "procedureVersion",
            "parameters": [
                {
                    "name": "slug",
                    "in": "path",
                    "required": True,
                    "description": "Last word of the address of the procedure's page.",
                    "schema": {"type": "string"},
                },
                {
                    "name": "number",
                    "in": "path",
                    "required": True,
                    "description": "Number of the version, from 1.",
                    "schema": {"type": "integer", "minimum": 1},
                },
                {
                    "name": "If-None-Match",
                    "in": "header",
                    "schema": {"type": "string"},
                },
            ],
            "responses": {
                "200": {
                    "description": "The schema.",
                    "headers": {"ETag": {"schema": {"type": "string"}}},
                    "content": {
                        "application/schema+json": {
                            "schema": {"$ref": "#/components/schemas/AnswersSchema"}
                        }
                    },
                },
                "304": {"description": "It is the one you have."},
                "404": {"description": "No public procedure has this name, or not this version."},
            },
        }
    }
}
SCHEMAS: dict[str, Any] = {
    "AnswersSchema": {
        "type": "object",
        "required": ["$schema", "$id", "title", "type", "properties", "required"],
        "properties": {
            "$schema": {"const": "https://json-schema.org/draft/2020-12/schema"},
            "$id": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "type": {"const": "object"},
            "properties": {"type": "object"},
            "required": {"type": "array", "items": {"type": "string"}},
        },
    }
}
