"""`/api/v1/search`: the same parameters and the same answers as the page."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from search import freshness, results
from search.engines import EngineUnavailable, get_engine
from search.forms import Asked
from search.models.synonyms import CACHE_TAG


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
    if asked.wrong_dates:
        names = " and ".join(asked.wrong_dates)
        return JsonResponse({"error": f"Write {names} as YYYY-MM-DD."}, status=400)
    with translation.override(language):
        known = results.understand(asked, language)
        query = asked.query(language, rules=known.rules, keys=known.keys)
        try:
            answer = get_engine().search(query)
        except EngineUnavailable:
            return _unavailable()
        body = {"query": asked.text, "page": asked.page} | results.as_json(asked, answer)
    response = JsonResponse(body)
    make_public(response, CACHE_TAG, seconds=60 if asked.open_now else None)
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Complete what is typed; with ``format=opensearch`` as browsers' own boxes want it."""
    asked, language = Asked.from_address(request.GET), _language(request)
    try:
        found = get_engine().suggest(asked.text, language)
    except EngineUnavailable:
        return _unavailable()
    gone = freshness.withdrawn((suggestion.key for suggestion in found), language)
    found = [suggestion for suggestion in found if suggestion.key not in gone]
    if request.GET.get("format") == "opensearch":
        lists: list[object] = [asked.text, [suggestion.title for suggestion in found]]
        response = JsonResponse(lists, safe=False)
        response.headers["Content-Type"] = "application/x-suggestions+json"
    else:
        response = JsonResponse(
            {"suggestions": [{"title": s.title, "url": s.url, "kind": s.kind} for s in found]}
        )
    make_public(response, CACHE_TAG)
    return response


@require_safe
def related(request: HttpRequest) -> JsonResponse:
    """Give what is most like the thing that ``key`` (``page:12``) names."""
    language, key = _language(request), request.GET.get("key", "")[:100]
    try:
        hits = freshness.true_now(get_engine().related(key, language))
    except EngineUnavailable:
        return _unavailable()
    rows = [hit.document for hit in hits]
    response = JsonResponse(
        {"related": [{"title": row.title, "url": row.url, "kind": row.kind} for row in rows]}
    )
    make_public(response, CACHE_TAG)
    return response
