"""Charts as geometry for inline SVG; the page shows the same data as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Units of the viewBox.
WIDTH, HEIGHT, GAP = 640, 160, 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


def columns(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return standing bars side by side; the highest fills the chart."""
    highest = max((value for _label, value in values), default=0)
    if not highest:
        return []
    pitch = WIDTH / len(values)
    return [
        Bar(
            label,
            value,
            x=round(place * pitch + pitch * GAP / 2, 1),
            y=round(HEIGHT - HEIGHT * value / highest, 1),
            width=round(pitch * (1 - GAP), 1),
            height=round(HEIGHT * value / highest, 1),
        )
        for place, (label, value) in enumerate(values)
    ]
