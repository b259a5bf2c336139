"""Say, in the writer's own transaction, what changed."""

from collections.abc import Iterable

from django.db import transaction

from content.core import deliveries
from content.core.models.changes import Purge

#: The tag of every cached page of results.
SEARCH_TAG = "search"
#: As the id of a search document: all of its kind.
EVERY = "*"


def record(*, tags: Iterable[str] = (), documents: Iterable[tuple[str, str]] = ()) -> None:
    """Record that cached responses and search documents are out of date.

    ``tags`` are cache tags (``page:12``, ``place:7``, ``list:news``);
    ``documents`` are (kind, id) pairs of the public search index, with `EVERY` as an id where
    a name that many of them have changed. Must run inside
    the transaction that writes the change, so that both commit or neither.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "changes.record() belongs in the transaction that writes the change"
        )
    documents = sorted(set(documents))
    # Pages of results are made anew at once, before the index knows: nothing withdrawn stays.
    tags = dict.fromkeys([*tags, *([SEARCH_TAG] if documents else [])])
    Purge.objects.bulk_create(Purge(tag=tag) for tag in tags)
    # Always in one order: two writers that touch the same rows must not wait for each other.
    for kind, identifier in documents:
        deliveries.enqueue(
            kind="search.index",
            key=f"{kind}:{identifier}",
            payload={"kind": kind, "id": identifier},
            again=True,
        )
