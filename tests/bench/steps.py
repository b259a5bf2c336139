"""One step of a long procedure, against a plain form that inserts a row.

Both go through all of Django in process: middleware, CSRF check, view, database, redirect.
Each step POST is the first of its draft at that step, with every step before it filled in.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone

from eservices.procedures.access import add_secret, cookie_name
from eservices.procedures.models import Draft, ProcedureVersion, StepState
from tests.bench.corpus.models import Entry
from tests.bench.measure import Contest, Row
from tests.bench.urls import PLAIN
from tests.eservices.procedures import samples

STEPS = 50
MEASURED = (1, 10, STEPS)
ROUNDS = 9
REPEATS = 40
SLUG = "acte"


def _definition_version() -> ProcedureVersion:
    """Publish a procedure of fifty steps, each with one short text to fill in."""
    steps = [
        {
            "id": samples.ident(1000 + number),
            "key": f"etape-{number}",
            "title": samples.text(f"Étape {number}"),
            "fields": [
                {
                    "id": _field(number),
                    "kind": "text",
                    "label": samples.text(f"Question {number}"),
                }
            ],
        }
        for number in range(1, STEPS + 1)
    ]
    return samples.publish(samples.definition(steps=steps))


def _field(number: int) -> str:
    return samples.ident(2000 + number)


def _drafts(version: ProcedureVersion, done: int, count: int) -> list[tuple[Draft, str]]:
    """Create drafts with the first ``done`` steps filled in; return them with their secrets."""
    drafts = [
        Draft(version=version, language="fr", expires_at=timezone.now() + timedelta(days=30))
        for _draft in range(count)
    ]
    secrets = [add_secret(draft) for draft in drafts]
    Draft.objects.bulk_create(drafts)
    StepState.objects.bulk_create(
        (
            StepState(
                draft=draft,
                step=samples.ident(1000 + number),
                raw={_field(number): [f"réponse {number}"]},
                cleaned={_field(number): f"réponse {number}"},
                valid=True,
            )
            for draft in drafts
            for number in range(1, done + 1)
        ),
        500,
    )
    return list(zip(drafts, secrets, strict=True))


class Browser:
    """Posts forms to Django itself, with the cookies and the CSRF token of a real one."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        shown = HttpRequest()
        self._token = get_token(shown)
        self._secret = str(shown.META["CSRF_COOKIE"])

    def post(self, path: str, typed: dict[str, str], cookies: dict[str, str]) -> str:
        """Return where the answer leads; anything but a redirect is an error."""
        body = urlencode(typed | {"csrfmiddlewaretoken": self._token}).encode()
        sent = cookies | {"csrftoken": self._secret}
        answered: list[tuple[str, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_exc_info: object) -> Any:
            answered.append((status, dict(headers)))

        response = self._handler(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "8000",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in sent.items()),
                "wsgi.input": io.BytesIO(body),
                "wsgi.url_scheme": "http",
            },
            start,
        )
        content = b"".join(response)
        response.close()
        status, headers = answered[-1]
        if not status.startswith("302"):
            raise RuntimeError(f"POST {path} answered {status}: {content[:2000].decode()}")
        return headers["Location"]


def _posts(browser: Browser, number: int, stock: Iterator[tuple[Draft, str]]) -> Callable[[], None]:
    """Return the work of posting step ``number``, each time of a draft not posted yet."""
    following = f"/etape-{number + 1}/" if number < STEPS else "/verifier/"

    def work() -> None:
        draft, secret = next(stock)
        leads_to = browser.post(
            f"/fr/demarches/{SLUG}/d/{draft.uuid}/etape-{number}/",
            {f"{draft.uuid.hex}-current_step": f"etape-{number}", _field(number): "Ma réponse"},
            {cookie_name(draft.uuid, "fr"): secret},
        )
        if not leads_to.endswith(following):
            raise RuntimeError(f"step {number} leads to {leads_to}")

    return work


def run() -> list[Row]:
    version = _definition_version()
    browser = Browser()
    count = ROUNDS * REPEATS + 1  # one more to warm
    names = {number: f"step {number}" for number in MEASURED}
    contenders: dict[str, Callable[[], object]] = {
        name: _posts(browser, number, iter(_drafts(version, number - 1, count)))
        for number, name in names.items()
    }
    contenders["plain"] = lambda: browser.post(PLAIN, {"typed": "Ma réponse"}, {})
    states = StepState.objects.count()
    contest = Contest(contenders, rounds=ROUNDS)
    seconds = contest.run(dict.fromkeys(contenders, REPEATS))
    _check_saved(StepState.objects.count() - states, len(names) * count)
    _check_saved(Entry.objects.count(), count)

    plain = seconds.pop("plain")
    slowest, fastest = max(seconds.values()), min(seconds.values())
    told = ", ".join(f"{name} {spent * 1000:.2f} ms" for name, spent in seconds.items())
    return [
        Row("step flat: slowest of steps 1, 10, 50 / fastest", slowest / fastest, 1.3, False, told),
        Row(
            "step POST / plain form that inserts a row",
            slowest / plain,
            2.5,
            False,
            f"plain {plain * 1000:.2f} ms",
        ),
    ]


def _check_saved(rows: int, expected: int) -> None:
    """Refuse a measure of POSTs that did not save."""
    if rows != expected:
        raise RuntimeError(f"{expected} POSTs saved {rows} rows")
