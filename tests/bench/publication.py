"""Publishing a long procedure that thousands are filling in, against the same with nobody.

What the admin does: the definition is rehearsed, saved as a revision, published, compiled,
its purges written. Drafts move at their person's next request, so nothing may be done for
each of them. Both procedures have the same 40 steps, 60 questions and 80 rules, each
publication changes one word of them, and the draft of before is opened afterwards to see
that it moves then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from wagtail.models import Locale, Page

from content.core.blocks import with_ids
from content.core.models import Service
from eservices.procedures.blocks import StepsBlock
from eservices.procedures.models import Draft, ProcedurePage, ProcedureVersion
from tests.bench.browser import Browser
from tests.bench.journeys import Journey
from tests.bench.measure import Contest, Row
from tests.eservices.procedures import samples
from tests.eservices.procedures.working import question, step, when

DRAFTS = 10_000
#: Steps of each draft that are filled in.
DONE = 5
STEPS, CHAPTER = 40, 10
ROUNDS = 7
#: Seconds within which a publication ends, whoever fills in.
BOUND = 5
#: At most, times the seconds that it takes with nobody.
RATIO = 1.3


def _steps() -> list[dict[str, Any]]:
    """Return 40 steps with 60 questions and 80 rules: each step after the first of a chapter
    shows for two answers to that one's choice, and so do most of the questions in it."""
    steps, asked, rules = [], 0, 0
    for number in range(STEPS):
        gate = f"g{number // CHAPTER}"
        if number % CHAPTER == 0:
            questions, shown = [question(gate, "choice")], []
        else:
            shown = [when(gate, "is", "a, b")]
            questions = [question(f"q{number}", shown_if=shown)]
        if number % 2:
            own = shown if number > 2 * CHAPTER + 3 else []
            questions.append(question(f"r{number}", "long_text", shown_if=own))
        steps.append(step(f"etape-{number + 1}", *questions, shown_if=shown))
        asked += len(questions)
        rules += bool(shown) + sum(bool(each["value"]["shown_if"]) for each in questions)
    if (asked, rules) != (60, 80):
        raise ValueError(f"{asked} questions and {rules} rules")
    return steps


def _page(slug: str) -> ProcedurePage:
    samples.register()
    Locale.objects.get_or_create(language_code="fr")
    words = ("telephone", "counter", "paper", "declaration", "legal_basis")
    mail = ("confirmation_subject", "confirmation_body")
    service = Service.objects.get(key="civil-status")
    page = ProcedurePage(
        title=f"Longue démarche {slug}",
        slug=slug,
        service=service,
        department=service.department,
        live=False,
        administrative_months=12,
        steps=json.dumps(with_ids(_steps(), StepsBlock())),
        **dict.fromkeys((*words, *mail), "…"),
    )
    Page.objects.get(depth=1).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _publication(page: ProcedurePage) -> Callable[[], None]:
    """Return the work of publishing once more, with one word changed."""
    numbers = count(1)

    def work() -> None:
        number = next(numbers)
        page.steps[0].value["title"] = f"Étape {number}"
        page.check_before_publishing()
        page.save_revision().publish()

    return work


def _current(page: ProcedurePage) -> ProcedureVersion:
    found: ProcedureVersion = ProcedureVersion.objects.filter(procedure=page.procedure).latest("pk")
    return found


def _fill_in(page: ProcedurePage) -> tuple[Draft, dict[str, str]]:
    """Begin the drafts; return one with the cookie that opens it."""
    version = _current(page)
    first = version.compiled.steps[:DONE]
    answers = [{each.id: "a" for each in asked.fields} for asked in first]
    journey = Journey(version, answers, [asked.id for asked in first])
    return journey.drafts(DONE, DRAFTS)[0]


def run() -> list[Row]:
    alone, busy = _page("sans-brouillon"), _page("avec-brouillons")
    draft, cookies = _fill_in(busy)
    works = {"none": _publication(alone), "many": _publication(busy)}
    spent = Contest(works, rounds=ROUNDS).run(dict.fromkeys(works, 1))
    began = time.perf_counter()
    works["many"]()
    seconds = time.perf_counter() - began
    if Draft.objects.filter(version=draft.version).count() != DRAFTS:
        raise RuntimeError("a publication moved drafts")
    Browser().get(f"/fr/demarches/{busy.slug}/d/{draft.uuid}/etape-2/", cookies)
    draft.refresh_from_db()
    if draft.version != _current(busy):
        raise RuntimeError("a draft did not follow the publication when it was opened")
    told = f"{spent['many']:.2f} s, with none {spent['none']:.2f} s of CPU"
    return [
        Row(
            "publish with 10,000 open drafts / with none",
            spent["many"] / spent["none"],
            RATIO,
            False,
            told,
        ),
        Row("the same: seconds of one publication", seconds, BOUND, False),
    ]
