"""How good answers are, by graded questions: nDCG@10 and how many find nothing.

nDCG: each of the first ten results gives its grade (2^grade - 1), less the further down it
stands (divided by log2 of its place plus one), over what the best order would give.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import yaml

from search.documents import Document
from search.engines import Engine
from search.query import Query
from search.understanding import Rules

HERE = Path(__file__).parent
DEPTH = 10
#: Just below what was measured; they only rise.
FLOORS = {"fr": 0.925, "en": 0.955}
#: Questions that find nothing at all; each is a task for an editor.
CEILINGS = {"fr": 0.01, "en": 0.01}
#: A question and its language to the paths of what is found, the best first.
Find = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True)
class Judged:
    """One question with the grades of the paths that answer it."""

    text: str
    language: str
    want: dict[str, int]

    def grade(self, path: str) -> int:
        exact = self.want.get(path)
        if exact is not None:
            return exact
        return max((g for name, g in self.want.items() if fnmatchcase(path, name)), default=0)

    def ndcg(self, found: Sequence[str], paths: Sequence[str]) -> float:
        best = sorted((self.grade(path) for path in paths), reverse=True)
        return _gain([self.grade(path) for path in found]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**g - 1) / math.log2(place + 2) for place, g in enumerate(grades[:DEPTH]))


@dataclass(frozen=True)
class Score:
    ndcg: float
    zero_rate: float
    questions: int
    #: The questions answered worst, for whoever mends them.
    worst: tuple[tuple[float, str], ...]

    def __str__(self) -> str:
        return f"nDCG@10 {self.ndcg:.3f}, without result {self.zero_rate:.1%}"


@cache
def judged(language: str) -> tuple[Judged, ...]:
    groups = yaml.safe_load((HERE / f"questions_{language}.yaml").read_text())
    return tuple(
        Judged(str(text), language, group["want"]) for group in groups for text in group["asked"]
    )


def measure(find: Find, language: str, documents: Sequence[Document]) -> Score:
    """Ask every question of a language; ``documents`` are all there is to be found."""
    paths = [row.url for row in documents if row.language == language]
    scores, empty = [], 0
    for question in judged(language):
        found = list(
            dict.fromkeys(path.partition("?")[0] for path in find(question.text, language))
        )
        empty += not found
        scores.append((question.ndcg(found, paths), question.text))
    mean = sum(score for score, _text in scores) / len(scores)
    return Score(mean, empty / len(scores), len(scores), tuple(sorted(scores)[:15]))


def finder(engine: Engine, rules: dict[str, Rules]) -> Find:
    """Ask an engine as the site does, with the city's synonyms."""

    def find(text: str, language: str) -> Sequence[str]:
        query = Query(text, language, rules.get(language, {}), with_facets=False)
        hits = engine.search(query).hits
        return [hit.document.url for hit in hits]

    return find
