"""A workflow made by editors: where a case may go, who takes it there, what that asks."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from content.core.models import Delivery
from eservices.accounts.enums import Role
from eservices.cases import services, transitions
from eservices.cases.enums import CaseState, EventKind
from eservices.cases.models import Case
from eservices.cases.workflow import Workflow
from tests.eservices.accounts.factories import AssignmentFactory
from tests.eservices.cases.factories import CaseFactory, agent_for, prove


def text(french: str, english: str = "") -> dict[str, Any]:
    return {"values": {"fr": french} | ({"en": english} if english else {})}


MADE: dict[str, Any] = {
    "promise_days": 5,
    "statuses": [
        {
            "key": "received",
            "state": "received",
            "label": text("Reçue"),
            "transitions": [
                {"to": "study", "reason": "no", "sends": "nothing"},
                {"to": "closed", "who": "officer", "reason": "must"},
            ],
        },
        {
            "key": "study",
            "state": "in_progress",
            "label": text("À l’étude", "Being studied"),
            "explanation": text("Un agent étudie votre demande.", "An officer studies it."),
            "transitions": [
                {
                    "to": "visit",
                    "label": text("Fixer une visite"),
                    "day": text("Visite le", "Visit on"),
                    "words": text("Soyez chez vous ce jour-là.", "Be at home on that day."),
                },
                {"to": "granted", "sends": "letter"},
            ],
        },
        {
            "key": "visit",
            "state": "waiting_for_resident",
            "label": text("Visite prévue"),
            "transitions": [{"to": "study"}],
        },
        {
            "key": "granted",
            "state": "decided",
            "label": text("Accordée"),
            "transitions": [{"to": "closed"}],
        },
        {"key": "closed", "state": "closed", "label": text("Close"), "transitions": []},
    ],
}
DAY = datetime.date(2026, 12, 3)


def made(**fields: Any) -> Case:
    return CaseFactory(workflow=MADE, **fields)


def move(case: Case, user: Any, status: str, reason: str = "", **more: Any) -> Case:
    return services.change_status(
        case=case, user=user, status=status, reason=reason, seen_lock=case.lock, **more
    )


class TestReading:
    def test_old_copies_without_transitions_go_wherever_the_coarse_states_allow(self) -> None:
        old = Workflow.read({"statuses": [{"key": "s", "state": "in_progress", "label": {}}]})

        assert not old.is_made
        assert {status.state for status in old.next_statuses("s")} == {
            CaseState.WAITING,
            CaseState.DECIDED,
            CaseState.CLOSED,
        }

    def test_a_made_workflow_goes_only_where_its_editor_drew_a_way(self) -> None:
        flow = Workflow.read(MADE)

        assert [status.key for status in flow.next_statuses("study")] == ["visit", "granted"]
        assert flow.next_statuses("closed") == ()

    def test_a_status_that_the_platform_alone_uses_can_always_be_left(self) -> None:
        statuses = [status for status in MADE["statuses"] if status["key"] != "visit"]
        statuses[1] = statuses[1] | {"transitions": [{"to": "granted"}]}
        flow = Workflow.read({"statuses": statuses})

        assert flow.next_statuses(flow.first(CaseState.WAITING).key)

    def test_a_translation_behind_its_source_is_not_shown(self) -> None:
        label = text("À l’étude", "Old words") | {"outdated": ["en"]}
        flow = Workflow.read({"statuses": [{"key": "s", "state": "decided", "label": label}]})

        assert flow["s"].words("en") == ("À l’étude", "fr")


#: Status, where to, what is given, then what an agent and an officer get.
MOVES = [
    ("received", "study", {}, None, None),
    ("received", "closed", {"reason": "Doublon"}, transitions.TransitionNotAllowed, None),
    ("received", "closed", {}, transitions.TransitionNotAllowed, transitions.InputMissing),
    ("received", "granted", {}, transitions.WrongTransition, transitions.WrongTransition),
    ("received", "received", {}, transitions.WrongTransition, transitions.WrongTransition),
    ("received", "nowhere", {}, transitions.WrongTransition, transitions.WrongTransition),
    ("study", "visit", {"day": DAY}, None, None),
    ("study", "visit", {}, transitions.InputMissing, transitions.InputMissing),
    ("study", "granted", {}, transitions.LetterNeeded, transitions.LetterNeeded),
    ("study", "closed", {}, transitions.WrongTransition, transitions.WrongTransition),
]


@pytest.mark.django_db
class TestMoving:
    @pytest.mark.parametrize("role", [Role.AGENT, Role.OFFICER])
    @pytest.mark.parametrize(("start", "to", "given", "agent", "officer"), MOVES)
    def test_who_may_take_which_way(
        self, role: Role, start: str, to: str, given: Any, agent: Any, officer: Any
    ) -> None:
        case = made()
        if start == "study":
            case = move(case, agent_for(case), "study")
        user = AssignmentFactory(queue=case.queue, role=role).user
        expected = agent if role == Role.AGENT else officer

        if expected is None:
            assert move(case, user, to, **given).status == to
            return
        with pytest.raises(expected) as caught:
            move(case, user, to, **given)
        assert caught.type is expected
        case.refresh_from_db()
        assert case.status == start

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.EVALUATOR])
    def test_other_roles_take_none(self, role: Role) -> None:
        case = made()
        user = AssignmentFactory(queue=case.queue, role=role).user

        with pytest.raises(services.NotAllowed):
            move(case, user, "study")

    def test_only_the_ways_open_to_an_agent_are_offered(self) -> None:
        case = made()
        officer = AssignmentFactory(queue=case.queue, role=Role.OFFICER).user

        assert [way.to for way in transitions.permitted(case, agent_for(case))] == ["study"]
        assert [way.to for way in transitions.permitted(case, officer)] == ["study", "closed"]

    def test_a_way_that_sends_nothing_writes_no_mail_and_keeps_no_reason(self) -> None:
        case = made()
        case = move(case, agent_for(case), "study", "not asked")

        assert not Delivery.objects.filter(kind="core.mail").exists()
        event = case.events.get(kind=EventKind.STATUS)
        assert not event.digest

    def test_the_date_is_in_the_chain(self) -> None:
        case = made()
        agent = agent_for(case)
        case = move(move(case, agent, "study"), agent, "visit", day=DAY)

        event = case.events.filter(kind=EventKind.STATUS).last()
        assert event.data["day"] == "2026-12-03"
        assert Delivery.objects.filter(kind="core.mail").count() == 1

    def test_an_answer_of_the_resident_takes_the_way_that_was_drawn(self) -> None:
        case = made()
        agent = agent_for(case)
        case = move(move(case, agent, "study"), agent, "visit", day=DAY)

        services.post_message_by_resident(case=case, text="Je serai là")

        case.refresh_from_db()
        assert case.status == "study"

    def test_a_message_makes_it_wait_only_where_a_way_asks_no_more(self) -> None:
        case = made()
        agent = agent_for(case)
        case = move(case, agent, "study")

        assert transitions.waiting_status(case, agent) is None
        services.post_message_by_agent(
            case=case, user=agent, text="?", awaits_answer=True, seen_lock=case.lock
        )
        case.refresh_from_db()
        assert case.status == "study"


@pytest.mark.django_db
def test_the_resident_reads_what_the_editor_wrote(client: Client) -> None:
    case = made()
    agent = agent_for(case)
    case = move(case, agent, "study")
    prove(client, case, language="en")
    page = f"/en/tracking/{case.uuid}/"

    assert "An officer studies it." in client.get(page).content.decode()
    move(case, agent, "visit", "Le 3, le matin", day=DAY)
    content = client.get(page).content.decode()
    day = "Visit on: Thursday 3 December 2026"
    for words in ("Be at home on that day.", day, "Le 3, le matin"):
        assert words in content
    assert 'lang="fr">Visite prévue' in content
