"""Several agents and residents at once, on real connections; SQLite writes one at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from eservices.cases import chain, services, tracking
from eservices.cases.codes import new_code
from eservices.cases.models import Case, TrackingAttempt
from tests.eservices.cases.factories import CaseFactory, agent_for

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run all acts together; return the name of what each raised, or ``done``."""

    def run(act: Callable[[], object]) -> str:
        try:
            act()
        except Exception as error:
            return type(error).__name__
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_fifty_agents_who_take_one_case_leave_one_holder() -> None:
    case = CaseFactory()
    agents = [agent_for(case) for _number in range(50)]

    outcome = at_once(
        [lambda agent=agent: services.take(case=case, user=agent, seen_lock=0) for agent in agents]
    )

    assert sorted(outcome) == ["CaseChanged"] * 49 + ["done"]
    case.refresh_from_db()
    assert case.assignee == agents[outcome.index("done")]


def test_contradictory_decisions_on_twenty_cases_leave_one_each() -> None:
    cases = [CaseFactory() for _number in range(20)]
    acts = []
    for case in cases:
        for status in ("posted", "closed"):
            agent = agent_for(case)
            acts.append(
                lambda case=case, agent=agent, status=status: services.change_status(
                    case=case, user=agent, status=status, reason="", seen_lock=0
                )
            )

    outcome = at_once(acts)

    assert outcome.count("done") == 20
    assert outcome.count("CaseChanged") == 20
    for case in Case.objects.all():
        assert case.events.filter(kind="status").count() == 1
        assert list(chain.verify(case)) == []


def test_events_written_at_once_stand_in_one_chain() -> None:
    case = CaseFactory()
    agent = agent_for(case)
    reading = [
        lambda: services.record_opening(case=case, user=agent, reason="processing")
        for _number in range(15)
    ]
    writing = [
        lambda number=number: services.post_message_by_resident(case=case, text=f"Bonjour {number}")
        for number in range(15)
    ]

    assert at_once(reading + writing) == ["done"] * 30

    case.refresh_from_db()
    assert case.chain_length == 31
    assert list(case.events.values_list("sequence", flat=True)) == list(range(1, 32))
    assert list(chain.verify(case)) == []


def test_attempts_made_at_once_are_all_counted() -> None:
    code = new_code()

    outcome = at_once(
        [
            lambda number=number: tracking.find_case(
                code=code, fact="wrong", address=f"198.51.100.{number}"
            )
            for number in range(20)
        ]
    )

    assert outcome.count("NotFound") == tracking.MAX_FAILURES_FOR_CODE
    assert outcome.count("TooManyAttempts") == 20 - tracking.MAX_FAILURES_FOR_CODE
    assert TrackingAttempt.objects.filter(failures=tracking.MAX_FAILURES_FOR_CODE).count() == 1
