"""Addresses of search pages."""

from django import template
from django.utils.http import urlencode

from search.forms import Asked

register = template.Library()


@register.simple_tag
def search_address(asked: Asked, kind: str = "", page: int = 1, filters: bool = True) -> str:
    """Return the parameters of the same question with another kind or page."""
    parameters: list[tuple[str, str]] = [("q", asked.text)]
    if kind:
        parameters.append(("kind", kind))
    if filters:
        parameters += [("district", number) for number in asked.districts]
    if page > 1:
        parameters.append(("page", str(page)))
    return urlencode(parameters)
