"""Every kind of question in a journey: empty, wrong, right, checked and frozen."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from content.core.models import District, Sector
from eservices.procedures.models import StepState, Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.kinds import QUESTION, SAMPLES, STEP, Sample
from tests.eservices.procedures.samples import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(settings: Any) -> None:
    settings.PROCEDURES_START_SECONDS = 0
    samples.register()
    west = Sector.objects.create(number=16, key="s16", name="Mairie 16")
    District.objects.create(number=16, postcode="75016", other_postcodes="75116", sector=west)


def begin(client: Client, sample: Sample, **changes: Any) -> Resident:
    samples.publish(sample.definition(**changes))
    return Resident(client).start()


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_empty_is_refused_by_name_and_wrong_says_how_to_mend_it(
    client: Client, sample: Sample
) -> None:
    resident = begin(client, sample)
    empty = resident.post(STEP, {})
    assert empty.status_code == 422
    page = html.unescape(empty.content.decode())
    summary = page.split("<h1")[0]
    assert "La question" in summary or "Prénoms" in summary
    if sample.wrong is None:
        return
    wrong = resident.post(STEP, sample.typed(sample.wrong))
    assert wrong.status_code == 422
    page = html.unescape(wrong.content.decode()).replace("\u00a0", " ")
    summary = page.split("<h1")[0]
    assert sample.error in summary
    assert page.count(sample.error) > 1  # beside the field too
    target = f"id_{QUESTION}-{sample.focus}" if sample.focus else f"id_{QUESTION}"
    assert f'href="#{target}' in summary
    assert f'id="{target}' in page


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_right_is_kept_shown_and_frozen(client: Client, sample: Sample) -> None:
    resident = begin(client, sample)
    response = resident.post(STEP, sample.typed(sample.right))
    assert response.status_code == 302, response.content.decode()
    assert StepState.objects.get().cleaned == {QUESTION: sample.value}
    again = resident.get(f"{STEP}/")
    assert "error-summary" not in again.content.decode()
    page = html.unescape(resident.get("verifier/").content.decode())
    for line in sample.french.split("\n"):
        assert line in page
    assert resident.send().url == resident.url("recu/")
    row = Submission.objects.get().answers[0]["rows"][0]
    assert row["value"] == sample.value
    assert row["shown"]["fr"][0] == sample.french
    assert row["shown"]["en"][0] == sample.english
    assert resident.get("recu.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_question_that_is_not_needed_may_stay_empty(client: Client, sample: Sample) -> None:
    resident = begin(client, sample, required=False)
    assert resident.post(STEP, {}).status_code == 302
    assert StepState.objects.get().cleaned == {}
    assert resident.send().url == resident.url("recu/")
    assert Submission.objects.get().answers == []
