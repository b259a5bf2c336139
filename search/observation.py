"""What people ask and open, counted without knowing who: no cookie, no address, no script.

The outermost layer sees every request, also those that a cache answers. Sums are kept in
the process and written every few seconds by a thread of its own, so no request writes.
A click is a page asked for with a page of results as its referrer.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Sum
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from content.core.routes import word
from search import words
from search.engines import EngineUnavailable, get_engine
from search.models import Click, Question
from search.synonyms import rules_of
from search.understanding import key_of, known_words

logger = logging.getLogger(__name__)

#: Header of a page of results: how many there are.
COUNT_HEADER = "X-Total-Results"
#: Days for which a question that is not kept in words is remembered by its digest.
RARE_DAYS = 7
#: Days for which sums are kept.
DAYS = 400
EVERY = 15.0
#: Different questions between two writings; more is a machine asking.
MOST = 2_000
#: An address of mail, a long number (telephone, social security, file), a link.
_PERSONAL = re.compile(r"@|https?:|www\.|(?:\d[\s.\-]*){6,}")
#: A person called by a title; "Madame la maire" is called by an office.
_TITLED = re.compile(
    r"\b(?:mmes?|mlles?|mr|mrs|ms|madame|monsieur|mademoiselle|docteur|dr|m\.)\.?\s+"
    r"(?!(?:la|le|les|du|de|des|l)\b)[^\W\d]{2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How often, and on how many days of a week, a question is asked before it is kept in words."""

    searches: int
    days: int

    def is_met(self, rows: models.QuerySet[Question]) -> bool:
        asked = rows.aggregate(times=Sum("searches"), days=Count("day", distinct=True))
        return (asked["times"] or 0) >= self.searches and asked["days"] >= self.days


#: All its words are in the site: nobody's secret, once it is not one evening's curiosity.
COMMON = Rule(searches=3, days=2)
#: A word that no document has may be a name; what many ask is asked on most days.
STRANGE = Rule(searches=12, days=5)


def looks_personal(text: str) -> bool:
    """Say whether a question may hold somebody's data: then it is never kept."""
    return bool(_PERSONAL.search(text) or _TITLED.search(text))


def rule_of(text: str, language: str) -> Rule:
    """Return when a question may be kept in words, by whether the site has all of them."""
    known = known_words(rules_of(language))
    asked = [each for each in words.meant(text, language) if key_of([each])[0] not in known]
    try:
        return STRANGE if get_engine().unknown(asked, language) else COMMON
    except EngineUnavailable:
        return STRANGE


def digest_of(text: str, language: str) -> str:
    """Return what stands for a question: the same however it is accented or spaced."""
    folded = " ".join(words.fold(each) for each in words.cut(text))
    return salted_hmac("search.question", f"{language}:{folded}").hexdigest()[:32]


def _asked_at(path: str, query: str) -> tuple[str, str] | None:
    """Return the language and the question of an address of results, else nothing."""
    language = path.strip("/").partition("/")[0]
    if (
        language not in dict(settings.LANGUAGES)
        or path != f"/{language}/{word('search', language)}/"
    ):
        return None
    text = " ".join(parse_qs(query, max_num_fields=50).get("q", [""])[0].split())[:200]
    return (language, text) if text and not looks_personal(text) else None


class Tally:
    """Sums of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches: Counter[tuple[str, str]] = Counter()
        self._empty: Counter[tuple[str, str]] = Counter()
        self._clicks: Counter[tuple[str, str, str]] = Counter()
        self._timer: threading.Timer | None = None

    def search(self, asked: tuple[str, str], total: int) -> None:
        with self._lock:
            if len(self._searches) < MOST or asked in self._searches:
                self._searches[asked] += 1
                self._empty[asked] += not total
            self._later()

    def click(self, asked: tuple[str, str], path: str) -> None:
        with self._lock:
            if len(self._clicks) < MOST:
                self._clicks[(*asked, path)] += 1
            self._later()

    def _later(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(EVERY, self._write)
            self._timer.daemon = True
            self._timer.start()

    def _write(self) -> None:
        try:
            self.flush()
        except Exception:  # Sums are worth no page: what could not be written is lost.
            logger.warning("cannot write what was searched", exc_info=True)
        finally:
            connection.close()

    def flush(self) -> None:
        """Write the sums to the day's rows."""
        with self._lock:
            searches, empty, clicks = self._searches, self._empty, self._clicks
            self._searches, self._empty, self._clicks = Counter(), Counter(), Counter()
            self._timer = None
        today = localdate()
        for (language, text), count in sorted(searches.items()):
            record(language, text, count, empty[(language, text)], today)
        for (language, text, path), count in sorted(clicks.items()):
            row = {"day": today, "language": language, "path": path}
            _add(Click, {**row, "digest": digest_of(text, language)}, {"clicks": count})


tally = Tally()


def record(language: str, text: str, searches: int, empty: int, day: date) -> None:
    """Add to a day's row; the words are written once they are nobody's own any more."""
    if looks_personal(text):
        return
    key = {"day": day, "language": language, "digest": digest_of(text, language)}
    _add(Question, key, {"searches": searches, "empty": empty})
    week = Question.objects.filter(
        language=language, digest=key["digest"], day__gt=day - timedelta(days=RARE_DAYS)
    )
    unnamed = week.filter(text="")
    if COMMON.is_met(week) and unnamed.exists() and rule_of(text, language).is_met(week):
        unnamed.update(text=text.lower())


def _add(model: Any, key: dict[str, Any], sums: dict[str, int]) -> None:
    """Add ``sums`` to the row of ``key``; the constraint keeps one row for several processes."""
    added = {name: F(name) + value for name, value in sums.items()}
    if not model.objects.filter(**key).update(**added):
        try:
            with transaction.atomic():
                model.objects.create(**key, **sums)
        except IntegrityError:
            model.objects.filter(**key).update(**added)


Start = Callable[..., Any]
Headers = list[tuple[str, str]]


def observed(environ: dict[str, Any], start: Start) -> Start:
    """Return ``start``, or one that also counts a search or a click once it is answered."""
    if environ["REQUEST_METHOD"] != "GET":
        return start
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    asked = _asked_at(path, query)
    # Only the question itself: its next pages and filters are no other question.
    if asked and "&" not in query:
        return _then(start, lambda status, headers: _note_search(asked, status, headers))
    referrer = environ.get("HTTP_REFERER", "")
    if not asked and "q=" in referrer:
        came = urlsplit(referrer)
        before = _asked_at(came.path, came.query)
        if before and came.netloc == environ.get("HTTP_HOST"):
            return _then(start, lambda status, headers: _note_click(before, path, status, headers))
    return start


def _then(start: Start, note: Callable[[str, Headers], None]) -> Start:
    def noted(status: str, headers: Headers, *rest: Any) -> Any:
        note(status, headers)
        return start(status, headers, *rest)

    return noted


def _note_search(asked: tuple[str, str], status: str, headers: Headers) -> None:
    total = dict(headers).get(COUNT_HEADER, "")
    if status.startswith("200") and total.isdecimal():
        tally.search(asked, int(total))


def _note_click(asked: tuple[str, str], path: str, status: str, headers: Headers) -> None:
    kind = dict(headers).get("Content-Type", "")
    if status.startswith("200") and kind.startswith("text/html") and len(path) <= 500:
        tally.click(asked, path)


def clean() -> None:
    """Forget rare questions after a week and sums after a year; the daily job."""
    today = localdate()
    week_ago = today - timedelta(days=RARE_DAYS)
    Question.objects.filter(text="", day__lte=week_ago).delete()
    # What was opened from such a question says as much as its digest.
    named = Question.objects.filter(
        language=models.OuterRef("language"), digest=models.OuterRef("digest")
    ).exclude(text="")
    Click.objects.filter(~models.Exists(named), day__lte=week_ago).delete()
    Question.objects.filter(day__lt=today - timedelta(days=DAYS)).delete()
    Click.objects.filter(day__lt=today - timedelta(days=DAYS)).delete()
