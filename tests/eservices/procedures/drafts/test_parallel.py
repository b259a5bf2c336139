"""Real parallel requests, each on a connection of its own: saves, moves and sending."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.progress import find_draft, load
from eservices.procedures.models import Draft, StepState, Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import NOTE, TYPED, Resident, ident, text

pytestmark = pytest.mark.django_db(transaction=True)
EXTRA = ident(77)


@pytest.fixture
def resident(client) -> Resident:
    samples.publish()
    return Resident(client).start()


def device(resident: Resident) -> Resident:
    """The same draft on another device."""
    browser = Client()
    browser.cookies = copy.deepcopy(resident.client.cookies)
    other = Resident(browser)
    other.draft = resident.draft
    return other


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait(30)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result() for one in [pool.submit(run, act) for act in acts]]


def seen(resident: Resident, step: str) -> str:
    page = resident.get(f"{step}/").content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def republish(resident: Resident) -> None:
    """The note moves to the first step, which asks one more question."""
    raw = samples.definition().model_dump(mode="json", by_alias=True)
    note = raw["steps"][4]["fields"].pop()
    more = {"id": EXTRA, "kind": "text", "label": text("Pourquoi ?"), "required": False}
    raw["steps"][0]["fields"] += [note, more]
    samples.publish(Definition.model_validate(raw), resident.draft.version.procedure)


@pytest.mark.parametrize("saved_before", [False, True])
def test_one_of_two_devices_is_shown_both_answers(resident, saved_before):
    resident.fill("acte", "personne")
    if saved_before:
        resident.post("lieu", {samples.DISTRICT: ""})
    old = seen(resident, "lieu")
    results = at_once(
        lambda: device(resident).post("lieu", {samples.DISTRICT: "2", "seen": old}),
        lambda: device(resident).post("lieu", {samples.DISTRICT: "11", "seen": old}),
    )
    statuses = [result.status_code for result in results]
    assert sorted(statuses) == [302, 409]
    winner = ("2", "11")[statuses.index(302)]
    assert load(find_draft(resident.draft.uuid)).given[samples.DISTRICT] == winner


def test_devices_that_open_a_changed_procedure_move_the_draft_once(resident):
    resident.fill("acte", "personne", "lieu")
    resident.post("coordonnees", TYPED["coordonnees"] | {NOTE: "3e étage"})
    republish(resident)
    pages = at_once(*(lambda: device(resident).get("acte/") for _device in range(4)))
    assert {page.status_code for page in pages} == {200}
    assert load(find_draft(resident.draft.uuid)).given[NOTE] == "3e étage"
    draft = Draft.objects.get()
    assert draft.version == draft.version.procedure.current_version
    assert len(draft.changes["lines"]) == 1
    assert StepState.objects.filter(draft=draft).count() == 4


def test_saved_while_the_draft_moves_is_kept_or_told(resident):
    resident.fill("acte", "personne", "lieu", "coordonnees")
    typed = TYPED["coordonnees"] | {NOTE: "3e étage", "seen": seen(resident, "coordonnees")}
    republish(resident)
    saved, _page = at_once(
        lambda: device(resident).post("coordonnees", typed),
        lambda: device(resident).get("acte/"),
    )
    resident.get("acte/")
    kept = load(find_draft(resident.draft.uuid)).given.get(NOTE)
    if saved.status_code == 409:
        assert kept is None
        assert "3e étage" in saved.content.decode()
    else:
        assert (saved.status_code, kept) == (302, "3e étage")


def test_sent_while_the_procedure_changes_is_sent_once_or_not_at_all(resident):
    resident.fill()
    republish(resident)
    at_once(
        lambda: device(resident).send(),
        lambda: device(resident).send(),
        lambda: device(resident).get("verifier/"),
    )
    resident.send()
    assert Submission.objects.count() == 1
    sent = Submission.objects.get()
    asked = set(sent.version.compiled.fields())
    assert {row["field"] for part in sent.answers for row in part["rows"]} <= asked
