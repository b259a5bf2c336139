"""Keep the index true to the database: one row a change, one rebuild for all."""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from content.core import changes
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from search.engines import get_engine
from search.sources import sources

#: The tag of every cached page of results.
CACHE_TAG = "search"
KIND = "search.index"
#: How far the clocks of two machines may differ.
SKEW = timedelta(minutes=1)


def index_changed(delivery: Delivery) -> None:
    """Write what a delivery names as the database has it now, or remove it.

    Raises `EngineUnavailable` when the engine is away: the worker tries again.
    """
    # The key, since a row that is run again after a rebuild has no payload any more.
    kind, _colon, identifier = delivery.key.partition(":")
    source = sources.get(kind)
    documents = list(source.documents([identifier])) if source else []
    get_engine().write(upserts=documents, deletes=[delivery.key])
    with transaction.atomic():
        changes.record(tags=[CACHE_TAG])


def rebuild() -> int:
    """Build the whole index anew and return the number of documents.

    A change that was written to the old index while the new one was being filled may be
    missing from the new one: its row is run once more after the swap.
    """
    began = timezone.now() - SKEW
    count = get_engine().rebuild(sources.all_documents())
    running = models.Q(state=DeliveryState.RUNNING)
    with transaction.atomic():
        Delivery.objects.filter(kind=KIND).filter(
            running | models.Q(state=DeliveryState.DONE, done_at__gte=began)
        ).update(
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
        changes.record(tags=[CACHE_TAG])
    return count
