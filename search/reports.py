"""What editors read of the questions: frequent ones, those without result, what is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils.timezone import localdate

from search.models import Click, Question

PERIODS = (7, 30, 90, 365)
SHOWN = 200
#: A question asked this often, and answered by hardly a click, is one to look at.
FREQUENT, FEW = 10, 0.2


@dataclass(frozen=True, slots=True)
class Line:
    """A question over a period."""

    text: str
    language: str
    searches: int
    empty: int
    clicks: int
    #: The page opened most from its results.
    opened: str

    @property
    def click_share(self) -> float:
        return self.clicks / self.searches if self.searches else 0.0

    @property
    def needs_work(self) -> bool:
        """Say whether people ask and do not find."""
        found = self.searches - self.empty
        return self.empty * 2 > self.searches or (found >= FREQUENT and self.click_share < FEW)


@dataclass(frozen=True, slots=True)
class Report:
    lines: tuple[Line, ...]
    searches: int
    empty: int
    clicks: int
    #: Searches whose words are not kept.
    unnamed: int

    @property
    def empty_share(self) -> float:
        return self.empty / self.searches if self.searches else 0.0

    @property
    def click_share(self) -> float:
        return self.clicks / self.searches if self.searches else 0.0


def report(*, days: int, language: str = "", only: str = "") -> Report:
    """Return the questions of the last ``days``, the most frequent first.

    ``only`` is ``empty`` (without result) or ``work`` (asked and not found).
    """
    since = localdate() - timedelta(days=days)
    questions, clicks = Question.objects.filter(day__gt=since), Click.objects.filter(day__gt=since)
    if language:
        questions, clicks = questions.filter(language=language), clicks.filter(language=language)
    sums = questions.aggregate(searches=Sum("searches"), empty=Sum("empty"))
    opened: dict[tuple[str, str], list[tuple[int, str]]] = {}
    pages = clicks.values_list("language", "digest", "path").annotate(times=Sum("clicks"))
    for its_language, digest, path, times in pages.order_by():
        opened.setdefault((its_language, digest), []).append((times, path))
    rows = questions.values_list("language", "digest", "text").exclude(text="")
    named = rows.annotate(searches=Sum("searches"), empty=Sum("empty")).order_by(
        "-searches", "text"
    )
    lines = [
        Line(
            text=text,
            language=its_language,
            searches=searches,
            empty=empty,
            clicks=sum(times for times, _path in opened.get((its_language, digest), [])),
            opened=max(opened.get((its_language, digest), [(0, "")]))[1],
        )
        for its_language, digest, text, searches, empty in named.order_by("-searches", "text")
    ]
    return Report(
        lines=tuple(line for line in lines if _is_wanted(line, only))[:SHOWN],
        searches=sums["searches"] or 0,
        empty=sums["empty"] or 0,
        clicks=clicks.aggregate(times=Sum("clicks"))["times"] or 0,
        unnamed=(sums["searches"] or 0) - sum(line.searches for line in lines),
    )


def _is_wanted(line: Line, only: str) -> bool:
    if only == "empty":
        return line.empty > 0
    return line.needs_work if only == "work" else True
