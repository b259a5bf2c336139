"""Compare the index with the database, document by document, and mend it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from content.core import changes
from search import freshness
from search.engines import get_engine
from search.sources import sources

#: Keys asked about at once.
BATCH = 500


@dataclass(slots=True)
class Differences:
    """Keys of documents; what waits for the worker is no difference."""

    documents: int = 0
    missing: set[str] = field(default_factory=set)
    outdated: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)

    @property
    def keys(self) -> set[str]:
        return self.missing | self.outdated | self.withdrawn


def compare() -> Differences:
    """Return how the index differs. Raises `EngineUnavailable` when it cannot be read."""
    held = {(each.key, each.language): each.digest for each in get_engine().held()}
    found = Differences()
    for document in sources.all_documents():
        found.documents += 1
        digest = held.pop((document.key, document.language), None)
        if digest is None:
            found.missing.add(document.key)
        elif digest != document.digest:
            found.outdated.add(document.key)
    found.withdrawn = {key for key, _language in held} - found.missing
    waiting = {key for keys in _batches(found.keys) for key in freshness.waiting(keys)}
    for keys in (found.missing, found.outdated, found.withdrawn):
        keys -= waiting
    return found


def mend(found: Differences) -> None:
    """Write a delivery for every difference: the worker writes what the database has then."""
    for keys in _batches(found.keys):
        with transaction.atomic():
            changes.record(documents=[_pair(key) for key in keys])


def _pair(key: str) -> tuple[str, str]:
    kind, _colon, identifier = key.partition(":")
    return kind, identifier


def _batches(keys: set[str]) -> Iterator[list[str]]:
    remaining = iter(sorted(keys))
    while batch := list(itertools.islice(remaining, BATCH)):
        yield batch
