"""Letters: begun from a template, refused while the law's mentions lack, sent once, frozen."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from content.core.models import Delivery
from content.core.worker import drain
from eservices.accounts.models import User
from eservices.cases import chain, follow_ups, services, transitions
from eservices.cases.dossier import dossiers
from eservices.cases.enums import EventKind, LetterKind
from eservices.cases.erasing import erasers
from eservices.cases.letters import placeholders
from eservices.cases.letters import services as letters
from eservices.cases.models import Case, Letter, LetterContent, LetterDraft
from tests.eservices.cases.factories import (
    CaseFactory,
    TestKind,
    agent_for,
    letter_template,
    prove,
    sent_letter,
    written,
)
from tests.eservices.cases.test_workflow import MADE

MILLIMETRE = 72 / 25.4


@pytest.fixture(autouse=True)
def setting(kind: TestKind) -> Any:
    with translation.override("en"):
        yield


class TestPlaceholders:
    def test_a_known_name_is_replaced_and_its_value_never_read_again(self) -> None:
        values = {"code": "{name}", "name": "Camille"}
        assert placeholders.fill("{name}: {code} {other}", values) == "Camille: {name} {other}"

    @pytest.mark.parametrize(
        ("text", "said"), [("Bonjour {nom}", "{nom}"), ("{", "brace"), ("a } b", "brace")]
    )
    def test_an_unknown_name_is_refused_by_its_name(self, text: str, said: str) -> None:
        with pytest.raises(placeholders.WrongPlaceholder, match=said):
            placeholders.check(text)

    def test_each_name_offered_has_a_value(self, db: None) -> None:
        values = placeholders.values_for(CaseFactory(), "fr", "Camille")
        assert values.keys() == placeholders.PLACEHOLDERS.keys()
        placeholders.check(" ".join(f"{{{name}}}" for name in values))


@pytest.mark.django_db
class TestWriting:
    @pytest.fixture
    def case(self) -> Case:
        return CaseFactory()

    @pytest.fixture
    def agent(self, case: Case) -> User:
        return agent_for(case)

    def begin(self, case: Case, agent: User, **fields: Any) -> LetterDraft:
        return letters.begin(case=case, user=agent, template=letter_template(**fields))

    def test_it_begins_with_what_is_known(self, case: Case, agent: User) -> None:
        draft = self.begin(case, agent)

        assert draft.title == f"Votre demande {case.grouped_code}"
        assert draft.body == "Bonjour Camille Exemple,"
        assert draft.recipient == "Camille Exemple\n1 rue de la Démo\n75004 PARIS"
        assert not draft.by_post

    def test_it_goes_to_the_address_given_for_news_by_letter(self, case: Case, agent: User) -> None:
        follow_ups.prefer(case=case, way="letter", address="2 rue du Relais\n75011 PARIS")
        case.refresh_from_db()

        draft = self.begin(case, agent)
        assert draft.recipient == "Camille Exemple\n2 rue du Relais\n75011 PARIS"

    def test_who_has_no_e_mail_is_written_to_by_post(self) -> None:
        case = CaseFactory(contact_email="")
        assert self.begin(case, agent_for(case)).by_post

    def test_one_is_begun_at_a_time_by_each_agent(self, case: Case, agent: User) -> None:
        self.begin(case, agent)
        with pytest.raises(letters.DraftExists):
            self.begin(case, agent)
        assert self.begin(case, agent_for(case))

    def test_capacity_and_place_are_remembered(self, case: Case, agent: User) -> None:
        written(self.begin(case, agent), capacity="Cheffe de bureau", place="Paris 11e")
        letters.discard(draft=LetterDraft.objects.get())

        again = self.begin(case, agent)
        assert (again.capacity, again.place) == ("Cheffe de bureau", "Paris 11e")

    def test_another_queue_s_agent_begins_none(self, case: Case) -> None:
        with pytest.raises(services.NotAllowed):
            self.begin(case, agent_for(CaseFactory()))

    @pytest.mark.parametrize(
        ("letter_kind", "changes", "lacks"),
        [
            (LetterKind.LETTER, {}, set()),
            (LetterKind.LETTER, {"title": " ", "body": ""}, {"title", "body"}),
            (LetterKind.LETTER, {"capacity": "", "place": ""}, {"capacity", "place"}),
            (LetterKind.DECISION, {"appeal": ""}, {"appeal"}),
            (LetterKind.DECISION, {}, set()),
            (LetterKind.REFUSAL, {}, {"reasons"}),
            (LetterKind.REFUSAL, {"reasons": "Article 30 : …"}, set()),
            (LetterKind.LETTER, {"by_post": True, "recipient": "Camille"}, {"recipient"}),
            (LetterKind.LETTER, {"by_post": True, "recipient": "a\n" * 8}, {"recipient"}),
            (LetterKind.LETTER, {"by_post": True, "recipient": f"a\n{'b' * 39}\nc"}, {"recipient"}),
            (LetterKind.LETTER, {"by_post": True}, set()),
        ],
    )
    def test_what_the_law_and_the_post_need(
        self, case: Case, agent: User, letter_kind: str, changes: Any, lacks: set[str]
    ) -> None:
        draft = written(self.begin(case, agent, kind=letter_kind, appeal="Deux mois."), **changes)

        assert letters.problems(draft).keys() == lacks

    def test_the_signatory_has_a_first_name_and_a_name(self, case: Case, agent: User) -> None:
        agent.first_name = ""
        agent.save()
        draft = written(self.begin(case, agent))

        with pytest.raises(letters.LetterIncomplete) as caught:
            letters.send(draft=draft, seen_draft=letters.mark(draft), seen_lock=0)
        assert caught.value.problems.keys() == {"capacity"}
        assert LetterDraft.objects.filter(pk=draft.pk).exists()


def pages(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def placed(pdf: bytes) -> set[tuple[float, float]]:
    """Return where each run of text of the first page begins, in mm from the top left."""
    document = pages(pdf)
    page = document.pages[0]
    matrix, stack, found = pikepdf.Matrix(), [], set()
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(operands) @ matrix
            case "Tm":
                at = pikepdf.Matrix(operands) @ matrix
                found.add((round(at.e / MILLIMETRE, 1), round(297 - at.f / MILLIMETRE, 1)))
    return found


@pytest.mark.django_db
class TestPaper:
    def document(self, **changes: Any) -> Any:
        case = CaseFactory()
        kind = changes.pop("kind", LetterKind.LETTER)
        template = letter_template(kind=kind, appeal="Deux mois.")
        draft = letters.begin(case=case, user=agent_for(case), template=template)
        return letters.document(written(draft, **changes))

    def test_the_address_shows_in_the_window_and_nothing_else_does(self) -> None:
        """DL and C5, window on the right: 110 to 195 mm from the left, 55 to 88 from the top."""
        six = "Camille Exemple\nBât. A\nEsc. 2\n1 rue de la Démo\nBP 1\n75004 PARIS"
        with_address = placed(self.document(recipient=six, sender="1 place\nParis").pdf())
        without = placed(self.document(recipient="", sender="1 place\nParis").pdf())

        address = with_address - without
        assert len(address) == 6
        assert all(110 <= x <= 112 and 55 < y <= 85 for x, y in address), address
        assert not [at for at in without if 100 < at[0] < 200 and 45 < at[1] < 90]

    def test_it_is_tagged_and_a_preview_differs_by_its_mark_alone(self) -> None:
        document = self.document()

        pdf = pages(document.pdf())
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert placed(document.pdf()) < placed(document.pdf(preview=True))

    def test_a_refusal_says_reasons_signatory_and_appeal(self) -> None:
        text = self.document(kind=LetterKind.REFUSAL, reasons="Article 30 du décret.").text()

        for words in (
            "Article 30 du décret.",
            "Claude Agent",
            "Officier d’état civil",
            "Deux mois",
        ):
            assert words in text

    def test_what_is_typed_never_runs(self) -> None:
        assert self.document(body="#panic() *x* $a$ \\ {name}").pdf().startswith(b"%PDF")


@pytest.mark.django_db
class TestSending:
    @pytest.fixture
    def case(self) -> Case:
        return CaseFactory()

    @pytest.fixture
    def agent(self, case: Case) -> User:
        return agent_for(case)

    def test_it_is_in_the_chain_kept_and_told(self, case: Case, agent: User) -> None:
        letter = sent_letter(case, agent, title="Votre acte")

        case.refresh_from_db()
        event = case.events.get(kind=EventKind.LETTER)
        assert event.data["letter"] == str(letter.uuid)
        assert event.actor_name == str(agent)
        assert letters.is_intact(letter)
        assert "Bonjour Camille Exemple," in letter.words
        assert "Bonjour" not in str(event.data)
        assert not list(chain.verify(case))
        mail = Delivery.objects.get(kind="core.mail").payload
        assert "Camille" not in mail["text"]
        assert not LetterDraft.objects.exists()

    def test_other_bytes_are_seen(self, case: Case, agent: User) -> None:
        letter = sent_letter(case, agent)
        storage, name = letter.content.pdf.storage, letter.content.pdf.name
        storage.delete(name)
        storage.save(name, io.BytesIO(b"%PDF other"))

        assert not letters.is_intact(Letter.objects.get())

    @pytest.mark.parametrize("row", [Letter, LetterContent])
    def test_the_database_refuses_any_change(self, case: Case, agent: User, row: Any) -> None:
        sent_letter(case, agent)

        with pytest.raises(IntegrityError), transaction.atomic():
            row.objects.update(id=row.objects.get().pk)
        if row is Letter:
            with pytest.raises(IntegrityError), transaction.atomic():
                Letter.objects.all()._raw_delete("default")

    def test_what_was_erased_leaves_the_fact(self, case: Case, agent: User) -> None:
        letter = sent_letter(case, agent)
        storage, name = letter.content.pdf.storage, letter.content.pdf.name
        case.refresh_from_db()

        with transaction.atomic():
            counts = erasers.erase(case)
        drain()

        assert counts["letters"] == 1
        assert not storage.exists(name)
        assert not Letter.objects.get().words
        assert Letter.objects.get().event.data["sha256"]
        assert not list(chain.verify(Case.objects.get()))

    def test_a_change_since_the_preview_is_not_sent(self, case: Case, agent: User) -> None:
        draft = written(letters.begin(case=case, user=agent, template=letter_template()))
        seen = letters.mark(draft)
        written(draft, body="Autre chose")

        with pytest.raises(letters.DraftChanged):
            letters.send(draft=draft, seen_draft=seen, seen_lock=0)
        with pytest.raises(services.CaseChanged):
            letters.send(draft=draft, seen_draft=letters.mark(draft), seen_lock=3)
        assert not Letter.objects.exists()

    def test_twice_sends_once(self, case: Case, agent: User) -> None:
        draft = written(letters.begin(case=case, user=agent, template=letter_template()))
        mark = letters.mark(draft)
        twin = LetterDraft.objects.get()
        letters.send(draft=draft, seen_draft=mark, seen_lock=0)
        case.refresh_from_db()

        with pytest.raises(letters.DraftChanged):
            letters.send(draft=twin, seen_draft=mark, seen_lock=case.lock)
        assert Letter.objects.count() == 1

    def test_it_moves_the_case_where_its_way_leads(self) -> None:
        case = CaseFactory(workflow=MADE)
        agent = agent_for(case)
        template = letter_template(kind=LetterKind.DECISION, appeal="Deux mois.")
        with pytest.raises(transitions.WrongTransition):
            letters.begin(case=case, user=agent, template=template, status="granted")
        case = services.change_status(case=case, user=agent, status="study", reason="", seen_lock=0)
        draft = letters.begin(case=case, user=agent, template=template, status="granted")
        written(draft)

        letter = letters.send(draft=draft, seen_draft=letters.mark(draft), seen_lock=case.lock)

        case.refresh_from_db()
        assert (case.status, case.state) == ("granted", "decided")
        moved = case.events.filter(kind=EventKind.STATUS).last()
        assert moved.data["letter"] == str(letter.uuid)
        assert Delivery.objects.filter(kind="core.mail").count() == 1


@pytest.mark.django_db
class TestResident:
    @pytest.fixture
    def letter(self) -> Letter:
        case = CaseFactory()
        return sent_letter(case, agent_for(case), title="Votre acte de naissance")

    def address(self, letter: Letter) -> str:
        return f"/files/case/{letter.case.uuid}/letter/{letter.uuid}/"

    def test_it_is_read_on_the_tracking_page_and_as_pdf(
        self, letter: Letter, client: Client
    ) -> None:
        prove(client, letter.case)

        content = client.get(f"/fr/suivi/{letter.case.uuid}/").content.decode()
        assert "Votre acte de naissance" in content
        assert "Bonjour Camille Exemple," in content
        response = client.get(self.address(letter))
        assert b"".join(response.streaming_content).startswith(b"%PDF")
        assert "no-store" in response.headers["Cache-Control"]
        client.get(self.address(letter))
        assert letter.case.events.filter(kind=EventKind.LETTER_READ).count() == 1

    def test_it_is_in_the_file_that_the_person_may_have(self, letter: Letter) -> None:
        parts = dossiers.parts(letter.case, "en")

        (part,) = [part for part in parts if part.title.startswith("Letter, ")]
        assert "Bonjour Camille Exemple," in part.rows[0].value
        assert "1 rue de la Démo" in part.rows[1].value

    def test_nobody_else_reads_it(self, letter: Letter, client: Client) -> None:
        assert client.get(self.address(letter)).status_code == 403
        stranger = CaseFactory()
        prove(client, stranger)
        assert client.get(self.address(letter)).status_code == 403
        other = f"/files/case/{stranger.uuid}/letter/{letter.uuid}/"
        assert client.get(other).status_code == 404
