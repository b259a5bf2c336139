"""How satisfied people were, told by whoever asks them; nobody does yet.

An app that asks registers in ``AppConfig.ready``; the figures show what it tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from eservices.backoffice.figures.reading import Selection


@dataclass(frozen=True, slots=True)
class Score:
    """Of ``answers`` people, ``satisfied`` said that they were."""

    answers: int
    satisfied: int

    @property
    def share(self) -> int:
        return round(100 * self.satisfied / self.answers) if self.answers else 0


class Source(Protocol):
    key: str

    def score(self, selection: Selection) -> Score:
        """Return what people said about the requests of ``selection``."""


class SatisfactionRegistry:
    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def register(self, source: Source) -> None:
        if source.key in self._sources:
            raise ValueError(f"the source {source.key!r} is registered already")
        self._sources[source.key] = source

    def score(self, selection: Selection) -> Score | None:
        """Return all that was said together; ``None`` when nobody was asked."""
        scores = [source.score(selection) for source in self._sources.values()]
        if not any(score.answers for score in scores):
            return None
        return Score(
            sum(score.answers for score in scores), sum(score.satisfied for score in scores)
        )


satisfaction = SatisfactionRegistry()
