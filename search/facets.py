"""What narrows an answer: values with their counts, chosen ones first and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.core.enums import Theme
from content.core.ordinals import district_label
from search.forms import Asked
from search.query import Results
from search.sources import sources


@dataclass(frozen=True, slots=True)
class FacetChoice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter of the page; ``parameter`` is its name in the address."""

    name: str
    parameter: str
    label: str
    choices: tuple[FacetChoice, ...]

    @property
    def chosen(self) -> tuple[FacetChoice, ...]:
        return tuple(choice for choice in self.choices if choice.chosen)


def _kind(value: str) -> str:
    source = sources.get(value)
    return source.label if source else value


def _theme(value: str) -> str | Promise:
    return Theme(value).label if value in Theme.values else value


def _district(value: str) -> str:
    return district_label(int(value))


def read(asked: Asked, results: Results) -> tuple[Facet, ...]:
    """Return the facets of an answer that leave something to choose."""
    shapes: tuple[tuple[str, str, str, Callable[[str], object], tuple[str, ...]], ...] = (
        ("kind", "kind", _("Kinds of results"), _kind, asked.kinds),
        ("theme", "theme", _("Theme"), _theme, asked.themes),
        ("districts", "district", _("District"), _district, asked.districts),
        ("speaker", "speaker", _("Speaker"), str, asked.speakers),
        ("year", "year", _("Year"), str, asked.years),
    )
    found = []
    for name, parameter, label, show, chosen in shapes:
        counts = {value.value: value.count for value in results.facets.get(name, ())}
        counts |= {value: 0 for value in chosen if value not in counts}
        choices = [
            FacetChoice(value, str(show(value)), count, value in chosen)
            for value, count in counts.items()
        ]
        if len(choices) > 1 or chosen:
            found.append(Facet(name, parameter, label, tuple(sorted(choices, key=_order(name)))))
    return tuple(found)


def _order(name: str) -> Callable[[FacetChoice], tuple[object, ...]]:
    """Kinds in the order of the page; of the others those chosen first, since a long list is
    cut; then districts and years by number, the rest by count.
    """
    if name == "kind":
        places = {source.kind: place for place, source in enumerate(sources)}
        return lambda choice: (places.get(choice.value, 99),)
    if name == "districts":
        return lambda choice: (not choice.chosen, int(choice.value))
    if name == "year":
        return lambda choice: (not choice.chosen, -int(choice.value))
    return lambda choice: (not choice.chosen, -choice.count, choice.label)
