"""One step of a long procedure, against a plain form that inserts a row.

Like for like, as the bound was measured: the form is opened, filled in and answered with a
redirect (GET, then POST), six questions of which one holds 400 characters. Both sides go
through all of Django in process with the site's own middleware, frame, CSRF check,
validation and database file. The plain form is what a Django tutorial makes; it inserts one
row. A step finds the draft, checks its secret, reads every answer before it, keeps what was
typed and says where it leads. Each POST is the first of its draft at that step, with every
step before it filled in.

POSTs alone are told apart: there the page around the form, which costs both sides most of
their time, dilutes nothing. Flatness is measured on POSTs alone for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from eservices.procedures.models import Draft, StepState
from tests.bench import journeys
from tests.bench.browser import Browser
from tests.bench.corpus.models import Entry
from tests.bench.measure import Contest, Row
from tests.bench.urls import PLAIN

STEPS = 50
MEASURED = (1, 10, STEPS)
#: A procedure with everything a law asks: steps, of them measured.
RULED = (1, 20, 40)
ROUNDS = 21
REPEATS = 10
COUNT = ROUNDS * REPEATS + 1  # one more to warm
FIELDS = ("name", "subject", "email", "phone", "topic", "message")
TYPED = {field: answer for field, (_kind, answer) in zip(FIELDS, journeys.SIX, strict=True)}

Stock = Iterator[tuple[Draft, dict[str, str]]]
Work = Callable[[], object]


def _post(browser: Browser, journey: journeys.Journey, number: int, stock: Stock) -> Work:
    """Return the work of posting step ``number``, each time of a draft not posted yet."""

    def work() -> None:
        draft, cookies = next(stock)
        leads_to = browser.post(journey.path(draft, number), journey.typed(draft, number), cookies)
        if not leads_to.endswith(journey.leads_to(number)):
            raise RuntimeError(f"step {number} leads to {leads_to}")

    return work


def _open(browser: Browser, journey: journeys.Journey, number: int) -> Work:
    """Return the work of opening step ``number`` of a draft that stands there."""
    draft, cookies = journey.drafts(number - 1, 1)[0]
    return lambda: browser.get(journey.path(draft, number), cookies)


def _posts(
    browser: Browser, journey: journeys.Journey, numbers: tuple[int, ...]
) -> dict[str, Work]:
    return {
        f"step {number}": _post(browser, journey, number, iter(journey.drafts(number - 1, COUNT)))
        for number in numbers
    }


def _contest(contenders: dict[str, Work], posts: int) -> dict[str, float]:
    """Run the contest; refuse a measure of POSTs that did not save."""
    before = StepState.objects.count() + Entry.objects.count()
    found = Contest(contenders, rounds=ROUNDS).run(dict.fromkeys(contenders, REPEATS))
    saved = StepState.objects.count() + Entry.objects.count() - before
    if saved != posts * COUNT:
        raise RuntimeError(f"{posts * COUNT} POSTs saved {saved} rows")
    return found


def _flat(name: str, seconds: dict[str, float]) -> Row:
    told = ", ".join(f"{step} {spent * 1000:.2f} ms" for step, spent in seconds.items())
    return Row(name, max(seconds.values()) / min(seconds.values()), 1.3, False, told)


def _against_plain(browser: Browser) -> list[Row]:
    journey = journeys.six_questions(STEPS)
    posts = _posts(browser, journey, MEASURED)
    others: dict[str, Work] = {
        "open step": _open(browser, journey, STEPS),
        "plain": lambda: browser.post(PLAIN, TYPED, {}),
        "open plain": lambda: browser.get(PLAIN, {}),
    }
    seconds = _contest(posts | others, len(posts) + 1)
    steps = {name: seconds[name] for name in posts}
    slowest, plain = max(steps.values()), seconds["plain"]
    opened, opened_plain = seconds["open step"], seconds["open plain"]
    return [
        _flat("step flat: slowest of steps 1, 10, 50 / fastest", steps),
        Row(
            "step, opened and sent / plain form that inserts a row",
            (opened + slowest) / (opened_plain + plain),
            2.5,
            False,
            f"{opened * 1000:.2f} + {slowest * 1000:.2f} ms, "
            f"plain {opened_plain * 1000:.2f} + {plain * 1000:.2f} ms; "
            f"POST alone {slowest / plain:.2f} times",
        ),
    ]


def _with_rules(browser: Browser) -> list[Row]:
    journey = journeys.ruled()
    posts = _posts(browser, journey, RULED)
    seconds = _contest(posts, len(posts))
    return [
        _flat("60 fields, 40 steps, 80 rules: slowest of steps 1, 20, 40", seconds),
        Row("the same: SQL statements of a step", _statements(browser, journey), 11, False),
    ]


def _statements(browser: Browser, journey: journeys.Journey) -> int:
    """Return the most statements that a POST or a GET of a measured step runs."""
    most = 0
    for number in RULED:
        for work in (
            _post(browser, journey, number, iter(journey.drafts(number - 1, 1))),
            _open(browser, journey, number),
        ):
            with CaptureQueriesContext(connection) as ran:
                work()
            most = max(most, len(ran))
    return most


def run() -> list[Row]:
    browser = Browser()
    return [*_against_plain(browser), *_with_rules(browser)]
