"""Other pages of a journey: advice, files, receipt, verification, expiry; and their cost."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.core.models import Delivery
from eservices.cases.models import Attachment
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts import expiry, services
from eservices.procedures.drafts.progress import find_draft
from eservices.procedures.drafts.receipts import Receipt
from eservices.procedures.models import (
    Draft,
    DraftAttachment,
    Procedure,
    StepState,
    Submission,
)
from tests.eservices.procedures import samples
from tests.eservices.procedures.definition.test_carry_over import changed, find
from tests.eservices.procedures.samples import ACT, BORN, LINK, NAME, PROOF, TYPED, Resident

pytestmark = pytest.mark.django_db
VERIFY = "/fr/suivi/verifier/"


@pytest.fixture
def version():
    return samples.publish()


@pytest.fixture
def resident(client, version) -> Resident:
    return Resident(client).start()


def at_proof(resident: Resident) -> Resident:
    resident.fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})
    return resident


def test_the_start_tells_what_is_asked_online_alone(client: Client) -> None:
    at_a_counter = {"op": "through", "channels": ["counter"]}
    for shown_if, told in ((at_a_counter, False), ({"op": "always"}, True)):
        asked = changed(lambda raw, rule=shown_if: find(raw, PROOF).update(shown_if=rule))
        samples.publish(asked, Procedure.objects.first())
        page = client.get("/fr/demarches/acte/commencer/").content.decode()
        assert ("Livret de famille" in page) is told


class TestAdvice:
    def test_it_says_where_to_go_and_never_refuses(self, resident):
        response = resident.post("acte", {ACT: "abroad"})
        assert response.url == resident.url("acte/a-savoir/")
        page = resident.client.get(response.url).content.decode()
        assert "https://example.invalid/nantes" in page
        assert "01 99 00 39 75" in page
        assert resident.step_url("personne") in page
        assert resident.get("personne/").status_code == 200

    def test_without_reason_it_leads_on(self, resident):
        resident.fill("acte")
        assert resident.get("acte/a-savoir/").url == resident.url()


class TestFiles:
    def send(self, resident, file, rest="preuve/fichiers/"):
        key = f"{resident.draft.uuid.hex}-current_step"
        return resident.client.post(resident.url(rest), {key: "preuve", PROOF: file})

    def test_own_endpoint_takes_one_and_offers_another(self, resident):
        response = self.send(at_proof(resident), samples.picture("un.png"))
        assert response.url == resident.step_url("preuve")
        page = resident.get("preuve/").content.decode()
        assert "un.png" in page
        assert f"fichiers/{DraftAttachment.objects.get().attachment.uuid}/" in page

    def test_limits_are_said_in_advance(self, resident):
        page = at_proof(resident).get("preuve/").content.decode()
        assert re.search(r"\b1\sM[Bo]\b", page)

    @pytest.mark.parametrize("rest", ["preuve/", "preuve/fichiers/"])
    def test_lying_file_is_named_beside_the_field_and_nothing_else_is_lost(self, resident, rest):
        self.send(at_proof(resident), samples.picture("bon.png"))
        lying = SimpleUploadedFile("menteur.pdf", b"MZ this is a program", "application/pdf")
        response = self.send(resident, lying, rest)
        assert response.status_code == 422
        page = response.content.decode()
        assert "menteur.pdf" in page.split("<h1")[0]  # in the summary, first
        assert "bon.png" in page

    def test_too_large_a_file_is_refused(self, resident):
        large = SimpleUploadedFile("gros.pdf", b"%PDF-" + b"0" * 1_100_000, "application/pdf")
        assert self.send(at_proof(resident), large).status_code == 422
        assert not DraftAttachment.objects.exists()

    def test_one_file_too_many_is_refused(self, resident):
        at_proof(resident)
        for name in ("un.png", "deux.png"):
            self.send(resident, samples.picture(name))
        assert self.send(resident, samples.picture("trois.png")).status_code == 422
        assert DraftAttachment.objects.count() == 2

    def test_removing_twice_is_no_error(self, resident):
        self.send(at_proof(resident), samples.picture())
        url = resident.url(f"preuve/fichiers/{Attachment.objects.get().uuid}/")
        assert resident.client.post(url).status_code == 302
        assert resident.client.post(url).status_code == 302
        assert resident.client.get(url).status_code == 405

    def test_file_of_another_draft_cannot_be_removed(self, resident):
        self.send(at_proof(resident), samples.picture())
        other = at_proof(Resident(Client()).start())
        url = other.url(f"preuve/fichiers/{Attachment.objects.get().uuid}/")
        assert other.client.post(url).status_code == 302
        assert DraftAttachment.objects.count() == 1


class TestCheckPage:
    def test_change_returns_to_the_check_page(self, resident):
        resident.fill()
        url = f"{resident.step_url('lieu')}?modifier=1"
        assert url in resident.get("verifier/").content.decode()
        response = resident.post("lieu", {samples.DISTRICT: "11"}, query="?modifier=1")
        assert response.url == resident.url("verifier/")

    def test_change_that_opens_a_step_asks_it_then_returns(self, resident):
        resident.fill()
        typed = TYPED["personne"] | {LINK: "parent"}
        response = resident.post("personne", typed, query="?modifier=1")
        assert response.url in (
            resident.step_url("preuve") + "?modifier=1",
            resident.step_url("preuve"),
        )
        response = resident.post("preuve", {PROOF: samples.picture()}, query="?modifier=1")
        assert response.url == resident.url("verifier/")

    def test_links_to_change_hold_the_question(self, resident):
        resident.fill()
        page = resident.get("verifier/").content.decode()
        assert '<span class="visually-hidden"> Date de naissance</span>' in page


class TestReceipt:
    def test_letter_shows_code_next_steps_and_contacts(self, resident):
        resident.fill()
        page = resident.client.get(resident.send().url).content.decode()
        code = Submission.objects.get().case.code
        assert f"<span>{code[:4]}</span>" in page
        for words in ("Ce reçu n’est pas l’acte.", "La mairie prépare", "01 99 00 39 75"):
            assert words in page

    def test_labels_end_with_a_colon_only_before_words_on_their_line(self, resident):
        resident.fill()
        page = resident.client.get(resident.send().url).content.decode()
        assert "<dt>Par téléphone</dt>" in page
        assert not re.search(r":\s*</dt>", page)
        mail = Delivery.objects.get(key__startswith="procedures.confirmation").payload
        letter = Receipt(Submission.objects.get(), "fr", "https://ville.invalid").contacts[0]
        for written in (mail["text"], mail["html"], letter.lead):
            assert "Par téléphone\N{NO-BREAK SPACE}:" in written

    def test_pdf_is_tagged_and_typed_text_is_no_markup(self, resident):
        resident.fill("acte")
        hostile = {f"{NAME}-family": '#panic("x") *b* $x$ 李 <b>'}
        resident.post("personne", TYPED["personne"] | hostile)
        resident.fill("lieu", "coordonnees").send()
        response = resident.get("recu.pdf")
        assert response.headers["Content-Type"] == "application/pdf"
        pdf = pikepdf.open(io.BytesIO(response.content))
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "fr"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"

    def test_before_sending_there_is_no_receipt(self, resident):
        assert resident.get("recu/").status_code == 404


class TestVerification:
    @pytest.fixture
    def sent(self, resident) -> Submission:
        resident.fill().send()
        return Submission.objects.get()

    def ask(self, code: str, fingerprint: str):
        return Client().post(VERIFY, {"code": code, "fingerprint": fingerprint})

    def test_true_receipt_is_authentic(self, sent):
        spaced = " ".join([sent.content_hash[:4], sent.content_hash[4:16]])
        for typed in (sent.content_hash, sent.content_hash.upper(), spaced):
            assert self.ask(sent.case.grouped_code.lower(), typed).context["authentic"] is True

    def test_other_fingerprint_is_not_known(self, sent):
        response = self.ask(sent.case.code, "0" * 64)
        assert response.context["authentic"] is False
        assert "Camille" not in response.content.decode()

    def test_square_code_of_the_paper_leads_here_with_the_fingerprint_alone(self, sent, resident):
        letter = Receipt(sent, "fr", "https://city.example.invalid")
        assert sent.case.code not in letter.verify_link
        address = letter.verify_link.removeprefix("https://city.example.invalid")
        page = Client().get(address).content.decode()
        assert f'value="{sent.content_hash[:16]}"' in page

    @pytest.mark.parametrize(("code", "fingerprint"), [("", ""), ("AAA", "x"), ("7KM4", "0" * 15)])
    def test_bad_input_is_explained(self, version, code, fingerprint):
        response = self.ask(code, fingerprint)
        assert response.status_code == 422
        assert "error-summary" in response.content.decode()

    def test_tries_are_limited(self, version):
        statuses = [self.ask("7KM4", "0").status_code for _one in range(31)]
        assert statuses[-1] == 429


class TestExpiry:
    def test_notice_leaves_once_and_only_to_those_who_gave_an_address(self, resident):
        services.remember_email(draft=resident.draft, email="camille@example.invalid")
        Resident(Client()).start()  # gave none
        Draft.objects.update(expires_at=timezone.now() + timedelta(days=2))
        expiry.run()
        expiry.run()
        (mail,) = Delivery.objects.filter(kind="core.mail")
        assert mail.payload["to"] == "camille@example.invalid"
        assert "/reprendre/" in mail.payload["text"]

    def test_going_on_puts_the_end_off(self, resident):
        Draft.objects.update(expires_at=timezone.now() + timedelta(days=2))
        resident.fill("acte")
        resident.draft.refresh_from_db()
        assert resident.draft.expires_at > timezone.now() + timedelta(days=29)

    def test_nothing_is_left_of_an_expired_draft(self, resident):
        at_proof(resident).post("preuve", {PROOF: samples.picture()})
        Draft.objects.update(expires_at=timezone.now() - timedelta(days=8))
        expiry.run()
        for model in (Draft, StepState, DraftAttachment, Attachment):
            assert not model.objects.exists(), model

    def test_sent_drafts_stay(self, resident):
        resident.fill().send()
        Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
        expiry.run()
        assert Submission.objects.exists()


class TestCost:
    @pytest.fixture
    def long(self, client) -> Resident:
        raw = samples.definition().model_dump(mode="json", by_alias=True)
        raw["steps"] = [
            {
                "id": samples.ident(1000 + number),
                "key": f"etape-{number}",
                "title": samples.text(f"Étape {number}"),
                "fields": [
                    {
                        "id": samples.ident(2000 + number),
                        "kind": "text",
                        "label": samples.text(f"Question {number}"),
                    }
                ],
            }
            for number in range(1, 51)
        ]
        samples.publish(Definition.model_validate(raw), samples.new_procedure("long"))
        return Resident(client, "long").start()

    def test_statements_of_a_step_are_few_and_flat(self, long):
        counts = []
        for number in range(1, 51):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = long.post(f"etape-{number}", {samples.ident(2000 + number): "x"})
            assert response.status_code == 302
            counts.append(len(captured))
        # draft, steps; savepoint, draft, step, insert, release (the transaction of the act)
        assert max(counts[1:]) <= 8
        assert max(counts[1:]) - min(counts[1:]) <= 1

    def test_pages_are_pinned(self, resident, django_assert_max_num_queries):
        resident.fill()
        resident.get("acte/")
        for rest, limit in (("acte/", 4), ("coordonnees/", 4), ("verifier/", 4)):
            with django_assert_max_num_queries(limit):
                assert resident.get(rest).status_code == 200

    def test_a_draft_is_found_with_its_versions_in_one_statement(
        self, resident, django_assert_num_queries
    ):
        find_draft(resident.draft.uuid)
        with django_assert_num_queries(1):
            found = find_draft(resident.draft.uuid)
            assert found.version.compiled is found.version.procedure.current_version.compiled
        assert found.version == resident.draft.version
        assert found.version.number == 1

    def test_a_draft_left_behind_knows_the_current_version(self, resident, version):
        newer = samples.publish(samples.definition(), version.procedure)
        found = find_draft(resident.draft.uuid)
        assert found.version == version
        assert found.version.procedure.current_version == newer
        assert found.version.procedure.service == version.procedure.service


def test_optional_answer_may_stay_empty(resident):
    resident.fill("acte", "personne", "lieu")
    typed = TYPED["coordonnees"] | {samples.EMAIL: ""}
    assert resident.post("coordonnees", typed).status_code == 302


def test_wrong_answers_name_the_question_and_say_how(resident):
    resident.fill("acte")
    response = resident.post("personne", TYPED["personne"] | {f"{BORN}-day": "32"})
    summary = response.content.decode().split("<h1")[0]
    assert "Date de naissance" in summary
    assert f'href="#id_{BORN}-day"' in summary
