"""Two tabs or two devices on one step: no save is written over another unseen."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from eservices.procedures.drafts import services
from eservices.procedures.drafts.progress import find_draft
from eservices.procedures.models import DraftAttachment, StepState
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, LINK, PROOF, TYPED, Resident, ident

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(client) -> Resident:
    samples.publish()
    return Resident(client).start()


def seen(resident: Resident, step: str) -> str:
    page = resident.get(f"{step}/").content.decode()
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def kept(number: int = 21) -> StepState:
    return StepState.objects.get(step=ident(number))


def test_older_page_writes_nothing_and_shows_both_answers(resident):
    old = seen(resident, "acte")
    resident.post("acte", {ACT: "death", "seen": old})
    response = resident.post("acte", {ACT: "birth", "seen": old})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Cette étape a été enregistrée ailleurs" in page
    assert re.search(r"Ici\W+<span>Naissance</span>", page)
    assert re.search(r"Enregistré\W+<span>Décès</span>", page)
    assert 'value="birth"' in page
    assert kept().cleaned == {ACT: "death"}


def test_choosing_what_is_written_here_saves_it(resident):
    old = seen(resident, "acte")
    resident.post("acte", {ACT: "death", "seen": old})
    page = resident.post("acte", {ACT: "birth", "seen": old}).content.decode()
    fresh = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert resident.post("acte", {ACT: "birth", "seen": fresh}).status_code == 302
    assert kept().cleaned == {ACT: "birth"}


def test_double_click_is_no_conflict(resident):
    old = seen(resident, "acte")
    answers = [resident.post("acte", {ACT: "birth", "seen": old}) for _click in range(2)]
    assert [answer.url for answer in answers] == [resident.step_url("personne")] * 2


@pytest.mark.parametrize("button", [{"later": "1"}, {"wizard_goto_step": "acte"}])
def test_leaving_an_older_page_writes_nothing_either(resident, button):
    resident.fill("acte")
    old = seen(resident, "personne")
    resident.post("personne")
    half = {f"{samples.NAME}-given": "Alix", "seen": old} | button
    assert resident.post("personne", half).status_code == 409
    assert kept(22).cleaned[samples.NAME]["given"] == "Camille"


def test_file_sent_from_an_older_page_is_added_once(resident):
    resident.fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})
    old = seen(resident, "preuve")
    resident.post("preuve", {PROOF: samples.picture("un.png"), "seen": old})
    resident.post("preuve", {PROOF: samples.picture("deux.png"), "seen": old})
    assert DraftAttachment.objects.count() == 2


def test_first_saves_of_two_devices_at_once(resident):
    draft = find_draft(resident.draft.uuid)
    values = {"draft": draft, "step": ident(21), "cleaned": {}, "valid": True, "language": "fr"}
    services.keep_step(raw={ACT: ["birth"]}, seen=0, **values)
    with pytest.raises(services.StepChanged):
        services.keep_step(raw={ACT: ["death"]}, seen=0, **values)
    assert kept().raw == {ACT: ["birth"]}


def test_other_device_goes_on_where_the_first_stands(resident):
    resident.fill("acte", "personne")
    other = Client()
    other.cookies = resident.client.cookies
    assert other.get(resident.url()).url == resident.step_url("lieu")


@pytest.mark.parametrize("button", [{"later": "1"}, {"wizard_goto_step": "acte"}])
def test_only_continue_accepts_a_step(resident, button):
    resident.fill("acte")
    resident.post("personne", TYPED["personne"] | button)
    assert resident.get().url == resident.step_url("personne")
    resident.fill("personne")
    resident.post("personne", TYPED["personne"] | button)
    assert resident.get().url == resident.step_url("lieu")
