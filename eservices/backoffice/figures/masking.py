"""Small cells are not published, nor what would let them be worked out from totals.

A table is a tree: each total is the sum of its parts. A cell from 1 to below the threshold is
masked (primary). Where a published total has masked parts, they are at least two and together
reach the threshold (complementary), else another part is masked, or the total itself. The
parts of a masked total are all masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: Fewer people than this in a cell could be recognised; the usual threshold of French
#: public statistics on persons is between 5 and 11.
THRESHOLD = 11


@dataclass(slots=True)
class Cell:
    """One number; ``parts`` sum up to it, if it has any."""

    value: int
    parts: list[Cell] = field(default_factory=list)
    masked: bool = False


def mask(root: Cell, threshold: int = THRESHOLD) -> None:
    """Mask what must not be read in the tree under ``root``."""
    for cell in _all(root):
        cell.masked = 0 < cell.value < threshold
    while _mask_more(root, threshold):
        pass


def _mask_more(root: Cell, threshold: int) -> bool:
    """Mask what one pass finds; return whether it masked anything."""
    changed = False
    for cell in _all(root):
        hidden = [part for part in cell.parts if part.masked]
        if cell.masked:
            more = [part for part in cell.parts if not part.masked]
        elif hidden and (len(hidden) < 2 or sum(part.value for part in hidden) < threshold):
            shown = [part for part in cell.parts if not part.masked and part.value]
            more = [min(shown, key=lambda part: part.value)] if shown else [cell]
        else:
            more = []
        for each in more:
            each.masked = True
        changed = changed or bool(more)
    return changed


def _all(cell: Cell) -> Iterable[Cell]:
    yield cell
    for part in cell.parts:
        yield from _all(part)
