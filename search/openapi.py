"""What `/api/v1/openapi.json` says of search."""

from typing import Any

_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "q",
        "in": "query",
        "required": True,
        "description": "Words, as a person types them.",
        "schema": {"type": "string", "maxLength": 200},
    },
    {
        "name": "lang",
        "in": "query",
        "description": "Language of the index.",
        "schema": {"type": "string", "enum": ["fr", "en"], "default": "fr"},
    },
]
_FILTERS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    for name, description in (
        ("kind", "Keep these kinds only; repeat it for several."),
        ("district", "Keep these district numbers only; repeat it for several."),
    )
]
_PAGE: dict[str, Any] = {
    "name": "page",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 1},
}


def _answers(schema: str) -> dict[str, Any]:
    return {
        "200": {
            "description": "The answer.",
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        },
        "503": {"description": "The engine is away; try again after `Retry-After` seconds."},
    }


PATHS: dict[str, Any] = {
    "/api/v1/search": {
        "get": {
            "summary": "Search pages, procedures, places and what was said in the Council",
            "operationId": "search",
            "parameters": [*_PARAMETERS, *_FILTERS, _PAGE],
            "responses": _answers("SearchResults"),
        }
    },
    "/api/v1/search/suggest": {
        "get": {
            "summary": "Complete the last word of a question",
            "operationId": "suggest",
            "parameters": _PARAMETERS,
            "responses": _answers("Suggestions"),
        }
    },
}

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}

SCHEMAS: dict[str, Any] = {
    "SearchResults": {
        "type": "object",
        "required": ["query", "page", "total", "match", "hits", "facets"],
        "properties": {
            "query": _TEXT,
            "page": _COUNT,
            "total": _COUNT,
            "match": {"type": "string", "enum": ["exact", "typo", "any_word", "none"]},
            "hits": {"type": "array", "items": {"$ref": "#/components/schemas/SearchHit"}},
            "facets": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"value": _TEXT, "count": _COUNT},
                    },
                },
            },
        },
    },
    "SearchHit": {
        "type": "object",
        "required": ["kind", "id", "title", "url"],
        "properties": dict.fromkeys(
            ("kind", "id", "title", "url", "summary", "language", "state", "excerpt"), _TEXT
        ),
    },
    "Suggestions": {
        "type": "object",
        "properties": {
            "suggestions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": dict.fromkeys(("title", "url", "kind"), _TEXT),
                },
            }
        },
    },
}
