"""Files of a draft: taken once, kept within limits, asked for again when a virus was found."""

from __future__ import annotations

import os
import threading

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from content.core import worker
from content.core.models.deliveries import Lane
from eservices.cases.enums import EventKind
from eservices.cases.files import attachments, scanning
from eservices.cases.models import Attachment
from eservices.procedures.drafts import services, submission
from eservices.procedures.drafts.progress import load
from eservices.procedures.models import Draft, DraftAttachment, Submission
from tests.eservices.cases.factories import infected, jpeg, upload
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import LINK, PROOF, TYPED, Resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores_in_memory")]


@pytest.fixture
def resident(client, settings) -> Resident:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    samples.publish()
    made = Resident(client).start()
    made.fill("acte")
    made.post("personne", TYPED["personne"] | {LINK: "parent"})
    return made


def send(resident: Resident, *files: SimpleUploadedFile, rest: str = "preuve/fichiers/"):
    key = f"{resident.draft.uuid.hex}-current_step"
    return resident.client.post(resident.url(rest), {key: "preuve", PROOF: list(files)})


def find_virus(name: str) -> None:
    """Bring the file to the verdict that the worker would reach."""
    attachment = Attachment.objects.get(name=name)
    attachments.begin_scan(uuid=attachment.uuid)
    scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")


def names() -> list[str]:
    return list(DraftAttachment.objects.values_list("attachment__name", flat=True))


def test_several_at_once_and_the_wait_for_the_check_is_said(resident: Resident) -> None:
    send(resident, upload(jpeg(), "un.jpg"), upload(jpeg((50, 50)), "deux.jpg"))

    page = resident.get("preuve/").content.decode()
    assert names() == ["un.jpg", "deux.jpg"]
    assert page.count("Virus check pending") == 2 or page.count("Contrôle antivirus") == 2
    assert 'type="module"' in page


def test_nothing_chosen_is_said_beside_the_question_whose_button_was_pressed(client) -> None:
    raw = samples.definition().model_dump(mode="json", by_alias=True)
    proof = next(step for step in raw["steps"] if step["key"] == "preuve")
    other = {"id": samples.ident(60), "label": samples.text("Pièce d’identité")}
    proof["fields"].append(proof["fields"][0] | other)
    samples.publish(samples.Definition.model_validate(raw))
    resident = Resident(client).start().fill("acte")
    resident.post("personne", TYPED["personne"] | {LINK: "parent"})
    page = resident.get("preuve/").content.decode()
    assert "Ajouter ce fichier à « Pièce d’identité »".replace(" ", "") in page.replace(
        "\u00a0", ""
    ).replace(" ", "")
    for pressed, wrong in ((other["id"], other["id"]), (PROOF, PROOF), ("nothing", PROOF)):
        answer = resident.post("preuve", {"to": pressed}, query="fichiers/")
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [wrong]


def test_a_retry_after_a_lost_answer_adds_nothing_twice(resident: Resident) -> None:
    for _attempt in range(2):
        assert send(resident, upload(jpeg(), "un.jpg")).status_code == 302
    resident.post("preuve", {PROOF: upload(jpeg(), "un.jpg")})

    assert names() == ["un.jpg"]
    assert Attachment.objects.count() == 1


def test_two_tabs_at_once_do_not_pass_the_limit(resident: Resident) -> None:
    """The count is made under the draft's lock, not on the page that was read before."""
    draft = resident.draft
    content = [jpeg((30 + number, 30)) for number in range(3)]
    examined = [
        attachments.examine(file=upload(each, f"{number}.jpg"), max_megabytes=1)
        for number, each in enumerate(content)
    ]
    for each in examined[:2]:
        services.add_file(draft=draft, field=PROOF, examined=each, max_files=2)
    with pytest.raises(services.TooManyFiles):
        services.add_file(draft=draft, field=PROOF, examined=examined[2], max_files=2)
    assert Attachment.objects.count() == 2


class TestRefused:
    def test_it_is_told_beside_the_file_and_asked_for_again(self, resident: Resident) -> None:
        resident.post("preuve", {PROOF: upload(jpeg(), "livret.jpg")})
        find_virus("livret.jpg")

        # What was answered with it is open again.
        assert resident.get("verifier/").url == resident.url()
        assert resident.get().url == resident.step_url("preuve")
        page = resident.get("preuve/").content.decode()
        assert "livret.jpg" in page.split('class="error"')[1]
        assert "Virus check pending" not in page
        assert resident.post("preuve").status_code == 422

        # It takes no place of the two that may be sent, and the same bytes are checked again.
        send(resident, upload(jpeg(), "livret.jpg"), upload(jpeg((9, 9)), "page-2.jpg"))
        assert len(names()) == 3
        assert resident.post("preuve").status_code == 302

    def test_it_can_be_removed(self, resident: Resident) -> None:
        send(resident, upload(jpeg(), "livret.jpg"))
        find_virus("livret.jpg")
        uuid = Attachment.objects.get().uuid

        resident.client.post(resident.url(f"preuve/fichiers/{uuid}/"))

        assert names() == []
        assert Attachment.objects.get().state == "removed"

    def test_one_of_two_is_left_out_of_what_is_sent_and_the_page_says_so(
        self, resident: Resident
    ) -> None:
        both = [upload(jpeg(), "bon.jpg"), upload(jpeg((9, 9)), "mauvais.jpg")]
        resident.post("preuve", {PROOF: both})
        resident.fill("lieu", "coordonnees")
        find_virus("mauvais.jpg")

        page = resident.get("verifier/").content.decode()
        assert "mauvais.jpg" in page.split("<h2")[0]
        assert "mauvais.jpg" not in page.split("<h2", 1)[1]

    def test_after_sending_the_case_and_the_resident_are_told(self, resident: Resident) -> None:
        resident.post("preuve", {PROOF: upload(jpeg(), "livret.jpg")})
        resident.fill("lieu", "coordonnees")
        draft = Draft.objects.get(uuid=resident.draft.uuid)
        sent = submission.submit(draft=draft, seen_lock=draft.lock, language="fr")
        worker.drain(Lane.QUICK)
        mail.outbox.clear()

        find_virus("livret.jpg")
        worker.drain(Lane.QUICK)

        events = sent.case.events.values_list("kind", flat=True)
        assert EventKind.DOCUMENT_REFUSED in list(events)
        assert len(mail.outbox) == 1

    def test_what_was_found_before_sending_stops_it_at_that_step(self, resident: Resident) -> None:
        resident.post("preuve", {PROOF: upload(jpeg(), "livret.jpg")})
        resident.fill("lieu", "coordonnees")
        draft = Draft.objects.get(uuid=resident.draft.uuid)
        find_virus("livret.jpg")

        with pytest.raises(submission.StepIncomplete) as stopped:
            submission.submit(draft=draft, seen_lock=draft.lock, language="fr")
        assert stopped.value.step.key == "preuve"
        assert not Submission.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_verdict_while_the_draft_is_sent_finds_the_case(resident: Resident, monkeypatch) -> None:
    resident.post("preuve", {PROOF: upload(jpeg(), "livret.jpg")})
    resident.fill("lieu", "coordonnees")
    draft = Draft.objects.get(pk=resident.draft.pk)
    attachment = Attachment.objects.get()
    attachments.begin_scan(uuid=attachment.uuid)
    held, verdicts = submission._send, []

    def verdict() -> None:
        scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")
        connection.close()

    def send_slowly(*args, **options):
        verdicts.append(threading.Thread(target=verdict))
        verdicts[0].start()
        verdicts[0].join(timeout=1)
        assert verdicts[0].is_alive()  # it waits for the file's row
        return held(*args, **options)

    monkeypatch.setattr(submission, "_send", send_slowly)
    sent = submission.submit(draft=draft, seen_lock=draft.lock, language="fr")
    verdicts[0].join(timeout=20)

    assert sent.case.events.filter(kind=EventKind.DOCUMENT_REFUSED).count() == 1


@pytest.mark.clamav
def test_eicar_goes_the_whole_way(resident: Resident, settings) -> None:
    settings.CLAMAV_URL = os.environ["CLAMAV_URL"]
    send(resident, upload(infected(), "virus.jpg"), upload(jpeg(), "sain.jpg"))

    worker.drain()

    page = resident.get("preuve/").content.decode()
    assert "virus.jpg" in page.split('class="error"')[1].split("</p>")[0]
    assert [file.name for file in load(resident.draft).question_files(PROOF)] == ["sain.jpg"]


def test_the_script_is_small_and_needs_no_inline_code() -> None:
    path = finders.find("eservices_procedures/uploads.js")
    assert path is not None
    with open(path, "rb") as script:  # noqa: PTH123
        code = script.read()
    assert len(code) <= 3072
    for forbidden in (b"innerHTML", b"eval(", b".style", b"http"):
        assert forbidden not in code.replace(b"XMLHttpRequest", b"")
