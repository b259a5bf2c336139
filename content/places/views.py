"""Public pages of the directory: found by words, kept by caches, readable without a map."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from content.places import directory, place_page
from content.places.caching import public_until
from content.places.directory import Filters
from content.places.models import FormerSlug, PlaceText
from content.places.services import LIST_TAG, REGISTERS_TAG
from content.places.structured_data import graph, script_text


def place_list(request: HttpRequest) -> HttpResponse:
    """The directory; filters are GET parameters kind, district, service, open, page."""
    now, language = timezone.now(), translation.get_language() or settings.LANGUAGE_CODE
    filters = Filters.read(request.GET.dict())
    choices = directory.choices(language)
    listing = directory.find(filters, now, language, choices.kind_words)
    response = render(
        request,
        "content_places/place_list.html",
        {
            "filters": filters,
            "filters_query": urlencode(filters.query),
            "choices": choices,
            "listing": listing,
            "translations": _list_alternates(filters),
        },
    )
    public_until(response, now, listing.changes_at, LIST_TAG, REGISTERS_TAG)
    return response


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place. A former or foreign slug redirects to the address of this language."""
    now, language = timezone.now(), translation.get_language() or settings.LANGUAGE_CODE
    texts = _texts_by_slug(slug)
    own = next((text for text in texts if text.slug == slug), None)
    if own is None:
        return _redirect_former(language, slug)
    shown, alternates = own.subject, _alternates(texts)
    if directory.best_texts(texts, language)[shown.pk].slug != slug:
        return HttpResponsePermanentRedirect(alternates[language])
    view = place_page.gather(shown, texts, now, language)
    data = graph(view, request.build_absolute_uri(alternates[language]))
    response = render(
        request,
        "content_places/place_page.html",
        {"view": view, "translations": alternates, "structured_data": script_text(data)},
    )
    public_until(response, now, view.changes_at, *view.tags)
    return response


def _texts_by_slug(slug: str) -> list[PlaceText]:
    """Return all words of the place that has this slug in some language, in one statement."""
    return list(
        PlaceText.objects.filter(subject__texts__slug=slug)
        .select_related(
            "subject__kind", "subject__district", "subject__sector", "subject__department"
        )
        .distinct()
    )


def _redirect_former(language: str, slug: str) -> HttpResponse:
    former = FormerSlug.objects.filter(slug=slug).select_related("place").first()
    if former is None:
        raise Http404
    return HttpResponsePermanentRedirect(former.place.url(language))


def _alternates(texts: list[PlaceText]) -> dict[str, str]:
    """Return the address of the place in each language of the site."""
    found = {}
    for language, _name in settings.LANGUAGES:
        best = directory.best_texts(texts, language)
        with translation.override(language):
            found[language] = reverse("places:place", args=[next(iter(best.values())).slug])
    return found


def _list_alternates(filters: Filters) -> dict[str, str]:
    query = urlencode(filters.query)
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = reverse("places:list") + (f"?{query}" if query else "")
    return found
