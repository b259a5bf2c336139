"""Come back to a draft: by a spoken code and a second fact, after its end, in two languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from content.core.models import Delivery
from eservices.cases import codes
from eservices.procedures.drafts import expiry, resuming, services
from eservices.procedures.drafts.progress import find_draft, load
from eservices.procedures.models import Draft, StepState
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import NAME, Resident

pytestmark = pytest.mark.django_db
START = "/fr/demarches/acte/commencer/"
BY_CODE = "/fr/suivi/reprendre/"


@pytest.fixture
def resident(client) -> Resident:
    samples.publish()
    return Resident(client).start()


def ask(resident: Resident, phrase: str = ""):
    return resident.client.post(resident.url("plus-tard/"), {"code": "1", "phrase": phrase})


def code_of(resident: Resident) -> str:
    resident.draft.refresh_from_db()
    return codes.grouped(resident.draft.code)


def enter(code: str, fact: str, client: Client | None = None):
    return (client or Client()).post(BY_CODE, {"code": code, "fact": fact})


class TestCode:
    def test_opens_on_another_device_with_an_answer(self, resident):
        resident.fill("acte", "personne")
        page = ask(resident).content.decode()
        assert "Au téléphone, dites" in page
        for fact in ("2 mai 1980", "02/05/1980", "demo"):
            other = Client()
            response = enter(code_of(resident).lower(), fact, other)
            assert response.url == resident.url(), fact
            assert other.get(response.url).url == resident.step_url("lieu")

    def test_opens_with_the_phrase_chosen(self, resident):
        assert ask(resident, "Le chat bleu dort").status_code == 200
        assert enter(code_of(resident), "le chat bleu dort !").status_code == 302
        assert "chat" not in str(Draft.objects.values().get())

    def test_needs_a_second_fact(self, resident):
        response = ask(resident)
        assert response.status_code == 422
        assert "Une phrase courte que vous retiendrez" in response.content.decode()
        assert ask(resident, "abc").status_code == 422
        resident.draft.refresh_from_db()
        assert resident.draft.code == ""
        with pytest.raises(resuming.FactMissing):
            resuming.give_code(progress=load(find_draft(resident.draft.uuid)))

    def test_stays_the_same_however_often_it_is_asked(self, resident):
        resident.fill("acte", "personne")
        ask(resident)
        first = code_of(resident)
        ask(resident)
        assert code_of(resident) == first

    def test_wrong_fact_and_unknown_code_get_one_answer(self, resident):
        resident.fill("acte", "personne")
        ask(resident)
        wrong = enter(code_of(resident), "1 juin 1999")
        unknown = enter(codes.new_code(), "2 mai 1980")
        assert wrong.status_code == unknown.status_code == 422
        said = "Nous ne trouvons aucune demande en cours"
        assert said in wrong.content.decode()
        assert said in unknown.content.decode()

    def test_tries_are_limited(self, resident):
        resident.fill("acte", "personne")
        ask(resident)
        for _try in range(5):
            enter(code_of(resident), "1 juin 1999")
        response = enter(code_of(resident), "2 mai 1980")
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert "Set-Cookie" not in str(response.headers)

    def test_sent_request_is_not_opened_by_it(self, resident):
        resident.fill()
        ask(resident)
        code = code_of(resident)
        resident.send()
        assert enter(code, "2 mai 1980").status_code == 422

    def test_answer_on_a_hidden_branch_proves_nothing(self, resident):
        resident.fill("acte", "personne")
        ask(resident)
        resident.post("acte", {samples.ACT: "death"})
        resident.post("personne", {f"{NAME}-given": "C", f"{NAME}-family": "Autre"})
        assert enter(code_of(resident), "2 mai 1980").status_code == 422
        assert enter(code_of(resident), "autre").status_code == 302

    @pytest.mark.parametrize(("code", "fact"), [("", ""), ("7KM4", ""), ("", "x")])
    def test_what_is_missing_is_said(self, resident, code, fact):
        response = enter(code, fact)
        assert response.status_code == 422
        assert "error-summary" in response.content.decode()

    def test_refused_page_leads_there(self, resident):
        assert BY_CODE in Client().get(resident.step_url("acte")).content.decode()


class TestGrace:
    @pytest.fixture
    def ended(self, resident) -> Resident:
        resident.fill("acte", "personne")
        ask(resident)
        Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
        return resident

    def test_one_click_brings_it_back(self, ended):
        expiry.run()
        page = ended.get("acte/")
        assert page.status_code == 410
        assert ended.url("retablir/") in page.content.decode()
        assert ended.client.post(ended.url("retablir/")).url == ended.url()
        assert ended.get().url == ended.step_url("lieu")
        ended.draft.refresh_from_db()
        assert ended.draft.expires_at > timezone.now() + timedelta(days=29)

    def test_nothing_is_taken_while_its_time_is_over(self, ended):
        before = list(StepState.objects.values())
        assert ended.post("lieu").status_code == 410
        assert list(StepState.objects.values()) == before

    def test_only_its_person_brings_it_back(self, ended):
        assert Client().post(ended.url("retablir/")).status_code == 403
        assert Client().get(ended.url("retablir/")).status_code == 405

    def test_code_still_leads_to_it(self, ended):
        other = Client()
        assert enter(code_of(ended), "2 mai 1980", other).url == ended.url()
        assert other.get(ended.url()).status_code == 410

    def test_after_the_grace_nothing_is_left(self, ended):
        Draft.objects.update(expires_at=timezone.now() - timedelta(days=7, minutes=1))
        assert ended.client.post(ended.url("retablir/")).status_code == 410
        expiry.run()
        assert not Draft.objects.exists()

    def test_link_of_the_notice_opens_and_restores_to_the_end_of_the_grace(self, resident):
        services.remember_email(draft=resident.draft, email="camille@example.invalid")
        Draft.objects.update(expires_at=timezone.now() + timedelta(days=4))
        expiry.run()
        text = Delivery.objects.get(kind="core.mail").payload["text"]
        assert "récupérer en un clic" in text
        link = re.search(r"https?://[^/]+(/\S+/reprendre/\S+)", text)[1]
        Draft.objects.update(expires_at=timezone.now() - timedelta(days=6))
        other = Client()
        assert "récupère" in other.get(link).content.decode()
        assert other.post(link).url == resident.url()
        assert other.get(resident.url()).url == resident.step_url("acte")


class TestStartAgain:
    def test_draft_begun_before_stays_beside_the_new_one(self, resident):
        resident.fill("acte")
        page = resident.client.get(START).content.decode()
        assert resident.url() in page
        Resident(resident.client).start()
        assert Draft.objects.count() == 2
        page = resident.client.get(START).content.decode()
        assert page.count("Continuer la demande") == 2

    def test_erased_by_choice_after_one_question(self, resident):
        resident.fill("acte")
        url = resident.url("plus-tard/")
        assert f'href="{url}#erase"' in resident.client.get(START).content.decode()
        page = resident.client.post(url, {"erase": "ask"}).content.decode()
        assert "Effacer cette demande ?" in page.replace("\u00a0", " ")
        assert Draft.objects.exists()
        response = resident.client.post(url, {"erase": "now"})
        assert "est effacée" in response.content.decode()
        assert not Draft.objects.exists()
        assert resident.get("acte/").status_code == 404


class TestLanguage:
    def test_switch_keeps_draft_and_step(self, resident):
        resident.fill("acte")
        page = resident.get("personne/").content.decode()
        english = f"/en/procedures/acte/d/{resident.draft.uuid}/personne/"
        assert f'href="{english}"' in page
        page = resident.client.get(english).content.decode()
        assert "The person" in page
        assert f'href="{resident.step_url("personne")}"' in page

    @pytest.mark.parametrize(
        ("french", "english"),
        [
            ("/fr/suivi/reprendre/", "/en/tracking/resume/"),
            ("/fr/demarches/acte/commencer/", "/en/procedures/acte/start/"),
            ("/fr/suivi/verifier/", "/en/tracking/verify/"),
        ],
    )
    def test_pages_beside_the_steps_switch_too(self, resident, french, english):
        assert f'href="{english}"' in resident.client.get(french).content.decode()
