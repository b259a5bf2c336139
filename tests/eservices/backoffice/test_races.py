"""Fifty agents on twenty cases at once, on real connections."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.http import QueryDict

from eservices.accounts.models import User
from eservices.backoffice.query import CaseQuery
from eservices.cases import assignment, chain, services
from eservices.cases.models import Case
from tests.eservices.accounts.factories import QueueFactory, ServiceFactory
from tests.eservices.backoffice.staff import staff
from tests.eservices.cases.factories import CaseFactory
from tests.eservices.cases.test_races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AGENTS, CASES = 50, 20
#: What an agent may do to a case, each on the view that the agent has of it.
ACTS: dict[str, Callable[[Case, User], object]] = {
    "take": lambda case, agent: services.take(case=case, user=agent, seen_lock=case.lock),
    "decide": lambda case, agent: services.change_status(
        case=case, user=agent, status="posted", reason="Envoyé", seen_lock=case.lock
    ),
    "close": lambda case, agent: services.change_status(
        case=case, user=agent, status="closed", reason="Refusé", seen_lock=case.lock
    ),
    "write": lambda case, agent: services.post_message_by_agent(
        case=case, user=agent, text=f"De la part de {agent.pk}", seen_lock=case.lock
    ),
}


def test_no_update_is_lost_and_no_decision_contradicts_another() -> None:
    """Each case's lock counts the acts that went through, each made on the view before it."""
    queue = QueueFactory()
    agents = [staff(queue=queue) for _number in range(AGENTS)]
    cases = [CaseFactory(queue=queue) for _number in range(CASES)]
    chance = random.Random(2026)
    asked = []
    for agent in agents:
        for case in chance.sample(cases, 4):
            name = chance.choice(list(ACTS))
            asked.append((name, case, agent))

    outcome = at_once(
        [
            lambda name=name, case=case, agent=agent: ACTS[name](case, agent)
            for name, case, agent in asked
        ]
    )

    assert set(outcome) <= {"done", "CaseChanged"}
    for case in Case.objects.all():
        went = [
            name
            for (name, seen, _agent), end in zip(asked, outcome, strict=True)
            if seen.pk == case.pk and end == "done"
        ]
        told = [event for event in case.events.all() if "lock" in event.data]
        # All looked at the case as it was: one act goes through, the others are told of it.
        assert len(went) == 1
        assert case.lock == len(told) == 1
        assert case.events.filter(kind="status").count() <= 1
        assert case.messages.count() == went.count("write")
        assert list(chain.verify(case)) == []


def test_agents_who_take_the_next_one_at_once_get_one_each() -> None:
    queue = QueueFactory()
    agents = [staff(queue=queue) for _number in range(AGENTS)]
    for _number in range(CASES):
        CaseFactory(queue=queue)

    def next_of(agent: User) -> object:
        query = CaseQuery(user=agent, params=QueryDict(""))
        return assignment.take_next(cases=query.cases(), user=agent)

    outcome = at_once([lambda agent=agent: next_of(agent) for agent in agents])

    assert outcome.count("done") == CASES
    assert outcome.count("NothingToTake") == AGENTS - CASES
    holders = Case.objects.values_list("assignee", flat=True)
    assert len(set(holders)) == CASES
    assert None not in holders


def test_a_case_forwarded_and_decided_at_once_is_one_or_the_other() -> None:
    queue, service = QueueFactory(), ServiceFactory()
    pairs = [(CaseFactory(queue=queue), staff(queue=queue), staff(queue=queue)) for _ in range(15)]
    acts: list[Callable[[], object]] = []
    for case, sender, decider in pairs:
        acts.append(
            lambda case=case, sender=sender: assignment.forward(
                case=case, user=sender, service=service, reason="", seen_lock=0
            )
        )
        acts.append(lambda case=case, decider=decider: ACTS["decide"](case, decider))

    outcome = at_once(acts)

    assert outcome.count("done") == len(pairs)
    assert set(outcome) <= {"done", "CaseChanged", "NotAllowed"}
    for case in Case.objects.all():
        assert (case.service == service) != (case.status == "posted")
        assert case.lock == 1
