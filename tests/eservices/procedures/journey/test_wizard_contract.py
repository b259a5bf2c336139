"""One test for each way in which django-formtools is known to lose, leak or repeat.

Each names the pitfall that our thin view over it must not have.
"""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from formtools.wizard.views import NamedUrlWizardView, WizardView

from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey.storage import StepStorage
from eservices.procedures.journey.wizard import StepView
from eservices.procedures.models import DraftAttachment, StepState, Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import (
    ACT,
    BORN,
    DISTRICT,
    LINK,
    NAME,
    NOTE,
    PROOF,
    TYPED,
    Resident,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return samples.publish()


@pytest.fixture
def resident(client, version) -> Resident:
    return Resident(client).start()


def png(name: str = "livret.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.picture().read(), "image/png")


def at_proof(resident: Resident) -> Resident:
    """Bring a resident to the step that asks for files."""
    resident.fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})
    return resident


def kept(resident: Resident, step_number: int) -> StepState:
    return StepState.objects.get(draft=resident.draft, step=samples.ident(step_number))


def test_two_drafts_in_one_browser_share_nothing(client, version):
    first, second = Resident(client).start(), Resident(client).start()
    first.post("acte", {ACT: "birth"})
    second.post("acte", {ACT: "death"})
    second.get("acte/")  # a GET in the second tab once emptied the first
    assert kept(first, 21).cleaned == {ACT: "birth"}
    assert kept(second, 21).cleaned == {ACT: "death"}
    assert first.post("personne").status_code == 302
    assert not StepState.objects.filter(draft=second.draft, step=samples.ident(22)).exists()


def test_form_list_is_assigned_and_never_overridden(resident):
    assert StepView.get_form_list is WizardView.get_form_list
    assert resident.post("acte").status_code == 302


def test_hidden_step_asked_by_address_redirects(resident):
    resident.fill("acte", "personne")
    response = resident.get("preuve/")
    assert (response.status_code, response.url) == (302, resident.step_url("lieu"))
    assert resident.post("preuve", {}).status_code == 302
    assert resident.get("nulle-part/").status_code == 302


def test_conditions_never_read_other_steps_through_formtools(resident, monkeypatch):
    def refuse(*_args):
        raise AssertionError("conditions come from the evaluator on stored answers")

    monkeypatch.setattr(NamedUrlWizardView, "get_cleaned_data_for_step", refuse)
    resident.fill()
    assert resident.send().status_code == 302


@pytest.mark.parametrize("button", [{"wizard_goto_step": "acte"}, {"later": "1"}])
def test_what_was_typed_is_kept_when_leaving_a_step(resident, button):
    resident.fill("acte")
    half = {f"{NAME}-given": "Camille", f"{BORN}-day": "31", f"{BORN}-month": "février"}
    response = resident.post("personne", half | button)
    assert response.status_code == 302
    page = resident.get("personne/").content.decode()
    assert 'value="Camille"' in page
    assert 'value="février"' in page
    assert "error-summary" not in page
    assert not kept(resident, 22).valid


def test_what_was_typed_is_kept_when_it_is_wrong(resident):
    resident.fill("acte")
    response = resident.post("personne", {f"{NAME}-given": "Camille", f"{BORN}-day": "99"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="Camille"' in page
    assert 'value="99"' in page
    assert page.index("error-summary") < page.index("<h1")
    assert kept(resident, 22).raw[f"{BORN}-day"] == ["99"]


def test_every_file_is_kept(resident):
    at_proof(resident)
    response = resident.post("preuve", {PROOF: [png("un.png"), png("deux.png")]})
    assert response.status_code == 302
    names = DraftAttachment.objects.values_list("attachment__name", flat=True)
    assert sorted(names) == ["deux.png", "un.png"]


def test_file_is_not_asked_again_and_can_be_replaced(resident):
    at_proof(resident).post("preuve", {PROOF: png("un.png")})
    assert resident.post("preuve", {}).status_code == 302
    link = DraftAttachment.objects.get()
    resident.client.post(resident.url(f"preuve/fichiers/{link.attachment.uuid}/"))
    assert not DraftAttachment.objects.exists()
    assert resident.post("preuve", {PROOF: png("deux.png")}).status_code == 302
    assert DraftAttachment.objects.get().attachment.name == "deux.png"


def test_required_file_cannot_be_left_out(resident):
    response = at_proof(resident).post("preuve", {})
    assert response.status_code == 422
    assert resident.get("lieu/").url == resident.step_url("preuve")


def test_nothing_is_sent_but_by_post_of_the_check_page(resident):
    resident.fill()
    for _again in range(2):
        assert resident.get("verifier/").status_code == 200
        assert resident.get("done/").status_code == 302
    resident.post("coordonnees")
    assert not Submission.objects.exists()
    resident.send()
    assert Submission.objects.count() == 1


def test_step_cannot_be_opened_ahead(resident):
    response = resident.get("lieu/")
    assert (response.status_code, response.url) == (302, resident.step_url("acte"))
    assert resident.post("lieu", {DISTRICT: "2"}).url == resident.step_url("acte")
    assert resident.get("verifier/").status_code == 302
    assert not StepState.objects.exists()


def test_address_says_the_step_whatever_the_page_posted(resident):
    resident.fill("acte", "personne")
    key = f"{resident.draft.uuid.hex}-current_step"
    url = resident.step_url("acte")
    response = resident.client.post(url, {key: "lieu", ACT: "death"})
    assert response.url == resident.step_url("personne")
    assert kept(resident, 21).cleaned == {ACT: "death"}


def test_only_the_questions_of_the_step_are_stored(version):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/fr/demarches/acte/commencer/")
    token = page.cookies["csrftoken"].value
    browser.handler.enforce_csrf_checks = False
    resident = Resident(browser).start()
    browser.handler.enforce_csrf_checks = True
    extra = {"csrfmiddlewaretoken": token, "role": "admin", DISTRICT: "2"}
    assert resident.post("acte", {ACT: "birth"} | extra).status_code == 302
    state = kept(resident, 21)
    assert state.raw == {ACT: ["birth"]}
    assert state.cleaned == {ACT: "birth"}


def test_no_answer_lives_in_a_session_or_a_cookie(resident):
    resident.fill()
    assert not Session.objects.exists()
    cookies = json.dumps({name: item.value for name, item in resident.client.cookies.items()})
    assert "Camille" not in cookies
    held = next(item for name, item in resident.client.cookies.items() if "draft_fr" in name)
    assert held["httponly"]
    assert held["path"] == "/fr/demarches/"


def test_forms_follow_the_version_of_the_draft(client, version):
    one = Resident(client).start()
    changed = samples.definition()
    raw = changed.model_dump(mode="json", by_alias=True)
    raw["steps"][0]["fields"][0]["label"]["values"]["fr"] = "Quel document ?"
    other = samples.new_procedure("autre")
    samples.publish(type(changed).model_validate(raw), other)
    two = Resident(client, "autre").start()
    assert "Quel document ?" not in one.get("acte/").content.decode()
    assert "Quel document ?" in two.get("acte/").content.decode()


def test_only_the_asked_form_is_built(resident, monkeypatch):
    built = []
    original = StepForm.__init__

    def count(self, *args, **kwargs):
        built.append(kwargs["step"].key)
        original(self, *args, **kwargs)

    resident.fill()
    monkeypatch.setattr(StepForm, "__init__", count)
    resident.post("coordonnees")
    assert set(built) == {"coordonnees"}
    assert len(built) == 1


def test_reset_in_an_address_resets_nothing(resident):
    resident.fill("acte")
    resident.client.get(resident.url() + "?reset=1")
    resident.client.get(resident.step_url("acte") + "?reset=1")
    assert kept(resident, 21).cleaned == {ACT: "birth"}


def test_storage_deletes_nothing_when_formtools_says_it_is_done(resident, rf):
    at_proof(resident).post("preuve", {PROOF: png()})
    request = rf.get("/")
    storage = StepStorage("x", request)
    storage.reset()
    storage.update_response(None)
    assert StepState.objects.filter(draft=resident.draft).count() == 3
    assert DraftAttachment.objects.exists()


def test_answer_of_a_hidden_branch_is_kept_but_never_shown_or_sent(resident):
    resident.fill()
    resident.post("acte", {ACT: "death"})
    state = kept(resident, 22)
    assert state.cleaned[BORN] == "1980-05-02"
    page = resident.get("verifier/").content.decode()
    assert "1980" not in page
    resident.post("personne", {f"{NAME}-given": "C", f"{NAME}-family": "D"})
    assert kept(resident, 22).cleaned[BORN] == "1980-05-02"
    resident.send()
    assert "1980" not in json.dumps(Submission.objects.get().answers)


def test_nul_and_broken_text_never_break_the_store(resident):
    resident.fill("acte", "personne", "lieu")
    response = resident.post("coordonnees", TYPED["coordonnees"] | {NOTE: "a\x00b"})
    assert response.status_code == 422
    assert kept(resident, 25).raw[NOTE] == ["ab"]
