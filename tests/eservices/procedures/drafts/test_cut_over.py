"""Drafts begun before a law changes finish under the old rules, for a time."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from eservices.procedures.drafts.cut_over import Pin, number_for, version_for
from eservices.procedures.drafts.services import start_draft
from eservices.procedures.models import CutOver, Draft, Procedure, ProcedurePage
from tests.eservices.procedures import samples

DAY = datetime.date(2026, 9, 1)
NOW = datetime.datetime(2026, 9, 10, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=20)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY


@pytest.mark.parametrize(
    ("begun", "number", "pins", "expected"),
    [
        (BEFORE, 1, [], 5),
        (BEFORE, 1, [Pin(4, DAY, LATER)], 3),  # corrections under the old law still come
        (BEFORE, 3, [Pin(4, DAY, LATER)], 3),
        (AFTER, 1, [Pin(4, DAY, LATER)], 5),  # begun on the day itself: the new law
        (BEFORE, 1, [Pin(4, DAY, NOW)], 5),  # the delay is over
        (BEFORE, 4, [Pin(4, DAY, LATER)], 5),  # it is past the cut-over already
        (BEFORE, 1, [Pin(4, DAY, LATER), Pin(3, DAY, LATER)], 2),
    ],
)
def test_number_for(begun: datetime.date, number: int, pins: list[Pin], expected: int) -> None:
    assert number_for(begun, number, 5, pins, NOW) == expected


@pytest.fixture
def procedure(db: None) -> Procedure:
    return samples.publish().procedure


def begin(procedure: Procedure, begun: datetime.date) -> Draft:
    draft, _secret = start_draft(version=procedure.current_version, language="fr")
    moment = datetime.datetime.combine(
        begun, datetime.time(23, 30), timezone.get_current_timezone()
    )
    Draft.objects.filter(pk=draft.pk).update(started_at=moment)
    return Draft.objects.select_related("version__procedure__current_version").get(pk=draft.pk)


def test_a_draft_begun_before_stays_until_the_delay_is_over(procedure: Procedure) -> None:
    first = procedure.current_version
    early, late = begin(procedure, BEFORE).pk, begin(procedure, AFTER).pk
    second = samples.publish(samples.definition(workflow={"promise_days": 6}), procedure)
    CutOver.objects.create(procedure=procedure, version=second, begun_before=DAY, until=LATER)
    third = samples.publish(samples.definition(workflow={"promise_days": 7}), procedure)
    drafts = Draft.objects.select_related("version__procedure__current_version")

    assert version_for(drafts.get(pk=early), NOW) == first
    assert version_for(drafts.get(pk=late), NOW) == third
    assert version_for(drafts.get(pk=early), LATER) == third


def test_asking_costs_nothing_on_the_current_version(
    procedure: Procedure, django_assert_num_queries
) -> None:
    draft = begin(procedure, BEFORE)
    with django_assert_num_queries(0):
        assert version_for(draft, NOW) == procedure.current_version
    samples.publish(samples.definition(workflow={"promise_days": 6}), procedure)
    draft = Draft.objects.select_related("version__procedure__current_version").get(pk=draft.pk)
    with django_assert_num_queries(1):
        version_for(draft, NOW)


def test_a_day_without_a_delay_is_refused() -> None:
    page = ProcedurePage(title="Acte", slug="acte", cut_over_on=DAY)
    with pytest.raises(ValidationError) as caught:
        page.clean()
    assert list(caught.value.message_dict) == ["cut_over_days"]
