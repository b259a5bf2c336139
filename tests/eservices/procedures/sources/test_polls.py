"""A question about the polls to come: offered, frozen with its days, read by rules."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from jsonschema import Draft202012Validator

from content.core.models import Poll
from eservices.cases.enums import Channel
from eservices.procedures.compiler import check_steps
from eservices.procedures.corrections.asked import look
from eservices.procedures.drafts.services import start_draft
from eservices.procedures.json_schema.answers import answer_schema
from eservices.procedures.models import Draft, ProcedureVersion, StepState, Submission
from eservices.procedures.sources import polls
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.procedures import samples
from tests.eservices.procedures.blocks.test_question_blocks import stream
from tests.eservices.procedures.kinds import QUESTION, STEP, Sample
from tests.eservices.procedures.samples import Resident, ident, text

pytestmark = pytest.mark.django_db
SAMPLE = Sample("poll", {}, None, "", "")
DAYS = {
    "first_round": "2026-03-15",
    "last_round": "2026-03-22",
    "eve": "2026-03-21",
    "closes": "2026-02-04",
    "closes_last": "2026-02-06",
    "late_until": "2026-03-05",
}
MUNICIPAL = {"key": "municipal", **DAYS}


@pytest.fixture(autouse=True)
def poll(settings: Any) -> Poll:
    settings.PROCEDURES_START_SECONDS = 0
    samples.register()
    poll = Poll.objects.create(
        key="municipal",
        first_round=date(2026, 3, 15),
        second_round=date(2026, 3, 22),
        online_closes_on=date(2026, 2, 4),
    )
    poll.texts.create(language="fr", name="Les municipales", note="Pour tous")
    poll.texts.create(language="en", name="The local elections")
    return poll


@pytest.fixture(autouse=True)
def winter() -> Any:
    with time_machine.travel(datetime(2026, 1, 20, 9, tzinfo=UTC)) as traveller:
        yield traveller


def begin(client: Client, **changes: Any) -> Resident:
    samples.publish(SAMPLE.definition(**changes))
    return Resident(client).start()


def said(resident: Resident, path: str = f"{STEP}/") -> str:
    page = html.unescape(resident.get(path).content.decode())
    return page.replace("\u00a0", " ")


def test_the_polls_to_come_are_offered_with_their_days(client: Client) -> None:
    Poll.objects.create(key="past", first_round=date(2025, 3, 15))
    page = said(begin(client))
    assert "Les municipales" in page
    assert "Vote : 15 et 22 mars 2026." in page
    assert "Inscription en ligne jusqu’au 4 février 2026." in page
    assert "Inscription au guichet ou par la poste jusqu’au 6 février 2026. Pour tous." in page
    assert "Aucun vote en particulier" in page
    assert "past" not in page


def test_the_answer_is_frozen_with_its_days(client: Client, poll: Poll) -> None:
    resident = begin(client)
    assert resident.post(STEP, {QUESTION: "municipal"}).status_code == 302
    assert StepState.objects.get().cleaned == {QUESTION: MUNICIPAL}
    assert "Les municipales (15 et 22 mars 2026)" in said(resident, "verifier/")
    resident.send()
    poll.delete()
    row = Submission.objects.get().answers[0]["rows"][0]
    assert row["value"] == MUNICIPAL
    assert row["shown"]["en"][0] == "The local elections (15 and 22 March 2026)"
    Draft202012Validator(answer_schema(SAMPLE.definition().steps[0].fields[0], "fr")).validate(
        row["value"]
    )


def test_none_in_particular_is_an_answer_and_no_answer_is_not(client: Client) -> None:
    resident = begin(client)
    assert resident.post(STEP, {}).status_code == 422
    assert resident.post(STEP, {QUESTION: "any"}).status_code == 302
    assert StepState.objects.get().cleaned == {QUESTION: {"key": "any"}}
    assert "Aucun vote en particulier" in said(resident, "verifier/")


@pytest.mark.parametrize(
    ("channel", "closes"),
    [
        (Channel.ONLINE, "2026-02-04"),
        (Channel.COUNTER, "2026-02-06"),
        (Channel.PAPER, "2026-02-06"),
        (Channel.TELEPHONE, "2026-02-06"),
    ],
)
def test_it_closes_when_the_channel_does(poll: Poll, channel: Channel, closes: str) -> None:
    assert polls.answer(poll, channel) == MUNICIPAL | {"closes": closes}


def test_days_changed_meanwhile_are_accepted_anew_before_anything_is_sent(
    client: Client, poll: Poll
) -> None:
    resident = begin(client)
    resident.post(STEP, {QUESTION: "municipal"})
    Poll.objects.update(online_closes_on=date(2026, 1, 30))
    assert resident.send().url == resident.step_url(STEP)
    assert not Submission.objects.exists()
    resident.post(STEP, {QUESTION: "municipal"})
    assert resident.send().url == resident.url("recu/")
    assert Submission.objects.get().answers[0]["rows"][0]["value"]["closes"] == "2026-01-30"


def test_a_poll_that_is_over_meanwhile_is_asked_again(client: Client, winter: Any) -> None:
    resident = begin(client)
    resident.post(STEP, {QUESTION: "municipal"})
    Draft.objects.update(expires_at=datetime(2026, 5, 1, tzinfo=UTC))
    winter.move_to(datetime(2026, 3, 23, 9, tzinfo=UTC))
    assert resident.send().url == resident.step_url(STEP)
    again = resident.post(STEP, {QUESTION: "municipal"})
    assert again.status_code == 422
    assert "ce vote est passé" in html.unescape(again.content.decode())


def publish_with_advice() -> ProcedureVersion:
    """Publish a step with advice for whom comes too late in their way."""
    late = {
        "op": "compare",
        "left": {"op": "answer", "field": QUESTION, "part": "closes", "measure": "date"},
        "comparison": "less",
        "right": {"op": "today"},
    }
    advice = {"id": ident(70), "when": late, "title": text("Trop tard"), "body": text("…")}
    definition = SAMPLE.definition()
    step = definition.steps[0].model_dump(mode="json") | {"exits": [advice]}
    return samples.publish(samples.definition(steps=[step]))


def test_a_form_on_paper_is_in_time_when_it_came_in_time(client: Client, winter: Any) -> None:
    winter.move_to(datetime(2026, 2, 10, 9, tzinfo=UTC))
    agent = UserFactory()
    client.force_login(agent)
    version = publish_with_advice()
    for came, leads_to in ((date(2026, 2, 6), "verifier/"), (date(2026, 2, 7), "a-savoir/")):
        draft, _secret = start_draft(
            version=version, language="fr", channel=Channel.PAPER, agent=agent, received_on=came
        )
        resident = Resident(client)
        resident.draft = draft
        assert resident.post(STEP, {QUESTION: "municipal"}).url.endswith(leads_to)


def test_being_asked_again_makes_no_request_late(client: Client, winter: Any) -> None:
    publish_with_advice()
    resident = Resident(client).start()
    winter.move_to(datetime(2026, 2, 4, 9, tzinfo=UTC))
    resident.post(STEP, {QUESTION: "municipal"})
    resident.send()
    winter.move_to(datetime(2026, 2, 20, 9, tzinfo=UTC))
    assert not look(Submission.objects.get().case).evaluation.exits


def test_rules_read_its_days_and_never_refuse(client: Client, winter: Any) -> None:
    publish_with_advice()
    in_time, too_late = Resident(client).start(), Resident(Client()).start()
    winter.move_to(datetime(2026, 2, 4, 9, tzinfo=UTC))
    assert in_time.post(STEP, {QUESTION: "municipal"}).url == in_time.url("verifier/")
    winter.move_to(datetime(2026, 2, 5, 9, tzinfo=UTC))
    assert "a-savoir" in too_late.post(STEP, {QUESTION: "municipal"}).url
    assert too_late.send().url == too_late.url("recu/")


@pytest.mark.parametrize(
    ("part", "fits"), [("closes", True), ("eve", True), ("key", False), ("opens", False)]
)
def test_conditions_name_the_parts_that_are_days(part: str, fits: bool) -> None:
    condition = {"field": f"poll.{part}", "operator": "before", "values": "today"}
    steps = stream({"poll": {}, "text": {"shown_if": [{"type": "condition", "value": condition}]}})
    assert (not check_steps(steps)) is fits
