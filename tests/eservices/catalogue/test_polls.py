"""What the electoral procedure knows of polls: the register's days, never its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from content.core.models import Poll
from eservices.catalogue import entries, polls, services
from eservices.procedures.models import Procedure
from tests.eservices.catalogue.site import parents, service

pytestmark = pytest.mark.django_db
KEY = "electoral_roll"


def install() -> Procedure:
    return services.install(key=KEY, parent_pages_by_language=parents(), service=service())


def test_its_poll_is_put_in_the_register_marked_as_an_example() -> None:
    install()
    poll = Poll.objects.get()
    assert (poll.first_round, poll.closes) == (date(2027, 4, 11), date(2027, 3, 5))
    assert poll.closes_online == date(2027, 3, 3)
    assert "Exemple" in poll.source
    assert {text.language for text in poll.texts.all()} == {"fr", "en"}


def test_the_register_of_the_city_stays_as_it_is() -> None:
    Poll.objects.create(key="presidential-2027", first_round=date(2027, 4, 18))
    install()
    assert Poll.objects.get().first_round == date(2027, 4, 18)


def test_a_poll_that_is_over_is_not_brought() -> None:
    with time_machine.travel(datetime(2027, 4, 26, 9, tzinfo=UTC)):
        polls.ensure(entries.read(KEY))
    assert not Poll.objects.exists()


def test_its_samples_hold_the_days_that_the_register_gives() -> None:
    procedure = install()
    poll = Poll.objects.get()
    days = {poll.closes.isoformat(), poll.closes_online.isoformat()}
    chosen = [
        value
        for persona in procedure.personas.all()
        for value in persona.answers.values()
        if isinstance(value, dict) and value.get("key") == poll.key
    ]
    assert len(chosen) >= 8
    assert {value["closes"] for value in chosen} == days
    assert {value["eve"] for value in chosen} == {poll.eve.isoformat()}
    assert {value["late_until"] for value in chosen} == {poll.late_until.isoformat()}
