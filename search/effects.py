"""What a synonym would change, shown to its editor before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from search.engines import EngineUnavailable, get_engine
from search.models import Synonym
from search.models.synonyms import listed
from search.query import Hit, Query
from search.synonyms import compiled
from search.understanding import Rules

SHOWN = 5
#: Expressions whose effect is shown.
TRIED = 5


@dataclass(frozen=True, slots=True)
class Effect:
    """What an expression finds with the synonyms of today, and with this one as it stands."""

    expression: str
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]

    @property
    def arrivals(self) -> set[str]:
        return {hit.document.key for hit in self.after} - {hit.document.key for hit in self.before}


def effects(synonym: Synonym) -> list[Effect] | None:
    """Return the effect on each expression, or ``None`` when the engine is away."""
    if synonym.language == "":
        return []
    others = list(Synonym.objects.filter(language=synonym.language).exclude(pk=synonym.pk))
    saved = list(Synonym.objects.filter(pk=synonym.pk)) if synonym.pk else []
    before, after = compiled([*others, *saved]), compiled([*others, synonym])
    tried = [*listed(synonym.typed), *(listed(synonym.means) if synonym.both_ways else ())]

    def found(text: str, rules: Rules) -> tuple[Hit, ...]:
        query = Query(text, synonym.language, rules, limit=SHOWN, with_facets=False)
        return get_engine().search(query).hits

    try:
        return [Effect(text, found(text, before), found(text, after)) for text in tried[:TRIED]]
    except EngineUnavailable:
        return None
