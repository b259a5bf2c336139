"""The results page, for everybody, without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from search import results
from search.engines import EngineUnavailable
from search.forms import Asked
from search.models.synonyms import CACHE_TAG
from search.observation import COUNT_HEADER
from search.sources import sources


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer a question, or explain how to ask one."""
    asked = Asked.from_address(request.GET)
    try:
        answer = results.answer(asked) if asked.text else None
    except EngineUnavailable:
        return unavailable(request, asked)
    asked = answer.asked if answer else asked
    response = render(request, "search/results.html", {"asked": asked, "answer": answer})
    seconds = None
    if answer and answer.changes_at:
        seconds = int((answer.changes_at - timezone.now()).total_seconds())
    make_public(response, CACHE_TAG, seconds=seconds)
    if answer:
        response.headers[COUNT_HEADER] = str(answer.total)
    return response


def unavailable(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Say that search is away and offer the A to Z, read from the database."""
    language = get_language() or "fr"
    listings = [(source.label, source.listing(language)) for source in sources]
    context = {"asked": asked, "listings": [entry for entry in listings if entry[1]]}
    response = render(request, "search/unavailable.html", context, status=503)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = "60"
    return response


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Describe the search to browsers (OpenSearch 1.1), so that it joins their own box."""
    context = {
        "page": request.build_absolute_uri(reverse("search:search")),
        "suggest": request.build_absolute_uri(reverse("search_api:suggest")),
    }
    response = render(
        request,
        "search/opensearch.xml",
        context,
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
    make_public(response)
    return response
