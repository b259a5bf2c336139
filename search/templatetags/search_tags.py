"""Addresses of search pages."""

from __future__ import annotations

from django import template
from django.utils.http import urlencode
from django.utils.translation import get_language

from content.core.routes import word
from search.forms import Asked
from search.query import Sort
from search.sources import Link, sources

register = template.Library()


@register.simple_tag
def search_address(
    asked: Asked,
    kind: str = "",
    text: str = "",
    step: int = 0,
    after: str = "",
    filters: bool = True,
    everything: bool = False,
) -> str:
    """Return the parameters of the same question with another kind, text or page.

    ``everything`` leaves the kinds out, ``filters=False`` all that narrows.
    """
    parameters: list[tuple[str, str]] = [("q", text or asked.text)]
    kinds = (kind,) if kind else () if everything or not filters else asked.kinds
    parameters += [("kind", value) for value in kinds]
    if filters:
        parameters += _filters(asked)
    page = asked.page + step
    if step and page > 1:
        parameters.append(("page", str(page)))
        if after:
            parameters.append(("after", after))
    return urlencode(parameters)


def _filters(asked: Asked) -> list[tuple[str, str]]:
    chosen = {
        "district": asked.districts,
        "theme": asked.themes,
        "speaker": asked.speakers,
        "year": asked.years,
    }
    pairs = [(name, value) for name, values in chosen.items() for value in values]
    dates = {"since": asked.since, "until": asked.until}
    pairs += [(name, day.isoformat()) for name, day in dates.items() if day]
    pairs += [("open", "1")] if asked.open_now else []
    return pairs + ([("sort", asked.sort.value)] if asked.sort != Sort.RELEVANCE else [])


@register.simple_tag
def most_asked_procedures() -> list[Link]:
    """Return the procedures that stand first on the site, for whoever found nothing."""
    source = sources.get("procedure")
    return source.listing(get_language() or "fr")[:5] if source else []


@register.simple_tag
def search_word(language: str) -> str:
    """Return the part of the address of results that is the word for search."""
    return word("search", language)
