"""Proofs and contact details go when their own time is over, and the receipt still verifies."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from eservices.cases.enums import EventKind
from eservices.cases.kinds import kinds
from eservices.cases.models import Case
from eservices.procedures.drafts.submission import verify
from eservices.procedures.models import Draft, Submission
from eservices.records import answers
from tests.eservices.records import files
from tests.eservices.records.files import MARKS
from tests.eservices.records.test_nothing_left import found_in_database

pytestmark = pytest.mark.django_db


def test_the_proof_and_the_address_go_and_the_rest_stays(case: Case, stores: object) -> None:
    files.work()  # mails have left, as they have a year later
    fingerprint = Submission.objects.get().content_hash

    assert answers.run() == 2

    files.work()
    left = {word for _table, _column, word in found_in_database(*MARKS.values())}
    assert MARKS["document"] not in left
    assert MARKS["email"] not in left
    assert MARKS["family"] in left
    assert Draft.objects.get().files.count() == 0
    shown = [row.value for section in kinds[case.kind].answers(case, "fr") for row in section.rows]
    assert sum("ffac" in value or "rased" in value for value in shown) == 2
    assert verify(code=case.code, fingerprint=fingerprint)
    assert not verify(code=case.code, fingerprint="0" * 64)
    call_command("verify_events", stdout=StringIO())
    told = case.events.filter(kind=EventKind.ANSWERS_ERASED).values_list("data", flat=True)
    assert [data["class"] for data in told] == ["proofs", "contact"]
    assert answers.run() == 0


@pytest.mark.parametrize(("days", "erased"), [(30, 0), (70, 2)])
def test_a_decision_can_be_appealed_first(
    stores: object, client: Client, days: int, erased: int
) -> None:
    case = files.sent(client)
    ended = timezone.now() - timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(state="decided", status_at=ended)
    assert answers.run() == erased


def test_an_open_request_keeps_everything(stores: object, client: Client) -> None:
    files.sent(client)
    assert answers.run() == 0
