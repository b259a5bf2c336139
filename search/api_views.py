"""`/api/v1/search`: the same parameters and the same answers as the page."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from search import results
from search.engines import EngineUnavailable, get_engine
from search.forms import Asked
from search.indexing import CACHE_TAG


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _unavailable() -> JsonResponse:
    return JsonResponse(
        {"error": "The search engine is away; try again in a minute."},
        status=503,
        headers={"Retry-After": "60"},
    )


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    asked, language = Asked.from_address(request.GET), _language(request)
    with translation.override(language):
        try:
            answer = get_engine().search(asked.query(language))
        except EngineUnavailable:
            return _unavailable()
    response = JsonResponse({"query": asked.text, "page": asked.page} | results.as_json(answer))
    make_public(response, CACHE_TAG)
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    asked, language = Asked.from_address(request.GET), _language(request)
    try:
        found = get_engine().suggest(asked.text, language)
    except EngineUnavailable:
        return _unavailable()
    response = JsonResponse(
        {"suggestions": [{"title": s.title, "url": s.url, "kind": s.kind} for s in found]}
    )
    make_public(response, CACHE_TAG)
    return response
