"""Identities of blocks that code writes.

wagtail-localize joins translations by block id and fails with a TypeError on
a list item that has none, at whatever depth.
"""

from __future__ import annotations

import uuid
from typing import Any

from wagtail.blocks import Block, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.blocks.list_block import ListValue


def with_ids(raw: list[dict[str, Any]], block: StreamBlock) -> list[dict[str, Any]]:
    """Return raw stream data (``[{"type", "value"}]``) with an id at every level.

    Ids that are there already stay; lists of plain values become list items.
    """
    return [_item(entry, block.child_blocks[entry["type"]]) for entry in raw]


def _item(entry: dict[str, Any], block: Block) -> dict[str, Any]:
    return {
        "type": entry["type"],
        "value": _value(entry["value"], block),
        "id": entry.get("id") or str(uuid.uuid4()),
    }


def _value(value: Any, block: Block) -> Any:
    if isinstance(block, StreamBlock):
        return with_ids(value, block)
    if isinstance(block, StructBlock) and isinstance(value, dict):
        return {
            name: _value(value[name], child)
            for name, child in block.child_blocks.items()
            if name in value
        }
    if isinstance(block, ListBlock):
        return [_list_item(entry, block.child_block) for entry in value]
    return value


def _list_item(entry: Any, block: Block) -> dict[str, Any]:
    if isinstance(entry, dict) and entry.get("type") == "item":
        return _item(entry, block)
    return {"type": "item", "value": _value(entry, block), "id": str(uuid.uuid4())}


def give_ids(value: Any) -> None:
    """Give an id to each block within a value that has none, as saving it would.

    For what is read before it is saved: a form posted by something else than the editor's
    own page may leave ids out.
    """
    if isinstance(value, StreamValue):
        for child in value:
            child.id = child.id or str(uuid.uuid4())
            give_ids(child.value)
    elif isinstance(value, ListValue):  # whose items are born with one
        for item in value:
            give_ids(item)
    elif isinstance(value, dict):
        for inner in value.values():
            give_ids(inner)
