"""New identities for the blocks of a copied procedure.

Wagtail keeps block identities when a page is copied, in its row and its revisions;
two procedures would then share them, and an answer could be given to the other's field.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid5


def renewed(raw: Any, namespace: UUID, only: Collection[str] | None = None) -> Any:
    """Return raw stream data with each identity derived from ``namespace`` and the old one.

    With ``only``, an identity is replaced when its new form is among them: so a revision
    made before the copy follows the page's row, and one made since stays as it is.
    """
    if isinstance(raw, list | tuple):
        return [renewed(item, namespace, only) for item in raw]
    if not isinstance(raw, dict):
        return raw
    fresh = {name: renewed(value, namespace, only) for name, value in raw.items()}
    if isinstance(raw.get("id"), str):
        derived = str(uuid5(namespace, raw["id"]))
        if only is None or derived in only:
            fresh["id"] = derived
    return fresh


def identities(raw: Any) -> set[str]:
    """Return every identity in raw stream data."""
    if isinstance(raw, list | tuple):
        return set().union(*(identities(item) for item in raw))
    if not isinstance(raw, dict):
        return set()
    own = {raw["id"]} if isinstance(raw.get("id"), str) else set()
    return own.union(*(identities(value) for value in raw.values()))
