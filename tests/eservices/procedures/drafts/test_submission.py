"""Exactly once, whatever happens; and what is frozen, hashed, routed and mailed."""

from __future__ import annotations

import copy
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client

from content.core.models import Delivery
from eservices.cases.kinds import kinds
from eservices.cases.models import Case
from eservices.procedures.drafts import services, submission
from eservices.procedures.drafts.progress import find_draft
from eservices.procedures.models import Draft, StepState, Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, BORN, EMAIL, NAME, Resident


@pytest.fixture
def ready(client) -> Resident:
    """A resident in front of the check page."""
    samples.publish()
    return Resident(client).start().fill()


def send(resident: Resident) -> Submission:
    draft = find_draft(resident.draft.uuid)
    return submission.submit(draft=draft, seen_lock=draft.lock, language="fr")


@pytest.mark.django_db
class TestOnce:
    def test_posting_again_leads_to_the_same_receipt(self, ready):
        answers = [ready.send().url, ready.send().url, ready.post("acte").url]
        assert answers == [ready.url("recu/")] * 3
        assert (Submission.objects.count(), Case.objects.count()) == (1, 1)
        assert Delivery.objects.filter(kind="core.mail").count() == 1

    def test_submit_is_repeatable(self, ready):
        assert send(ready) == send(ready)

    def test_database_refuses_a_second_submission(self, ready):
        one = send(ready)
        case = Case.objects.get()
        case.pk, case.uuid, case.code = None, samples.UUID(int=7), "222222222"
        case.subject = samples.UUID(int=8)
        case.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.create(
                draft=one.draft,
                version=one.version,
                case=case,
                answers=[],
                salt="",
                content_hash="",
            )

    def test_crash_before_commit_leaves_nothing_and_can_be_repeated(self, ready, monkeypatch):
        def crash(*_args, **_kwargs):
            raise RuntimeError("the process is gone")

        with monkeypatch.context() as patched:
            patched.setattr(submission.confirmation, "write", crash)
            with pytest.raises(RuntimeError):
                send(ready)
        assert not Submission.objects.exists()
        assert not Case.objects.exists()
        assert Draft.objects.get().submitted_at is None
        assert send(ready)

    def test_crash_after_commit_gives_the_same_receipt(self, ready):
        send(ready)  # the answer never reached the browser
        assert ready.send().url == ready.url("recu/")
        assert Submission.objects.count() == 1

    def test_late_save_of_another_tab_changes_nothing(self, ready):
        send(ready)
        draft = Draft.objects.get()
        with pytest.raises(services.DraftSent):
            services.keep_step(
                draft=draft, step=samples.ident(21), raw={}, cleaned={}, valid=True, language="fr"
            )
        assert ready.post("acte", {ACT: "death"}).url == ready.url("recu/")
        assert StepState.objects.get(step=samples.ident(21)).cleaned == {ACT: "birth"}

    def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(self, ready):
        ready.draft.refresh_from_db()
        seen = ready.draft.lock
        ready.post("acte", {ACT: "death"})
        response = ready.send(seen=str(seen))
        assert response.status_code == 409
        assert "Décès" in response.content.decode()
        assert not Submission.objects.exists()
        assert ready.send().url == ready.url("recu/")


@pytest.mark.django_db
class TestWhatIsSent:
    def test_every_step_is_checked_again(self, ready):
        StepState.objects.filter(step=samples.ident(22)).update(raw={}, valid=True)
        with pytest.raises(submission.StepIncomplete) as error:
            send(ready)
        assert error.value.step.key == "personne"
        assert ready.send().url == ready.step_url("personne")

    def test_declaration_must_be_ticked(self, ready):
        response = ready.send(declared="")
        assert response.status_code == 422
        assert not Submission.objects.exists()

    def test_case_is_routed_by_the_district_of_the_event(self, ready):
        case = send(ready).case
        assert case.sector.number == 1
        assert case.district.number == 2  # not that of the address
        assert case.queue.sector == case.sector
        assert case.kind == "procedure"
        assert case.promised_on is not None

    def test_letters_go_to_the_address_that_was_asked(self, ready):
        case = send(ready).case
        addressee = kinds.addressee(case)
        assert addressee.lines == ("1 rue de la Démo", "75002 PARIS")

    def test_second_facts_are_the_answers_marked_so(self, ready):
        case = send(ready).case
        assert sorted(case.facts.values_list("kind", flat=True)) == [
            "date",
            "email",
            "name",
            "postcode",
        ]

    def test_frozen_answers_carry_labels_in_every_language(self, ready):
        sent = send(ready)
        kind = kinds["procedure"]
        french = kind.answers(sent.case, "fr")[0].rows[0]
        english = kind.answers(sent.case, "en")[0].rows[0]
        assert (french.label, french.value) == ("Quel acte demandez-vous ?", "Naissance")
        assert (english.label, english.value) == ("Which certificate?", "Birth")
        rows = [row for section in kind.answers(sent.case, "fr") for row in section.rows]
        assert "2 mai 1980" in [row.value for row in rows]
        assert "2e arrondissement" in [row.value for row in rows]

    def test_hash_holds_for_these_answers_only(self, ready):
        sent = send(ready)
        fingerprint = sent.content_hash
        sent.refresh_from_db()
        assert submission.content_hash(sent.salt, sent.case.code, sent.answers) == fingerprint
        sent.answers[0]["rows"][0]["value"] = "death"
        assert submission.content_hash(sent.salt, sent.case.code, sent.answers) != fingerprint

    def test_submission_cannot_be_changed(self, ready):
        sent = send(ready)
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=sent.pk).update(salt="x")

    def test_without_an_address_no_mail_is_written(self, ready):
        typed = samples.TYPED["coordonnees"] | {EMAIL: ""}
        assert ready.post("coordonnees", typed).status_code == 302
        assert send(ready).case.contact_email == ""
        assert not Delivery.objects.filter(kind="core.mail").exists()

    def test_mail_holds_the_code_and_no_answer(self, ready):
        sent = send(ready)
        mail = Delivery.objects.get(kind="core.mail").payload
        assert sent.case.grouped_code in mail["text"]
        assert sent.case.grouped_code in mail["html"]
        assert "Camille" not in mail["text"] + mail["html"]

    def test_test_draft_gives_a_test_case(self, ready):
        Draft.objects.update(is_test=True)
        assert send(ready).case.is_test

    def test_files_of_the_case_are_those_of_questions_asked(self, ready):
        typed = samples.TYPED["personne"] | {samples.LINK: "parent"}
        ready.post("personne", typed)
        ready.post("preuve", {samples.PROOF: samples.picture()})
        ready.post("acte", {ACT: "death"})  # the proof is asked no more
        ready.post("personne", {f"{NAME}-given": "C", f"{NAME}-family": "D"})
        sent = send(ready)
        assert kinds["procedure"].documents(sent.case) == []
        assert BORN not in str(sent.answers)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real threads and connections; on PostgreSQL and on SQLite alike."""

    def test_double_click_in_parallel(self, ready):
        ready.draft.refresh_from_db()
        data = {"seen": str(ready.draft.lock), "declared": "on"}
        barrier = threading.Barrier(4)
        # Each browser its own: a jar shared by threads changes while another reads it.
        jars = [copy.deepcopy(ready.client.cookies) for _click in range(4)]

        def click() -> str:
            browser = Client()
            browser.cookies = jars.pop()
            barrier.wait()
            try:
                return browser.post(ready.url("verifier/"), data).url
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            urls = [one.result() for one in [pool.submit(click) for _ in range(4)]]
        assert urls == [ready.url("recu/")] * 4
        assert (Submission.objects.count(), Case.objects.count()) == (1, 1)
        assert Delivery.objects.filter(kind="core.mail").count() == 1

    def test_second_sender_waits_for_the_first(self, ready, monkeypatch):
        """Without the lock on the draft's row both would open a case."""
        opened = []
        original = submission.open_case

        def slow(**kwargs):
            opened.append(kwargs["subject"])
            time.sleep(0.5)
            return original(**kwargs)

        monkeypatch.setattr(submission, "open_case", slow)

        def sender() -> int:
            try:
                return send(ready).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            keys = [one.result() for one in [pool.submit(sender) for _ in range(2)]]
        assert len(opened) == 1
        assert keys[0] == keys[1]

    def test_save_of_a_step_and_sending_never_mix(self, ready, monkeypatch):
        """A step saved while the draft is being sent is refused, not half taken."""
        inside = threading.Event()
        original = submission.open_case

        def slow(**kwargs):
            inside.set()
            time.sleep(0.5)
            return original(**kwargs)

        monkeypatch.setattr(submission, "open_case", slow)

        def sender() -> None:
            try:
                send(ready)
            finally:
                connection.close()

        thread = threading.Thread(target=sender)
        thread.start()
        inside.wait(60)
        response = ready.post("acte", {ACT: "death"})
        thread.join()
        assert response.url == ready.url("recu/")
        assert StepState.objects.get(step=samples.ident(21)).cleaned == {ACT: "birth"}
        assert Submission.objects.get().answers[0]["rows"][0]["value"] == "birth"


@contextmanager
def server(moment: str) -> Iterator[int]:
    """Serve the test's own database in a process that dies at a moment; give its port."""
    command = [sys.executable, "-m", "tests.eservices.procedures.dying_server"]
    command += [str(connection.settings_dict["NAME"]), moment]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
    }
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=settings.ROOT, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


@pytest.mark.django_db(transaction=True)
class TestKilledServer:
    """The process is really killed (SIGKILL) while it sends; the person tries again."""

    @pytest.mark.parametrize(("moment", "sent"), [("before", 0), ("after", 1)])
    def test_trying_again_leads_to_one_receipt(self, ready, moment, sent):
        ready.draft.refresh_from_db()
        token = "a" * 32
        cookies = [f"{name}={morsel.value}" for name, morsel in ready.client.cookies.items()]
        body = {"seen": ready.draft.lock, "declared": "on", "csrfmiddlewaretoken": token}
        headers = {
            "Cookie": "; ".join([*cookies, f"csrftoken={token}"]),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with server(moment) as port:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("POST", ready.url("verifier/"), urlencode(body), headers)
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                line.getresponse()
        assert Submission.objects.count() == sent
        assert ready.send(seen=str(body["seen"])).url == ready.url("recu/")
        assert (Submission.objects.count(), Case.objects.count()) == (1, 1)
        assert Delivery.objects.filter(kind="core.mail").count() == 1
