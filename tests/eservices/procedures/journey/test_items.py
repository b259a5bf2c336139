"""Steps filled in for several things: a page each, their list, and what is sent of them."""

from __future__ import annotations

import pytest
from django.test import Client

from eservices.cases.kinds import kinds
from eservices.cases.models import Attachment
from eservices.procedures.definition.evaluator import evaluate
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts import services
from eservices.procedures.drafts.progress import find_draft, load
from eservices.procedures.models import DraftAttachment, StepState, Submission
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.families import CHILD, CHILDREN, CLASS, RECORD, SCHOOL, child
from tests.eservices.procedures.samples import Resident, ident

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(client) -> Resident:
    families.publish()
    return Resident(client).start()


def add(resident: Resident, number: int, typed: dict[str, str], **more):
    return resident.client.post(
        resident.url(f"enfants/{number}/") + more.pop("query", ""),
        {f"{resident.draft.uuid.hex}-current_step": "enfants"} | typed | more,
    )


def rows(resident: Resident) -> list[dict[str, object]]:
    return list(load(find_draft(resident.draft.uuid)).given.get(CHILDREN, []))


class TestRules:
    @pytest.fixture
    def definition(self) -> Definition:
        return families.definition()

    def test_rules_of_a_row_see_that_row_alone(self, definition):
        given = {CHILDREN: [{SCHOOL: "yes", CLASS: "CP"}, {SCHOOL: "no", CLASS: "CM1"}]}
        evaluation = evaluate(definition, given)
        assert evaluation.answers[CHILDREN] == [{SCHOOL: "yes", CLASS: "CP"}, {SCHOOL: "no"}]
        assert [CLASS in row.required for row in evaluation.rows[CHILDREN]] == [True, False]

    def test_number_of_rows_can_be_asked(self, definition):
        one, two = ([{SCHOOL: "no"}] * count for count in (1, 2))
        assert [step.key for step in evaluate(definition, {CHILDREN: one}).steps] == ["enfants"]
        assert len(evaluate(definition, {CHILDREN: two}).steps) == 2

    def test_answer_inside_a_row_is_nothing_outside_it(self, definition):
        assert evaluate(definition, {CHILD: "stray"}).answers == {}


class TestPages:
    def test_first_item_is_asked_at_once(self, resident):
        assert resident.get("enfants/").url == resident.url("enfants/1/")
        page = resident.get("enfants/1/").content.decode()
        assert "Vos enfants – n°\u00a01" in page

    def test_list_names_what_was_added(self, resident):
        assert add(resident, 1, child("Camille")).url == resident.url("enfants/")
        page = resident.get("enfants/").content.decode()
        assert "Vous avez ajouté un enfant." in page
        add(resident, 2, child("Sacha"))
        page = resident.get("enfants/").content.decode()
        assert "Vous avez ajouté 2 enfants." in page
        assert 'Modifier<span class="visually-hidden"> Sacha Démo</span>' in page
        assert resident.url("enfants/3/") in page

    def test_error_stays_on_the_item_with_what_was_typed(self, resident):
        response = add(resident, 1, child("Camille") | {SCHOOL: ""})
        assert response.status_code == 422
        assert 'value="Camille"' in response.content.decode()
        assert "À compléter" in resident.get("enfants/").content.decode()
        response = resident.client.post(resident.url("enfants/"))
        assert response.status_code == 422
        assert "«\u00a0Camille Démo\u00a0» n’est pas complet" in response.content.decode()

    def test_answer_that_calls_for_one_more_shows_the_item_again(self, resident):
        assert add(resident, 1, child("Camille", "yes")).url == resident.url("enfants/1/")
        page = resident.get("enfants/1/").content.decode()
        assert "en appellent une autre" in page
        assert "Classe" in page
        response = add(resident, 1, child("Camille", "yes", **{CLASS: "CP"}))
        assert response.url == resident.url("enfants/")

    def test_leaving_an_empty_item_adds_none(self, resident):
        add(resident, 1, child("Camille"))
        add(resident, 2, {}, wizard_goto_step="enfants")
        add(resident, 2, {})
        assert len(rows(resident)) == 1
        add(resident, 2, {f"{CHILD}-given": "Sacha"}, later="1")
        assert StepState.objects.filter(step=f"{CHILDREN}/2").exists()

    def test_items_are_opened_one_after_the_other_up_to_the_most(self, resident):
        assert resident.get("enfants/2/").url == resident.url("enfants/")
        for number, name in enumerate(("Camille", "Sacha", "Alix"), start=1):
            add(resident, number, child(name))
        assert resident.get("enfants/4/").url == resident.url("enfants/")
        page = resident.get("enfants/").content.decode()
        assert "3 enfants" in page
        assert resident.url("enfants/4/") not in page

    def test_going_on_leads_where_the_number_leads(self, resident):
        add(resident, 1, child("Camille"))
        assert resident.client.post(resident.url("enfants/")).url == resident.url("verifier/")
        add(resident, 2, child("Sacha"))
        assert resident.client.post(resident.url("enfants/")).url == resident.url("logement/")

    def test_step_that_may_stay_empty(self, client):
        families.publish(minimum=0)
        resident = Resident(client).start()
        assert "Vous n’avez encore rien ajouté." in resident.get("enfants/").content.decode()
        assert resident.client.post(resident.url("enfants/")).url == resident.url("verifier/")
        assert "Vous n’avez rien ajouté." in resident.get("verifier/").content.decode()

    def test_too_few_are_said(self, client):
        families.publish(minimum=2)
        resident = Resident(client).start()
        add(resident, 1, child("Camille"))
        response = resident.client.post(resident.url("enfants/"))
        assert response.status_code == 422
        assert "Ajoutez au moins 2 enfants" in response.content.decode()


class TestRemoving:
    def test_asked_once_then_removed_with_its_files(self, resident):
        add(resident, 1, child("Camille"), **{RECORD: samples.picture()})
        add(resident, 2, child("Sacha"))
        url = resident.url("enfants/1/retirer/")
        assert "Camille Démo" in resident.client.get(url).content.decode()
        assert len(rows(resident)) == 2
        assert resident.client.post(url).url == resident.url("enfants/")
        assert resident.client.post(url).url == resident.url("enfants/")
        assert [row[CHILD]["given"] for row in rows(resident)] == ["Sacha"]
        assert not DraftAttachment.objects.exists()

    def test_number_is_never_given_again(self, resident):
        add(resident, 1, child("Camille"))
        add(resident, 2, child("Sacha"))
        resident.client.post(resident.url("enfants/2/retirer/"))
        assert resident.url("enfants/3/") in resident.get("enfants/").content.decode()
        stale = add(resident, 2, child("Sacha"))
        assert stale.url == resident.url("enfants/")
        assert len(rows(resident)) == 1

    def test_other_draft_is_untouched(self, resident):
        other = Resident(Client()).start()
        add(other, 1, child("Alix"))
        resident.client.post(other.url("enfants/1/retirer/"))
        assert len(rows(other)) == 1


class TestFiles:
    def test_each_item_has_its_own(self, resident):
        add(resident, 1, child("Camille"), **{RECORD: samples.picture("un.png")})
        add(resident, 2, child("Sacha"), **{RECORD: samples.picture("deux.png")})
        names = {link.field: link.attachment.name for link in DraftAttachment.objects.all()}
        assert names == {f"{RECORD}/1": "un.png", f"{RECORD}/2": "deux.png"}
        page = resident.get("enfants/2/").content.decode()
        assert "deux.png" in page
        assert "un.png" not in page

    def test_endpoint_and_removal_are_those_of_the_item(self, resident):
        url = resident.url("enfants/1/fichiers/")
        typed = child("Camille") | {RECORD: samples.picture()}
        assert resident.client.post(url, typed).url == resident.url("enfants/1/")
        file = Attachment.objects.get()
        response = resident.client.post(f"{url}{file.uuid}/")
        assert response.url == resident.url("enfants/1/")
        assert not DraftAttachment.objects.exists()


class TestSending:
    @pytest.fixture
    def sent(self, resident) -> Submission:
        add(resident, 1, child("Camille", "yes"))
        add(resident, 1, child("Camille", "yes", **{CLASS: "CP"}))
        add(resident, 2, child("Sacha"), **{RECORD: samples.picture()})
        resident.client.post(resident.url("enfants/"))
        resident.post("logement", {ident(66): "3"})
        page = resident.get("verifier/").content.decode()
        assert f"{resident.url('enfants/2/')}?modifier=1" in page
        assert resident.send().url == resident.url("recu/")
        return Submission.objects.get()

    def test_frozen_case_and_receipt_hold_each_item(self, sent, resident):
        sections = kinds["procedure"].answers(sent.case, "fr")
        assert [section.title for section in sections] == [
            "Vos enfants – n°\u00a01",
            "Vos enfants – n°\u00a02",
            "Votre logement",
        ]
        assert [row.value for row in sections[0].rows] == ["Camille Démo", "Oui", "CP"]
        english = kinds["procedure"].answers(sent.case, "en")[1]
        assert english.title == "Your children – No. 2"
        assert len(kinds["procedure"].documents(sent.case)) == 1
        assert "Vos enfants – n°\u00a02" in resident.get("recu/").content.decode()
        assert resident.get("recu.pdf").status_code == 200

    def test_change_of_an_item_returns_to_the_check_page(self, resident):
        add(resident, 1, child("Camille"))
        resident.client.post(resident.url("enfants/"))
        response = add(resident, 1, child("Alix"), query="?modifier=1")
        assert response.url == resident.url("verifier/")
        response = add(resident, 2, child("Sacha"), query="?modifier=1")
        assert response.url == resident.url("enfants/") + "?modifier=1"

    def test_each_item_is_checked_again(self, resident):
        add(resident, 1, child("Camille"))
        resident.client.post(resident.url("enfants/"))
        StepState.objects.filter(step=f"{CHILDREN}/1").update(raw={})
        assert resident.send().url == resident.url("enfants/")
        assert not Submission.objects.exists()


def test_removing_from_a_draft_being_sent_is_refused(resident):
    add(resident, 1, child("Camille"))
    resident.client.post(resident.url("enfants/"))
    resident.send()
    draft = find_draft(resident.draft.uuid)
    step = load(draft).definition.steps[0]
    with pytest.raises(services.DraftSent):
        services.remove_item(draft=draft, step=step, item=1, last=1)
    assert len(rows(resident)) == 1
