"""`/api/v1/search`: the same parameters and the same answers as the page."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from search import freshness, results
from search.engines import EngineUnavailable, get_engine
from search.forms import MAX_PAGE, MAX_VALUES, Asked
from search.models.synonyms import CACHE_TAG
from search.query import Sort

#: What the parameters hold, told to whoever sent something else.
EXPECTED = {
    "q": "words, as a person types them",
    "lang": f"one of {', '.join(dict(settings.LANGUAGES))}",
    "key": "kind and id, as a search gives them: page:12",
    "kind": "a kind of results, as the facets of an answer name them",
    "district": "the number of a district",
    "theme": "a theme, as the facets of an answer name them",
    "speaker": f"at most {MAX_VALUES} names",
    "year": "a year: 2026",
    "since": "a date: 2026-11-27",
    "until": "a date: 2026-11-27",
    "open": "1, or nothing",
    "sort": f"one of {', '.join(Sort)}",
    "page": f"a number from 1 to {MAX_PAGE}",
}


def _language(request: HttpRequest) -> str:
    return request.GET.get("lang") or str(settings.LANGUAGE_CODE)


def _refused(request: HttpRequest, *needed: str, unread: Sequence[str] = ()) -> JsonResponse | None:
    """Return what tells which parameters are missing or cannot be read, if any."""
    wrong = [name for name in needed if not request.GET.get(name, "").strip()]
    if _language(request) not in dict(settings.LANGUAGES):
        wrong.append("lang")
    wrong += unread
    if not wrong:
        return None
    expected = {name: EXPECTED[name] for name in wrong}
    return JsonResponse(
        {"error": "Some parameters are missing or cannot be read.", "expected": expected},
        status=400,
    )


def _unavailable() -> JsonResponse:
    return JsonResponse(
        {"error": "The search engine is away; try again in a minute."},
        status=503,
        headers={"Retry-After": "60"},
    )


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    asked, language = Asked.from_address(request.GET), _language(request)
    if refused := _refused(request, "q", unread=asked.unread):
        return refused
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
    if refused := _refused(request, "q"):
        return refused
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
        names = ("title", "url", "kind", "language")
        rows = [{name: getattr(suggestion, name) for name in names} for suggestion in found]
        response = JsonResponse({"suggestions": rows})
    make_public(response, CACHE_TAG)
    return response


@require_safe
def related(request: HttpRequest) -> JsonResponse:
    """Give what is most like the thing that ``key`` (``page:12``) names."""
    language, key = _language(request), request.GET.get("key", "")[:100]
    if refused := _refused(request, "key"):
        return refused
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
