"""A draft follows newer versions of its procedure: every answer kept, every change told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts import moves, services
from eservices.procedures.drafts.progress import find_draft, load
from eservices.procedures.models import CutOver, Draft, ProcedureVersion, StepState, Submission
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.families import CHILD, CHILDREN, CLASS, SCHOOL, child
from tests.eservices.procedures.samples import (
    ACT,
    BORN,
    DISTRICT,
    LINK,
    NOTE,
    PROOF,
    Resident,
    ident,
    text,
)

pytestmark = pytest.mark.django_db
EXTRA = ident(77)


@pytest.fixture
def version() -> ProcedureVersion:
    return samples.publish()


@pytest.fixture
def resident(client, version) -> Resident:
    return Resident(client).start()


def republish(version: ProcedureVersion, change: Any, base: Definition | None = None):
    raw = (base or samples.definition()).model_dump(mode="json", by_alias=True)
    change(raw["steps"])
    return samples.publish(Definition.model_validate(raw), version.procedure)


def ask(steps: Any, number: int = 0, **more: Any) -> None:
    field = {"id": EXTRA, "kind": "text", "label": text("Pourquoi ?", "Why?")}
    steps[number]["fields"].append(field | more)


def kept(resident: Resident, step: str) -> StepState:
    return StepState.objects.get(draft=resident.draft, step=step)


def given(resident: Resident) -> dict[str, Any]:
    return load(find_draft(resident.draft.uuid)).given


class TestWords:
    def test_new_words_show_at_once_and_nothing_is_told(self, resident, version):
        def reword(steps):
            steps[0]["fields"][0]["label"]["values"]["fr"] = "Quel document ?"

        resident.fill()
        resident.draft.refresh_from_db()
        seen = resident.draft.lock
        new = republish(version, reword)
        page = resident.get("verifier/").content.decode()
        assert "Quel document ?" in page
        assert "a changé depuis" not in page
        assert resident.send(seen=str(seen)).url == resident.url("recu/")
        assert Submission.objects.get().version == new


class TestNewQuestion:
    def test_person_lands_on_its_step_with_the_list_until_it_is_answered(self, resident, version):
        resident.fill()
        republish(version, ask)
        assert resident.get("verifier/").url == resident.url()
        assert resident.get().url == resident.step_url("acte")
        page = resident.get("acte/").content.decode()
        assert "Ce formulaire a changé depuis" in page
        assert re.search(r"Une réponse est maintenant nécessaire\W+<span>Pourquoi \?</span>", page)
        assert "checked" in page  # the answer of before
        assert "error-summary" not in page
        response = resident.post("acte", {ACT: "birth", EXTRA: "Pour un passeport"})
        assert response.status_code == 302
        assert "a changé depuis" not in resident.get("verifier/").content.decode()
        assert resident.send().url == resident.url("recu/")

    def test_in_english_too(self, resident, version):
        resident.fill("acte")
        republish(version, ask)
        url = f"/en/procedures/acte/d/{resident.draft.uuid}/acte/"
        page = resident.client.get(url).content.decode()
        assert "This form has changed since" in page
        assert "<span>Why?</span>" in page

    def test_read_is_told_no_more_and_the_question_is_still_asked(self, resident, version):
        resident.fill()
        republish(version, ask)
        resident.get("acte/")
        assert resident.client.post(resident.url("changements/")).url == resident.url()
        assert "a changé depuis" not in resident.get("acte/").content.decode()
        assert resident.get("verifier/").url == resident.url()

    def test_optional_one_is_told_and_holds_nobody(self, resident, version):
        resident.fill()
        republish(version, lambda steps: ask(steps, required=False))
        page = resident.get("verifier/").content.decode()
        assert "vous pouvez la laisser vide" in page

    def test_further_on_it_is_simply_asked(self, resident, version):
        resident.fill("acte")
        republish(version, lambda steps: ask(steps, 3))
        assert "a changé" not in resident.get("personne/").content.decode()
        assert Draft.objects.get().changes == {}


class TestAnswers:
    def test_moved_question_takes_what_was_typed_along(self, resident, version):
        def move(steps):
            field = next(f for f in steps[1]["fields"] if f["id"] == BORN)
            steps[1]["fields"].remove(field)
            steps[3]["fields"].append(field)

        resident.fill()
        republish(version, move)
        page = resident.get("lieu/").content.decode()
        assert 'value="mai"' in page
        assert kept(resident, ident(24)).cleaned == {DISTRICT: "2", BORN: "1980-05-02"}
        assert BORN not in kept(resident, ident(22)).cleaned
        assert resident.send().url == resident.url("recu/")

    def test_half_typed_answer_moves_as_typed(self, resident, version):
        resident.fill("acte")
        resident.post("personne", {f"{BORN}-day": "31", f"{BORN}-month": "févr", "later": "1"})

        def move(steps):
            field = next(f for f in steps[1]["fields"] if f["id"] == BORN)
            steps[1]["fields"].remove(field)
            steps[0]["fields"].append(field)

        republish(version, move)
        assert 'value="févr"' in resident.get("acte/").content.decode()
        assert not kept(resident, ident(21)).valid

    def test_removed_one_is_set_aside_and_comes_back(self, resident, version):
        def remove(steps):
            steps[4]["fields"] = [f for f in steps[4]["fields"] if f["id"] != NOTE]

        resident.fill("acte", "personne", "lieu")
        resident.post("coordonnees", samples.TYPED["coordonnees"] | {NOTE: "3e étage"})
        republish(version, remove)
        page = resident.get("verifier/").content.decode()
        assert "n’est plus demandé" in page
        assert "3e étage" not in page
        assert Draft.objects.get().aside[NOTE]["raw"] == {NOTE: ["3e étage"]}
        republish(version, lambda steps: None)
        assert "3e étage" in resident.get("verifier/").content.decode()
        assert Draft.objects.get().aside == {}
        resident.send()
        assert "3e étage" in str(Submission.objects.get().answers)

    def test_what_is_aside_is_never_sent_nor_kept_after(self, resident, version):
        def remove(steps):
            steps[1]["fields"] = [f for f in steps[1]["fields"] if f["id"] != LINK]

        resident.fill()
        republish(version, remove)
        resident.get("verifier/")
        assert LINK in Draft.objects.get().aside
        resident.send()
        assert LINK not in str(Submission.objects.get().answers)
        assert Draft.objects.get().aside == {}

    def test_option_taken_away_is_asked_again(self, resident, version):
        def close(steps):
            options = steps[1]["fields"][2]["options"]
            steps[1]["fields"][2]["options"] = [o for o in options if o["value"] != "self"]

        resident.fill()
        republish(version, close)
        assert resident.get().url == resident.step_url("personne")
        page = resident.get("personne/").content.decode()
        assert "n’est plus proposée" in page
        assert 'value="Camille"' in page

    def test_stricter_rule_is_seen(self, resident, version):
        def shorten(steps):
            steps[4]["fields"][2]["maximum"] = 5

        resident.fill("acte", "personne", "lieu")
        resident.post("coordonnees", samples.TYPED["coordonnees"] | {NOTE: "au 3e étage"})
        republish(version, shorten)
        assert resident.get().url == resident.step_url("coordonnees")
        page = resident.get("coordonnees/").content.decode()
        assert "La règle a changé" in page
        assert "au 3e étage" in page

    def test_files_stay(self, resident, version):
        resident.fill("acte")
        resident.post("personne", samples.TYPED["personne"] | {LINK: "parent"})
        resident.post("preuve", {PROOF: samples.picture()})
        republish(version, ask)
        resident.get("acte/")
        assert len(given(resident)[PROOF]) == 1


class TestWhen:
    def test_typed_on_a_page_of_before_is_kept_first(self, resident, version):
        """Publishing while somebody types: the POST is of the questions they saw."""

        def move(steps):
            field = steps[0]["fields"].pop()
            steps[1]["fields"].insert(0, field)
            ask(steps)

        resident.get("acte/")
        republish(version, move)
        assert resident.post("acte", {ACT: "death"}).status_code == 302
        assert given(resident)[ACT] == "death"
        resident.get("personne/")
        assert given(resident)[ACT] == "death"
        assert kept(resident, ident(22)).raw[ACT] == ["death"]

    def test_page_of_before_in_another_tab_writes_nothing_and_shows_both(self, resident, version):
        resident.fill("acte")
        page = resident.get("acte/").content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', page)[1]

        def move(steps):
            field = steps[0]["fields"].pop()
            steps[1]["fields"].insert(0, field)
            ask(steps)

        republish(version, move)
        resident.get("acte/")  # the draft moves
        response = resident.post("acte", {ACT: "death", "seen": seen})
        assert response.status_code == 409
        assert "Décès" in response.content.decode() or "death" in response.content.decode()
        assert given(resident)[ACT] == "birth"

    def test_draft_moved_by_another_request_refuses_the_save(self, resident, version):
        draft = find_draft(resident.draft.uuid)
        republish(version, ask)
        moves.follow(find_draft(resident.draft.uuid))
        with pytest.raises(services.StepChanged):
            services.keep_step(
                draft=draft, step=ident(21), raw={}, cleaned={}, valid=True, language="fr"
            )

    def test_sending_what_was_shown_before_the_change_is_refused(self, resident, version):
        resident.fill()
        resident.draft.refresh_from_db()
        seen = resident.draft.lock
        republish(version, lambda steps: ask(steps, required=False))
        assert resident.send(seen=str(seen)).status_code == 409
        assert not Submission.objects.exists()
        assert resident.send().url == resident.url("recu/")

    def test_pinned_draft_stays(self, resident, version):
        resident.fill()
        new = republish(version, ask)
        CutOver.objects.create(
            version=new,
            procedure=version.procedure,
            begun_before=timezone.localdate() + timedelta(days=1),
            until=timezone.now() + timedelta(days=1),
        )
        assert resident.get("verifier/").status_code == 200
        assert resident.send().url == resident.url("recu/")
        assert Submission.objects.get().version == version

    def test_sent_draft_never_moves(self, resident, version):
        resident.fill().send()
        republish(version, ask)
        resident.get("recu/")
        assert Draft.objects.get().version == version


class TestItems:
    @pytest.fixture
    def version(self) -> ProcedureVersion:
        return families.publish()

    @pytest.fixture
    def parent(self, client, version) -> Resident:
        resident = Resident(client).start()
        for number, name in ((1, "Camille"), (2, "Sacha")):
            data = {f"{resident.draft.uuid.hex}-current_step": "enfants"} | child(name)
            assert resident.client.post(resident.url(f"enfants/{number}/"), data).url
        resident.client.post(resident.url("enfants/"))
        return resident

    def republish(self, version, change):
        return republish(version, change, families.definition())

    def test_words_pass_unseen(self, parent, version):
        self.republish(version, lambda steps: steps[0]["title"]["values"].update(fr="Enfants"))
        page = parent.get("enfants/").content.decode()
        assert "<h1>Enfants</h1>" in page
        assert "Sacha" in page

    def test_each_item_is_asked_the_new_question(self, parent, version):
        self.republish(version, ask)
        assert parent.get().url == parent.step_url("enfants")
        page = parent.get("enfants/").content.decode()
        assert page.count("À compléter") == 2
        assert "Une réponse est maintenant nécessaire" in page

    def test_question_removed_from_each_comes_back_to_each(self, parent, version):
        def remove(steps):
            steps[0]["fields"].pop(0)

        self.republish(version, remove)
        parent.get("enfants/")
        assert given(parent)[CHILDREN] == [{SCHOOL: "no"}, {SCHOOL: "no"}]
        assert set(Draft.objects.get().aside) == {f"{CHILD}/1", f"{CHILD}/2"}
        self.republish(version, lambda steps: None)
        parent.get("enfants/")
        assert [row[CHILD]["given"] for row in given(parent)[CHILDREN]] == ["Camille", "Sacha"]

    def test_asked_once_instead_of_for_each_is_another_question(self, parent, version):
        def once(steps):
            steps[0]["repeat"] = None

        self.republish(version, once)
        assert parent.get().url == parent.step_url("enfants")
        assert CHILD not in given(parent)
        assert len(Draft.objects.get().aside) == 4
        assert CLASS not in Draft.objects.get().aside


def test_two_requests_at_once_move_it_once(resident, version):
    resident.fill()
    republish(version, ask)
    first, second = find_draft(resident.draft.uuid), find_draft(resident.draft.uuid)
    moves.follow(first)
    moves.follow(second)
    assert second.version_id == first.version_id
    assert len(Draft.objects.get().changes["lines"]) == 1


def test_other_devices_see_the_move(resident, version):
    resident.fill("acte")
    republish(version, ask)
    other = Client()
    other.cookies = resident.client.cookies
    assert "a changé depuis" in other.get(resident.step_url("acte")).content.decode()
