"""What `/api/v1/openapi.json` says of search."""

from typing import Any

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}

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
    *(
        {
            "name": name,
            "in": "query",
            "description": description,
            "schema": {"type": "array", "items": {"type": "string"}},
        }
        for name, description in (
            ("kind", "Keep these kinds only; repeat it for several."),
            ("district", "Keep these district numbers only; repeat it for several."),
            ("theme", "Keep these themes only; repeat it for several."),
            ("speaker", "Keep what these people said; repeat it for several."),
            ("year", "Keep what has a date in these years; repeat it for several."),
        )
    ),
    *(
        {
            "name": name,
            "in": "query",
            "description": description,
            "schema": {"type": "string", "format": "date"},
        }
        for name, description in (
            ("since", "Keep what has a date on this day or later."),
            ("until", "Keep what has a date on this day or before."),
        )
    ),
    {
        "name": "open",
        "in": "query",
        "description": "Keep the places that are open now.",
        "schema": {"type": "string", "enum": ["1"]},
    },
    {
        "name": "sort",
        "in": "query",
        "schema": {"type": "string", "enum": ["relevance", "newest"], "default": "relevance"},
    },
    {
        "name": "after",
        "in": "query",
        "description": "What the page before gave as `next`: the answer goes on behind it, "
        "whatever was published or withdrawn meanwhile. Send it with the number of the page.",
        "schema": {"type": "string"},
    },
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
        "400": {
            "description": "A parameter is missing or cannot be read; the answer names each.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}},
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
            "parameters": [
                *_PARAMETERS,
                {
                    "name": "format",
                    "in": "query",
                    "description": "`opensearch` gives the list that browsers' own boxes read.",
                    "schema": {"type": "string", "enum": ["opensearch"]},
                },
            ],
            "responses": _answers("Suggestions"),
        }
    },
    "/api/v1/search/related": {
        "get": {
            "summary": "Find what is most like one thing",
            "operationId": "related",
            "parameters": [
                {
                    "name": "key",
                    "in": "query",
                    "required": True,
                    "description": "Kind and id as a search gives them: `page:12`.",
                    "schema": _TEXT,
                },
                _PARAMETERS[1],
            ],
            "responses": _answers("Related"),
        }
    },
}

SCHEMAS: dict[str, Any] = {
    "SearchResults": {
        "type": "object",
        "required": ["query", "page", "total", "match", "hits", "facets"],
        "properties": {
            "query": _TEXT,
            "page": _COUNT,
            "total": _COUNT,
            "match": {"type": "string", "enum": ["exact", "typo", "any_word", "none"]},
            "correction": {
                "type": "string",
                "description": "The question without its slips, when that is what was answered.",
            },
            "whole": {
                "type": ["integer", "null"],
                "description": "How many have all the words, where others follow that have some.",
            },
            "next": {
                "type": ["string", "null"],
                "description": "Send it as `after` with the number of the next page.",
            },
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
        "properties": {
            **dict.fromkeys(
                ("kind", "id", "title", "url", "summary", "language", "state", "speaker"), _TEXT
            ),
            "excerpt": _TEXT,
            "date": {"type": ["string", "null"], "format": "date"},
            "seconds": {
                "type": ["number", "null"],
                "description": "The second of the recording at which the words were said.",
            },
        },
    },
    "Refused": {
        "type": "object",
        "required": ["error", "expected"],
        "properties": {
            "error": _TEXT,
            "expected": {
                "type": "object",
                "description": "What each wrong parameter should hold.",
                "additionalProperties": _TEXT,
            },
        },
    },
    "Related": {
        "type": "object",
        "properties": {
            "related": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": dict.fromkeys(("title", "url", "kind"), _TEXT),
                },
            }
        },
    },
    "Suggestions": {
        "type": "object",
        "properties": {
            "suggestions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": dict.fromkeys(("title", "url", "kind", "language"), _TEXT),
                },
            }
        },
    },
}
