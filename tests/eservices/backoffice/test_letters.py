"""Letters at the desk, page by page: templates, writing, preview, sending, post."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases import services
from eservices.cases.enums import LetterKind
from eservices.cases.letters import post
from eservices.cases.models import (
    Case,
    Letter,
    LetterDraft,
    LetterReturn,
    LetterTemplate,
    PrintBatch,
)
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import address, desk, opened, staff
from tests.eservices.cases.factories import CaseFactory, letter_template, sent_letter, written
from tests.eservices.cases.test_workflow import MADE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]


@pytest.fixture
def case() -> Case:
    return CaseFactory()


@pytest.fixture
def agent(case: Case) -> User:
    return staff(queue=case.queue)


@pytest.fixture
def client(case: Case, agent: User) -> Client:
    made = desk(agent)
    opened(made, case)
    return made


def typed(draft: LetterDraft, **changes: Any) -> dict[str, Any]:
    fields = {
        name: getattr(draft, name)
        for name in ("title", "body", "reasons", "appeal", "sender", "recipient", "enclosures")
    }
    return fields | {"place": "Paris", "capacity": "Agente"} | changes


class TestTemplates:
    @pytest.fixture
    def editor(self) -> Client:
        user = staff()
        user.groups.add(ensure_groups())
        user.user_permissions.add(
            *Permission.objects.filter(content_type__model__startswith="lettertemplate")
        )
        return desk(user)

    def post(self, editor: Client, **changes: Any) -> Any:
        data = {"key": "accord", "kind": "letter", "is_active": "on", "sender": ""}
        words = {"title_fr": "Votre demande", "body_fr": "Bonjour {name},", "appeal_fr": ""}
        empty = {f"{name}_en": "" for name in ("title", "body", "appeal")}
        url = reverse(LetterTemplate.snippet_viewset.get_url_name("add"))
        return editor.post(url, data | words | empty | changes)

    def test_staff_make_one(self, editor: Client) -> None:
        assert self.post(editor).status_code == 302
        assert LetterTemplate.objects.get().text("fr").body == "Bonjour {name},"

    def test_the_names_are_explained_beside_the_fields(self, editor: Client) -> None:
        url = reverse(LetterTemplate.snippet_viewset.get_url_name("add"))
        content = editor.get(url).content.decode()
        assert "<code>{received}</code> – the day the request was received." in content

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"body_fr": "Bonjour {nom}"}, "Nothing is known as {nom}"),
            ({"title_fr": "Votre demande {"}, "A brace stands alone"),
            ({"kind": "decision"}, "within which delay to appeal"),
        ],
    )
    def test_what_makes_no_letter_is_refused(self, editor: Client, changes: Any, said: str) -> None:
        response = self.post(editor, **changes)
        assert said in response.content.decode()
        assert not LetterTemplate.objects.exists()


class TestWriting:
    def test_from_template_to_letter(self, client: Client, case: Case, agent: User) -> None:
        template = letter_template()
        begin = client.post(address(case, "letters/begin/"), {"what": f"|{template.key}"})
        assert begin.url == address(case, "letters/draft/")
        draft = LetterDraft.objects.get()
        assert "Bonjour Camille Exemple," in client.get(begin.url).content.decode()

        data = typed(draft, body="Voici l’acte.") | {"preview": "1"}
        assert client.post(begin.url, data).url == address(case, "letters/preview/")
        page = client.get(address(case, "letters/preview/"))
        assert "Voici l’acte." in page.content.decode()
        pdf = client.get(address(case, "letters/preview.pdf"))
        assert pdf.content.startswith(b"%PDF")
        sending = {"seen": page.context["case"].lock, "draft": page.context["mark"]}
        assert client.post(address(case, "letters/send/"), sending).status_code == 302

        letter = Letter.objects.get()
        content = client.get(address(case)).content.decode()
        assert f"/files/case/{case.uuid}/letter/{letter.uuid}/" in content
        assert client.get(f"/files/case/{case.uuid}/letter/{letter.uuid}/").status_code == 200

    def test_what_lacks_is_said_beside_the_field_and_nothing_is_lost(
        self, client: Client, case: Case
    ) -> None:
        template = letter_template(kind=LetterKind.REFUSAL, appeal="Deux mois.")
        client.post(address(case, "letters/begin/"), {"what": f"|{template.key}"})
        draft = LetterDraft.objects.get()

        data = typed(draft, capacity="", body="Non.") | {"preview": "1"}
        response = client.post(address(case, "letters/draft/"), data)

        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"reasons", "capacity"}
        draft.refresh_from_db()
        assert draft.body == "Non."
        assert client.get(address(case, "letters/preview/")).status_code == 302

    def test_it_is_kept_gone_on_with_and_thrown_away(self, client: Client, case: Case) -> None:
        template = letter_template()
        client.post(address(case, "letters/begin/"), {"what": f"|{template.key}"})
        draft = LetterDraft.objects.get()
        client.post(address(case, "letters/draft/"), typed(draft, title="Plus tard") | {"keep": 1})
        assert "Plus tard" in client.get(address(case)).content.decode()

        again = client.post(address(case, "letters/begin/"), {"what": f"|{template.key}"})
        assert again.url == address(case, "letters/draft/")
        client.post(again.url, {"discard": 1})
        assert not LetterDraft.objects.exists()
        assert client.get(again.url).status_code == 404

    def test_a_colleague_s_act_meanwhile_is_told_and_the_letter_kept(
        self, client: Client, case: Case, agent: User
    ) -> None:
        template = letter_template()
        client.post(address(case, "letters/begin/"), {"what": f"|{template.key}"})
        draft = written(LetterDraft.objects.get())
        page = client.get(address(case, "letters/preview/"))
        services.take(case=case, user=staff(queue=case.queue), seen_lock=0)

        sending = {"seen": page.context["case"].lock, "draft": page.context["mark"]}
        response = client.post(address(case, "letters/send/"), sending)

        assert response.status_code == 409
        assert LetterDraft.objects.filter(pk=draft.pk).exists()
        assert not Letter.objects.exists()

    def test_a_way_that_sends_a_letter_is_offered_with_the_letters(self) -> None:
        case = CaseFactory(workflow=MADE)
        agent = staff(queue=case.queue)
        client = desk(agent)
        opened(client, case)
        case.refresh_from_db()
        case = services.change_status(
            case=case, user=agent, status="study", reason="", seen_lock=case.lock
        )
        template = letter_template()

        content = client.get(address(case)).content.decode()
        assert f'value="granted|{template.key}"' in content
        assert 'name="status" value="granted"' not in content
        client.post(address(case, "letters/begin/"), {"what": f"granted|{template.key}"})
        draft = written(LetterDraft.objects.get())
        page = client.get(address(case, "letters/preview/"))
        sending = {"seen": case.lock, "draft": page.context["mark"]}
        client.post(address(case, "letters/send/"), sending)

        assert not LetterDraft.objects.filter(pk=draft.pk).exists()
        case.refresh_from_db()
        assert case.status == "granted"

    @pytest.mark.parametrize("act", ["begin/", "draft/", "preview/", "preview.pdf", "send/"])
    def test_another_queue_s_agent_is_refused_and_logged(
        self, case: Case, act: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        stranger = desk(staff(queue=QueueFactory()))
        posts = act in ("begin/", "send/")
        with caplog.at_level(logging.WARNING, "eservices.backoffice.refusals"):
            url = address(case, f"letters/{act}")
            response = stranger.post(url) if posts else stranger.get(url)
        assert response.status_code in (302, 403)
        assert f"act letter, case {case.pk}" in caplog.text


class TestPost:
    def test_a_batch_from_the_list_to_the_post(
        self, client: Client, case: Case, agent: User
    ) -> None:
        sent_letter(case, agent, by_post=True)
        content = client.get("/admin/requests/post/").content.decode()
        assert "Prepare 1 letter" in content
        assert "/admin/requests/post/" in client.get("/admin/").content.decode()

        made = client.post(f"/admin/requests/post/queue/{case.queue.pk}/")
        batch = PrintBatch.objects.get()
        assert made.url == f"/admin/requests/post/{batch.uuid}/"
        assert client.get(f"{made.url}letters.pdf").content.startswith(b"%PDF")
        client.post(f"{made.url}printed/")
        today = timezone.localdate()
        wrong = client.post(f"{made.url}posted/", {"posted_on": "2999-01-01"})
        assert wrong.status_code == 422
        client.post(f"{made.url}posted/", {"posted_on": today.isoformat()})

        batch.refresh_from_db()
        assert batch.posted_on == today
        assert "Undo the batch" not in client.get(made.url).content.decode()
        again = client.post(f"/admin/requests/post/queue/{case.queue.pk}/")
        assert again.url == "/admin/requests/post/"

        letter = Letter.objects.get()
        back = address(case, f"letters/{letter.uuid}/returned/")
        assert client.get(back).status_code == 200
        assert (
            client.post(back, {"returned_on": "2001-01-01", "reason": "moved"}).status_code == 422
        )
        client.post(back, {"returned_on": today.isoformat(), "reason": "moved"})
        assert LetterReturn.objects.get().letter == letter

    def test_undone(self, client: Client, case: Case, agent: User) -> None:
        letter = sent_letter(case, agent, by_post=True)
        batch = post.make_batch(queue=case.queue, user=agent)

        client.post(f"/admin/requests/post/{batch.uuid}/undo/")

        assert list(post.waiting(case.queue)) == [letter]
        assert client.get(f"/admin/requests/post/{batch.uuid}/letters.pdf").status_code == 404

    def test_others_see_nothing_of_it(self, case: Case, agent: User) -> None:
        sent_letter(case, agent, by_post=True)
        batch = post.make_batch(queue=case.queue, user=agent)
        stranger = desk(staff(queue=QueueFactory()))

        assert "Prepare" not in stranger.get("/admin/requests/post/").content.decode()
        for url in (f"{batch.uuid}/", f"{batch.uuid}/letters.pdf"):
            assert stranger.get(f"/admin/requests/post/{url}").status_code in (302, 403)

    def test_the_list_is_few_queries(
        self, client: Client, case: Case, agent: User, django_assert_max_num_queries: Any
    ) -> None:
        for _number in range(6):
            sent_letter(CaseFactory(queue=case.queue), agent, by_post=True)
            post.make_batch(queue=case.queue, user=agent)
        client.get("/admin/requests/post/")

        with django_assert_max_num_queries(16):
            client.get("/admin/requests/post/")
