"""No small number can be read, nor worked out from totals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eservices.backoffice.figures.masking import Cell, mask

THRESHOLD = 11
trees = st.lists(st.lists(st.integers(0, 40), min_size=1, max_size=4), min_size=1, max_size=6)


def tree(groups: list[list[int]]) -> Cell:
    parts = [Cell(sum(group), [Cell(value) for value in group]) for group in groups]
    return Cell(sum(part.value for part in parts), parts)


def published(root: Cell) -> list[int | None]:
    """What a reader sees, in order."""
    cells = [root, *root.parts, *(leaf for part in root.parts for leaf in part.parts)]
    return [None if cell.masked else cell.value for cell in cells]


def bounds(root: Cell) -> dict[int, tuple[int, int]]:
    """Return what a reader can work out of each leaf: tighten until nothing more is known."""
    known: dict[int, list[int]] = {}
    cells = [root, *root.parts, *(leaf for part in root.parts for leaf in part.parts)]
    top = 10_000
    for cell in cells:
        known[id(cell)] = [0, top] if cell.masked else [cell.value, cell.value]
    for _round in range(30):
        for cell in (root, *root.parts):
            if not cell.parts:
                continue
            whole = known[id(cell)]
            lows = sum(known[id(part)][0] for part in cell.parts)
            highs = sum(known[id(part)][1] for part in cell.parts)
            whole[0], whole[1] = max(whole[0], lows), min(whole[1], highs)
            for part in cell.parts:
                mine = known[id(part)]
                others_low, others_high = lows - mine[0], highs - mine[1]
                mine[0] = max(mine[0], whole[0] - others_high)
                mine[1] = min(mine[1], whole[1] - others_low)
                lows = sum(known[id(each)][0] for each in cell.parts)
                highs = sum(known[id(each)][1] for each in cell.parts)
    return {id(cell): (known[id(cell)][0], known[id(cell)][1]) for cell in cells}


@given(trees)
def test_a_small_number_is_never_read_nor_bounded_below_the_threshold(
    groups: list[list[int]],
) -> None:
    root = tree(groups)
    mask(root, THRESHOLD)
    told = bounds(root)
    for cell in (root, *root.parts, *(leaf for part in root.parts for leaf in part.parts)):
        if 0 < cell.value < THRESHOLD:
            assert cell.masked
            low, high = told[id(cell)]
            assert low < high
            assert high >= THRESHOLD, published(root)


@given(trees)
def test_large_tables_are_told(groups: list[list[int]]) -> None:
    root = tree([[value + 50 for value in group] for group in groups])
    mask(root, THRESHOLD)
    assert None not in published(root)


def test_a_single_small_part_takes_another_with_it() -> None:
    root = Cell(63, [Cell(3), Cell(20), Cell(40)])
    mask(root, THRESHOLD)
    assert [part.masked for part in root.parts] == [True, True, False]
    assert not root.masked


def test_nothing_is_not_small() -> None:
    root = Cell(40, [Cell(0), Cell(40)])
    mask(root, THRESHOLD)
    assert published(root)[:3] == [40, 0, 40]
