"""Measure contenders side by side: interleaved rounds, shuffled, medians, ratios only."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ROUNDS = 5


@dataclass
class Row:
    """One line of the report: a ratio of two medians, and the bound it should keep."""

    name: str
    ratio: float
    bound: float
    at_least: bool
    detail: str = ""

    @property
    def kept(self) -> bool:
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def __str__(self) -> str:
        sign = "at least" if self.at_least else "at most"
        verdict = "kept" if self.kept else "NOT KEPT"
        return (
            f"{self.name:<58} {self.ratio:>9.2f}  {sign} {self.bound:<6g} {verdict}  {self.detail}"
        )


@dataclass
class Contest:
    """Contenders, each a function that does one unit of work; seconds a unit come back."""

    contenders: dict[str, Callable[[], object]]
    rounds: int = ROUNDS
    #: CPU seconds of this process decide in process; the wall decides across processes.
    clock: Callable[[], float] = time.process_time
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def run(self, repeats: dict[str, int]) -> dict[str, float]:
        """Return the median seconds of one unit for each contender."""
        for name, work in self.contenders.items():
            work()  # warm
            self.seconds[name] = []
        for _round in range(self.rounds):
            names = list(self.contenders)
            random.shuffle(names)
            for name in names:
                began = self.clock()
                for _repeat in range(repeats[name]):
                    self.contenders[name]()
                self.seconds[name].append((self.clock() - began) / repeats[name])
        return {name: statistics.median(values) for name, values in self.seconds.items()}
