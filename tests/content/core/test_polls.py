"""The calendar of polls: its days worked out as the law says, and edited in the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from content.core.models import Poll, PollText
from content.core.models.polls import sixth_friday_before
from eservices.accounts.models import User

FIRST, SECOND = date(2026, 3, 15), date(2026, 3, 22)


@pytest.mark.parametrize(
    ("vote", "friday"),
    [
        (FIRST, date(2026, 2, 6)),  # municipal elections of 2026
        (date(2024, 6, 9), date(2024, 5, 3)),  # European elections of 2024
        (date(2022, 4, 10), date(2022, 3, 4)),  # presidential election of 2022
        (date(2027, 4, 11), date(2027, 3, 5)),
        (date(2026, 3, 14), date(2026, 2, 6)),  # a Saturday, as overseas
        (date(2026, 3, 13), date(2026, 1, 30)),  # the day of the vote itself does not count
    ],
)
def test_registration_closes_on_the_sixth_friday_before(vote: date, friday: date) -> None:
    assert sixth_friday_before(vote) == friday
    assert Poll(first_round=vote).closes == friday


def test_a_poll_closes_in_each_way_with_the_whole_unless_it_says_otherwise() -> None:
    poll = Poll(first_round=FIRST, online_closes_on=date(2026, 2, 4))
    assert (poll.closes_online, poll.closes_by_post) == (date(2026, 2, 4), date(2026, 2, 6))
    called_early = Poll(first_round=date(2024, 6, 30), closes_on=date(2024, 6, 10))
    assert called_early.closes_at_counters == called_early.closes_online == date(2024, 6, 10)


def test_late_cases_come_to_the_tenth_day_before_the_first_round() -> None:
    poll = Poll(first_round=FIRST, second_round=SECOND, closes_on=date(2026, 2, 20))
    assert poll.late_until == date(2026, 3, 5)
    assert poll.eve == date(2026, 3, 21)


@pytest.mark.django_db
def test_polls_come_until_their_last_round_is_over() -> None:
    poll = Poll.objects.create(key="municipal", first_round=FIRST, second_round=SECOND)
    Poll.objects.create(key="early", first_round=date(2026, 1, 11))
    assert list(Poll.objects.coming(SECOND)) == [poll]
    assert not Poll.objects.coming(date(2026, 3, 23)).exists()
    assert [poll.key for poll in Poll.objects.coming(date(2026, 1, 11))] == ["early", "municipal"]


WRONG = [
    ({"second_round": FIRST}, "second_round"),
    ({"closes_on": FIRST}, "closes_on"),
    ({"online_closes_on": SECOND}, "online_closes_on"),
    ({"counter_closes_on": FIRST}, "counter_closes_on"),
    ({"post_closes_on": FIRST}, "post_closes_on"),
    ({"key": "any"}, "key"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "field"), WRONG)
def test_what_cannot_be_is_said_beside_its_field_and_refused_by_the_database(
    values: dict[str, Any], field: str
) -> None:
    poll = Poll(**{"key": "municipal", "first_round": FIRST} | values)
    with pytest.raises(ValidationError) as refused:
        poll.full_clean()
    assert set(refused.value.message_dict) == {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        poll.save()


@pytest.mark.django_db
def test_an_editor_adds_a_poll_and_changes_its_closing(client: Client) -> None:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    name = Poll.snippet_viewset.get_url_name
    posted = {
        **{"key": "municipal-2026", "first_round": "2026-03-15", "second_round": "2026-03-22"},
        **{"name_fr": "Les élections municipales de 2026", "name_en": "The local elections"},
        **{"online_closes_on": "2026-03-15"},
    }
    refused = client.post(reverse(name("add")), posted)
    assert "avant le premier tour" in refused.content.decode()
    assert not Poll.objects.exists()
    assert client.post(reverse(name("add")), posted | {"online_closes_on": ""}).status_code == 302
    poll = Poll.objects.get()
    assert poll.closes_online == date(2026, 2, 6)
    assert PollText.objects.get(language="fr").name == "Les élections municipales de 2026"
    changed = {**posted, "online_closes_on": "2026-02-04", "name_en": ""}
    assert client.post(reverse(name("edit"), args=[poll.pk]), changed).status_code == 302
    poll.refresh_from_db()
    assert poll.closes_online == date(2026, 2, 4)
    assert not PollText.objects.filter(language="en").exists()
    listed = client.get(reverse(name("list"))).content.decode()
    assert "Les élections municipales de 2026" in listed
