"""What the index does not know yet: nothing withdrawn is shown, whoever is late.

A change waits as a delivery until the worker has written it. While the worker or the
engine is away, results are compared with these rows: a document that changed is read
again from the database, and left out where it is not public any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from search.documents import Document
from search.indexing import KIND
from search.query import Hit
from search.sources import sources


def waiting(keys: Iterable[str]) -> set[str]:
    """Return those of ``keys`` whose change is not in the index yet."""
    return set(
        Delivery.objects.filter(kind=KIND, key__in=list(keys))
        .exclude(state=DeliveryState.DONE)
        .values_list("key", flat=True)
    )


def true_now(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits as the database has them now, without those that are withdrawn."""
    hits = tuple(hits)
    changed = waiting(hit.document.key for hit in hits) if hits else set()
    if not changed:
        return hits
    now = {(row.key, row.language): row for key in changed for row in _documents(key)}
    fresh = []
    for hit in hits:
        if hit.document.key not in changed:
            fresh.append(hit)
            continue
        row = now.get((hit.document.key, hit.document.language))
        if row is not None:
            same = hit.passage if hit.passage in row.passages else None
            excerpt = hit.excerpt if same or not hit.passage else ()
            fresh.append(replace(hit, document=row, passage=same, excerpt=excerpt))
    return tuple(fresh)


def withdrawn(keys: Iterable[str], language: str) -> set[str]:
    """Return those of ``keys`` that changed and are not public in ``language`` any more."""
    return {
        key for key in waiting(keys) if all(row.language != language for row in _documents(key))
    }


def _documents(key: str) -> list[Document]:
    kind, _colon, identifier = key.partition(":")
    source = sources.get(kind)
    return list(source.documents([identifier])) if source else []
