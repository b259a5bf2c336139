from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from content.core.models import Delivery
from eservices.cases import services
from eservices.cases.clocks import caches, silence
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseClock
from tests.eservices.cases.factories import CaseFactory, agent_for

pytestmark = pytest.mark.django_db

AGREEMENT = {"silence": "agreement", "amount": 2, "unit": "months"}
REFUSAL = {**AGREEMENT, "silence": "refusal"}


def received(on: str = "2026-01-15", **fields: object) -> Case:
    with time_machine.travel(f"{on}T11:00:00+01:00", tick=False):
        return CaseFactory(**{"legal": AGREEMENT, **fields})


def run_daily(on: str) -> None:
    with time_machine.travel(f"{on}T03:00:00+01:00", tick=False):
        silence.declare_all()


def said(case: Case) -> list[dict[str, str]]:
    return list(case.events.filter(kind=EventKind.SILENCE).values_list("data", flat=True))


@pytest.mark.parametrize("legal", [AGREEMENT, REFUSAL])
def test_silence_is_declared_once_and_the_resident_called(legal: dict[str, object]) -> None:
    case = received(legal=legal)

    run_daily("2026-03-15")
    assert said(case) == []
    run_daily("2026-03-18")  # the worker was away for two days
    run_daily("2026-03-19")

    assert said(case) == [{"means": legal["silence"], "since": "2026-03-15"}]
    notice = f"case:{case.uuid}:2"
    assert Delivery.objects.filter(key=notice).count() == 1


def test_a_decision_in_time_or_no_legal_period_leaves_nothing_to_declare() -> None:
    decided, free, test = received(), received(legal=None), received(is_test=True)
    with time_machine.travel("2026-02-01T11:00:00+01:00", tick=False):
        services.change_status(
            case=decided, user=agent_for(decided), status="posted", reason="", seen_lock=0
        )

    run_daily("2026-05-01")

    assert said(decided) == said(free) == said(test) == []


def test_a_second_worker_declares_nothing_more() -> None:
    case = received()
    CaseClock.objects.update(declared_on=date(2026, 3, 16))  # its transaction came first

    assert silence.declare(case.pk, today=date(2026, 3, 16)) is None
    assert said(case) == []


def test_a_copy_gone_wrong_declares_nothing() -> None:
    case = received()
    CaseClock.objects.update(legal_ends_on=date(2026, 1, 20))

    run_daily("2026-02-01")

    assert said(case) == []


def test_copies_are_what_the_events_give() -> None:
    case = received()

    assert case.promised_on == date(2026, 1, 22)
    assert CaseClock.objects.get(case=case).legal_ends_on == date(2026, 3, 15)
    assert list(caches.differences(case)) == []


def test_the_promise_stands_still_while_the_resident_is_awaited() -> None:
    case = received()
    agent = agent_for(case)
    with time_machine.travel("2026-01-19T11:00:00+01:00", tick=False):
        services.post_message_by_agent(
            case=case, user=agent, text="?", awaits_answer=True, seen_lock=0
        )
    case.refresh_from_db()
    assert case.promised_on is None

    with time_machine.travel("2026-01-26T11:00:00+01:00", tick=False):
        services.post_message_by_resident(case=case, text="!")
    case.refresh_from_db()
    assert case.promised_on == date(2026, 1, 29)
    assert caches.promised_at_receipt(case) == date(2026, 1, 22)


def test_a_later_change_of_the_procedure_moves_no_date() -> None:
    case = received()

    Case.objects.update(workflow={"promise_days": 50})
    case.refresh_from_db()

    assert list(caches.differences(case)) == []


def test_a_case_opened_before_there_were_clocks_keeps_its_promise(monkeypatch) -> None:
    monkeypatch.setattr("eservices.cases.services.Terms.dump", lambda self: {})
    case = received()

    assert case.promised_on == date(2026, 1, 22)
    assert list(caches.differences(case)) == []


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("eservices_cases_case", "promised_on = '2026-02-01'", "the promise is not"),
        ("eservices_cases_caseclock", "legal_ends_on = '2026-09-01'", "the legal period is not"),
        ("eservices_cases_caseclock", "declared_on = '2026-02-01'", "silence was declared"),
    ],
)
def test_verify_events_sees_a_date_that_was_changed(table: str, change: str, problem: str) -> None:
    with time_machine.travel("2026-02-01T11:00:00+01:00", tick=False):
        received()
        call_command("verify_events", stdout=StringIO())
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change}")  # words of this test
        error = StringIO()

        with pytest.raises(CommandError, match="1 breaks in 1 cases"):
            call_command("verify_events", stderr=error)

    assert problem in error.getvalue()
