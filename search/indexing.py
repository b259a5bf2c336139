"""Keep the index true to the database: one row a change, one rebuild for all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from content.core import changes
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from search.engines import get_engine
from search.models.synonyms import CACHE_TAG
from search.sources import sources

KIND = "search.index"
#: How far the clocks of two machines may differ.
SKEW = timedelta(minutes=1)
#: Rows marked by one statement.
BATCH = 500


def index_changed(delivery: Delivery) -> None:
    """Write what a delivery names as the database has it now, or remove it.

    Raises `EngineUnavailable` when the engine is away: the worker tries again.
    """
    # The key, since a row that is run again after a rebuild has no payload any more.
    kind, _colon, identifier = delivery.key.partition(":")
    source = sources.get(kind)
    # Of all of a kind none is removed: what is withdrawn has a row of its own.
    ids, gone = (None, []) if identifier == changes.EVERY else ([identifier], [delivery.key])
    documents = list(source.documents(ids)) if source else []
    get_engine().write(upserts=documents, deletes=gone)
    with transaction.atomic():
        changes.record(tags=[CACHE_TAG])


def rebuild() -> int:
    """Build the whole index anew and return the number of documents.

    Changes that waited before it began are in it. One that was written to the old index
    while the new one was being filled may be missing from the new one: its row is run
    once more after the swap.
    """
    began = timezone.now() - SKEW
    rows = Delivery.objects.filter(kind=KIND)
    waiting = dict(rows.filter(state=DeliveryState.WAITING).values_list("pk", "revision"))
    count = get_engine().rebuild(sources.all_documents())
    with transaction.atomic():
        _run_again(rows, since=began)
        _mark_done(rows, waiting)
        changes.record(tags=[CACHE_TAG])
    return count


def _run_again(rows: models.QuerySet[Delivery], *, since: datetime) -> None:
    running = models.Q(state=DeliveryState.RUNNING)
    rows.filter(running | models.Q(state=DeliveryState.DONE, done_at__gte=since)).update(
        # A run that ends after this sees another revision, and its row runs again.
        revision=models.F("revision") + 1,
        due_at=timezone.now(),
        attempts=models.Case(
            models.When(running, then=models.F("attempts")), default=models.Value(0)
        ),
        state=models.Case(
            models.When(running, then=models.F("state")),
            default=models.Value(DeliveryState.WAITING),
        ),
    )


def _mark_done(rows: models.QuerySet[Delivery], seen: dict[int, int]) -> None:
    """Mark what waited before the rebuild and was not changed again since."""
    still = rows.filter(state=DeliveryState.WAITING).values_list("pk", "revision")
    same = [pk for pk, revision in still if seen.get(pk) == revision]
    for start in range(0, len(same), BATCH):
        rows.filter(pk__in=same[start : start + BATCH], state=DeliveryState.WAITING).update(
            state=DeliveryState.DONE, done_at=timezone.now(), payload={}
        )
