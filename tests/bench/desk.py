"""The agents' list of 100,000 cases, against the bare SQL that gives the same page.

The bare side is two statements: the rows of the page with the names it shows, filtered and
sorted, and how many there are. The list is the whole page as a browser gets it, through all
of Django, with its filters, its counts, its menus. Both ask one database, by the wall.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.core.models import Department, Sector, Service, ServiceText
from eservices.accounts.enums import Role
from eservices.accounts.models import Assignment, Queue, User
from eservices.backoffice.services import ensure_groups
from eservices.cases.codes import new_code
from eservices.cases.enums import CaseState, Channel
from eservices.cases.models import Case
from tests.bench.browser import Browser
from tests.bench.measure import Contest, Row

CASES = 100_000
SERVICES = 12
SECTORS = 17
ROUNDS = 11
WORKFLOW = {
    "statuses": [
        {"key": "received", "state": "received", "label": {"fr": "Reçue"}},
        {"key": "search", "state": "in_progress", "label": {"fr": "Recherche"}},
    ],
    "promise_days": 10,
}
FILTERED = "/admin/requests/?state=in_progress&channel=online&ordering=-received"
FAR = FILTERED + "&p=500"


def _register() -> list[Queue]:
    department = Department.objects.create(key="bench")
    sectors = [
        Sector.objects.create(number=900 + n, key=f"bench-{n}", name=f"Secteur {n}")
        for n in range(SECTORS)
    ]
    queues = []
    for n in range(SERVICES):
        service = Service.objects.create(key=f"bench-{n}", department=department)
        ServiceText.objects.create(subject=service, language="fr", name=f"Service {n}")
        queues += [Queue.objects.create(service=service, sector=sector) for sector in sectors]
    return queues


def _agents() -> list[User]:
    return User.objects.bulk_create(
        User(email=f"bench{n}@ville.invalid", first_name="Claude", last_name=f"Agent {n}")
        for n in range(200)
    )


def _cases(queues: list[Queue], agents: list[User]) -> None:
    chance = random.Random(2026)
    now = timezone.now()
    states = [*CaseState.values[:3], CaseState.CLOSED]

    def case() -> Case:
        queue, received = chance.choice(queues), now - timedelta(minutes=chance.randint(0, 200_000))
        state = chance.choices(states, (3, 4, 2, 1))[0]
        return Case(
            code=new_code(),
            kind="bench",
            subject=uuid.uuid4(),
            title={"fr": "Demander un acte de naissance"},
            service=queue.service,
            sector=queue.sector,
            queue=queue,
            assignee=chance.choice([*agents, None, None]),
            state=state,
            status="search" if state == CaseState.IN_PROGRESS else state,
            workflow=WORKFLOW,
            language="fr",
            channel=chance.choices(Channel.values, (8, 1, 1, 1))[0],
            received_at=received,
            promised_on=(received + timedelta(days=14)).date(),
        )

    for _chunk in range(CASES // 2000):
        Case.objects.bulk_create(case() for _case in range(2000))


def _officer() -> dict[str, str]:
    """Return the cookies of somebody who works every queue of the city."""
    user = User.objects.create_user("bench@ville.invalid", "bench")
    user.groups.add(ensure_groups())
    Assignment.objects.create(user=user, role=Role.OFFICER)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    assert isinstance(client.session, SessionStore)
    return {name: client.cookies[name].value}


def _bare(offset: int) -> Callable[[], object]:
    quote = connection.ops.quote_name
    where = (
        f" WHERE c.queue_id IN (SELECT id FROM {quote(Queue._meta.db_table)})"
        " AND NOT c.is_test AND c.state = 'in_progress' AND c.channel = 'online'"
    )
    table = quote(Case._meta.db_table)
    rows = (
        "SELECT c.uuid, c.code, c.title, c.status, c.workflow, c.promised_on, c.received_at,"
        f" u.first_name, u.last_name, t.name, s.name FROM {table} c"
        f" JOIN {quote(Queue._meta.db_table)} q ON q.id = c.queue_id"
        f" JOIN {quote(ServiceText._meta.db_table)} t ON t.subject_id = q.service_id"
        f" LEFT JOIN {quote(Sector._meta.db_table)} s ON s.id = q.sector_id"
        f" LEFT JOIN {quote(User._meta.db_table)} u ON u.id = c.assignee_id"
        f"{where} ORDER BY c.received_at DESC, c.id DESC LIMIT 50 OFFSET {offset}"
    )
    count = f"SELECT COUNT(*) FROM {table} c{where}"

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in (count, rows):
                cursor.execute(statement)
                cursor.fetchall()

    return ask


def run() -> list[Row]:
    _cases(_register(), _agents())
    cookies, browser = _officer(), Browser()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    contest = Contest(
        {
            "list": lambda: browser.get(FILTERED, cookies),
            "bare": _bare(0),
            "far": lambda: browser.get(FAR, cookies),
            "bare far": _bare(499 * 50),
        },
        rounds=ROUNDS,
        clock=time.perf_counter,
    )
    found = contest.run(dict.fromkeys(contest.contenders, 2))
    with CaptureQueriesContext(connection) as ran:
        browser.get(FILTERED, cookies)
    told = ", ".join(f"{name} {spent * 1000:.1f} ms" for name, spent in found.items())
    return [
        Row("list of 100,000 cases / bare SQL", found["list"] / found["bare"], 3, False, told),
        Row("the same, page 500 / bare SQL", found["far"] / found["bare far"], 3, False),
        Row("the same: SQL statements", len(ran), 19, False),
    ]
