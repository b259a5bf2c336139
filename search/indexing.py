"""Keep the index true to the database: one row a change, one rebuild for all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from content.core import changes
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from search.engines import get_engine
from search.sources import sources

#: The tag of every cached page of results.
CACHE_TAG = "search"
KIND = "search.index"


def index_changed(delivery: Delivery) -> None:
    """Write what a delivery names as the database has it now, or remove it.

    Raises `EngineUnavailable` when the engine is away: the worker tries again.
    """
    kind, identifier = delivery.payload["kind"], delivery.payload["id"]
    source = sources.get(kind)
    documents = list(source.documents([identifier])) if source else []
    get_engine().write(upserts=documents, deletes=[f"{kind}:{identifier}"])
    with transaction.atomic():
        changes.record(tags=[CACHE_TAG])


def rebuild() -> int:
    """Build the whole index anew and return the number of documents.

    Changes written before it began are in it; those written since keep their row.
    """
    began = timezone.now()
    count = get_engine().rebuild(sources.all_documents())
    with transaction.atomic():
        Delivery.objects.filter(kind=KIND, state=DeliveryState.WAITING, due_at__lte=began).update(
            state=DeliveryState.DONE, done_at=timezone.now()
        )
        changes.record(tags=[CACHE_TAG])
    return count
