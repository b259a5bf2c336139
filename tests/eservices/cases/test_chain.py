from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from content.core.guards import lifted
from eservices.cases import chain, services
from eservices.cases.enums import ActorRole, EventKind
from eservices.cases.models import Case, CaseEvent, CaseEventNote
from tests.eservices.cases.factories import CaseFactory, agent_for

pytestmark = pytest.mark.django_db


def case_with_events() -> Case:
    case = CaseFactory()
    agent = agent_for(case)
    services.take(case=case, user=agent, seen_lock=0)
    services.change_status(case=case, user=agent, status="search", reason="Née à Lyon", seen_lock=1)
    services.post_message_by_resident(case=case, text="Merci, Camille Exemple")
    case.refresh_from_db()
    return case


def problems(case: Case) -> list[tuple[int, str]]:
    case.refresh_from_db()
    return [(found.sequence, found.problem) for found in chain.verify(case)]


def tamper(sql: str, *parameters: object) -> None:
    """Do what somebody with the database's password could do."""
    with lifted(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_each_event_follows_the_one_before() -> None:
    case = case_with_events()

    events = list(case.events.all())
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert [event.previous for event in events] == ["", *(event.hash for event in events[:-1])]
    assert case.chain_head == events[-1].hash
    assert problems(case) == []


def test_a_changed_event_is_seen() -> None:
    case = case_with_events()

    tamper("UPDATE eservices_cases_caseevent SET actor_name = 'X' WHERE sequence = 2")

    assert problems(case) == [(2, "changed")]


def test_a_missing_event_is_seen() -> None:
    case = case_with_events()

    tamper("DELETE FROM eservices_cases_caseevent WHERE sequence = 2")

    assert (2, "missing") in problems(case)


def test_a_cut_tail_is_seen() -> None:
    case = case_with_events()

    Case.objects.filter(pk=case.pk).update(chain_length=5)

    assert problems(case) == [(5, "the end is missing")]


def test_a_changed_text_is_seen_and_an_erased_one_is_no_fault() -> None:
    case = case_with_events()
    note = CaseEventNote.objects.order_by("pk").first()
    assert note is not None

    note.text = "Née à Paris"
    note.save()
    assert problems(case) == [(3, "text changed")]

    case.messages.all().delete()
    CaseEventNote.objects.all().delete()
    assert problems(case) == []


def test_guarded_rows_hold_no_personal_text() -> None:
    case = case_with_events()

    rows = str(list(CaseEvent.objects.filter(case=case).values()))
    assert "Camille" not in rows
    assert "Lyon" not in rows
    assert CaseEventNote.objects.count() == 2


def test_the_database_refuses_to_change_or_delete_an_event() -> None:
    case = case_with_events()

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.filter(case=case).update(actor_name="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.filter(case=case)._raw_delete("default")


def test_an_event_cannot_take_the_place_of_another() -> None:
    case = case_with_events()
    first = case.events.first()
    assert first is not None

    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_a_resident_is_a_role_and_staff_a_name_of_that_time() -> None:
    case = CaseFactory()
    agent = agent_for(case, user__first_name="Alix", user__last_name="Demo")
    services.record_opening(case=case, user=agent, reason="processing")
    agent.first_name = "Autre"
    agent.save()

    opened, read = case.events.all()
    assert (opened.actor_role, opened.actor_id, opened.actor_name) == (ActorRole.RESIDENT, None, "")
    assert (read.kind, read.actor_id, read.actor_name) == (EventKind.READ, agent.pk, "Alix Demo")


def test_the_command_verifies_all_cases_and_names_the_broken_one() -> None:
    good, bad = case_with_events(), case_with_events()
    out, err = StringIO(), StringIO()
    call_command("verify_events", stdout=out)
    assert "2 cases, 8 events: all chains hold" in out.getvalue()

    tamper("UPDATE eservices_cases_caseevent SET kind = 'read' WHERE case_id = %s", bad.pk)

    with pytest.raises(CommandError, match="breaks in 2 cases"):
        call_command("verify_events", stderr=err)
    assert str(bad.uuid) in err.getvalue()
    assert str(good.uuid) not in err.getvalue()
    call_command("verify_events", case=good.code, stdout=out)


@pytest.mark.parametrize("code", ["rien", "222222222"])
def test_the_command_says_when_there_is_no_such_case(code: str) -> None:
    with pytest.raises(CommandError, match="no c"):
        call_command("verify_events", case=code)
