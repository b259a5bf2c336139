from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eservices.cases import services, visits
from eservices.cases.codes import new_code
from eservices.cases.enums import AttachmentState
from eservices.cases.files import attachments
from eservices.cases.models import Attachment, Case
from tests.eservices.cases.factories import CaseFactory, agent_for, jpeg, prove, upload

pytestmark = pytest.mark.django_db


def page(case: Case, language: str = "fr") -> str:
    return f"/{language}/{'suivi' if language == 'fr' else 'tracking'}/{case.uuid}/"


def assert_private(response) -> None:
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in response.headers["X-Robots-Tag"]


class TestProving:
    def test_code_and_fact_open_the_case_in_its_language(self, client: Client, kind) -> None:
        case = CaseFactory()

        response = prove(client, case)

        assert response.status_code == 302
        assert response.url == page(case)
        response = client.get(page(case))
        content = response.content.decode()
        assert response.status_code == 200
        assert_private(response)
        assert "Demander un acte de naissance" in content
        assert "Exemple" in content
        response = client.get(page(case, "en"))
        assert "Ask for a birth certificate" in response.content.decode()

    def test_the_address_alone_opens_nothing(self, client: Client, kind) -> None:
        response = client.get(page(CaseFactory()))

        assert (response.status_code, response.url) == (302, "/fr/suivi/?visit=over")

    def test_the_visit_is_for_one_case_only(self, client: Client, kind) -> None:
        mine, other = CaseFactory(), CaseFactory()
        prove(client, mine)

        assert client.get(page(other)).status_code == 302
        client.cookies["case_visit_fr"]["path"] = "/"
        assert client.get(page(other)).status_code == 302

    def test_the_cookie_is_short_hidden_from_scripts_and_bound_to_the_case(
        self, client: Client, kind
    ) -> None:
        case = CaseFactory()
        response = prove(client, case)

        cookies = {n: c for n, c in response.cookies.items() if n.startswith(visits.COOKIE)}
        assert {c["path"] for c in cookies.values()} == {
            page(case),
            page(case, "en"),
            f"/files/case/{case.uuid}/",
        }
        for cookie in cookies.values():
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert cookie["max-age"] == visits.DURATION.total_seconds()

    def test_the_cookie_dies_on_our_side_too(self, client: Client, kind) -> None:
        case = CaseFactory()
        prove(client, case)
        value = client.cookies["case_visit_fr"].value

        with time_machine.travel(timezone.now() + visits.DURATION * 1.01):
            late = Client(headers={"cookie": f"case_visit_fr={value}"})
            assert late.get(page(case)).status_code == 302

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"code": "", "fact": ""}, "code"),
            ({"code": "7KM4-PX2R-2", "fact": "75004"}, "code"),
            ({"code": "\x00", "fact": "\x00"}, "code"),
            ({"code": "VALID", "fact": ""}, "fact"),
        ],
    )
    def test_bad_input_answers_422_with_a_summary_and_what_was_typed(
        self, client: Client, data: dict[str, str], field: str
    ) -> None:
        if data["code"] == "VALID":
            data = {**data, "code": new_code()}

        response = client.post("/fr/suivi/", data)

        content = response.content.decode()
        assert response.status_code == 422
        assert_private(response)
        assert f'href="#id_{field}"' in content
        if data["code"].isprintable():
            assert f'value="{data["code"]}"' in content or not data["code"]

    def test_unknown_code_and_wrong_fact_get_the_same_page(self, client: Client) -> None:
        case, unknown = CaseFactory(), new_code()

        pages = []
        for code in (case.grouped_code, unknown):
            response = client.post("/fr/suivi/", {"code": code, "fact": "wrong"})
            assert response.status_code == 422
            text = response.content.decode().replace(code, "CODE")
            pages.append(text.split("<main")[1].split("csrfmiddlewaretoken")[0])

        assert pages[0] == pages[1]

    def test_the_locked_page_says_when_and_whom_to_call(self, client: Client) -> None:
        code = new_code()
        for _attempt in range(5):
            client.post("/fr/suivi/", {"code": code, "fact": "wrong"})

        response = client.post("/fr/suivi/", {"code": code, "fact": "wrong"})

        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 901
        assert_private(response)

    def test_the_form_needs_a_csrf_token(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        assert strict.post("/fr/suivi/", {"code": "x", "fact": "y"}).status_code == 403


class TestReading:
    def test_the_resident_sees_what_was_done_and_never_by_whom(self, client: Client, kind) -> None:
        case = CaseFactory()
        agent = agent_for(case, user__last_name="Secret")
        services.record_opening(case=case, user=agent, reason="processing")
        services.change_status(
            case=case, user=agent, status="search", reason="Registre demandé", seen_lock=0
        )
        services.post_message_by_agent(case=case, user=agent, text="Bonjour", seen_lock=1)
        prove(client, case)

        content = client.get(page(case)).content.decode()

        for words in ("Recherche", "Registre demandé", "Bonjour", "État civil", "01 99 00 00 10"):
            assert words in content
        assert "Secret" not in content
        assert case.messages.get().read_at is not None

    def test_a_page_is_few_queries(
        self, client: Client, kind, django_assert_max_num_queries
    ) -> None:
        case = CaseFactory()
        agent = agent_for(case)
        for lock in range(6):
            services.post_message_by_agent(case=case, user=agent, text="Bonjour", seen_lock=lock)
        prove(client, case)
        client.get(page(case))

        with django_assert_max_num_queries(16):
            client.get(page(case))

    def test_what_was_typed_is_shown_as_text(self, client: Client, kind) -> None:
        case = CaseFactory()
        services.post_message_by_resident(case=case, text="<script>alert(1)</script>")
        prove(client, case)

        content = client.get(page(case)).content.decode()

        assert "<script>alert" not in content
        assert "&lt;script&gt;alert" in content

    def test_leaving_takes_the_cookies_away(self, client: Client, kind) -> None:
        case = CaseFactory()
        prove(client, case)

        response = client.post(page(case) + "x/")

        assert response.url == "/fr/suivi/?visit=ended"
        assert all(
            cookie["max-age"] == 0
            for name, cookie in response.cookies.items()
            if name.startswith(visits.COOKIE)
        )
        assert client.get(page(case)).status_code == 302


class TestReplying:
    def test_a_message_with_files_reaches_the_case(self, client: Client, kind) -> None:
        case = CaseFactory()
        prove(client, case)

        response = client.post(
            page(case),
            {"text": "Voici", "documents": [upload(jpeg(), "a.jpg"), upload(jpeg(), "b.jpg")]},
        )

        assert response.status_code == 302
        message = case.messages.get()
        assert message.text == "Voici"
        assert {file.name for file in message.attachments.all()} == {"a.jpg", "b.jpg"}

    @pytest.mark.parametrize(
        ("text", "files"),
        [
            ("", [jpeg()]),
            ("Voici", [b"MZ lying"]),
            ("Voici", [jpeg(), b""]),
            ("Voici", [jpeg()] * 6),
        ],
    )
    def test_an_error_keeps_the_words_and_no_file(
        self, client: Client, kind, text: str, files: list[bytes]
    ) -> None:
        case = CaseFactory()
        prove(client, case)

        response = client.post(
            page(case), {"text": text, "documents": [upload(content) for content in files]}
        )

        content = response.content.decode()
        assert response.status_code == 422
        assert "error-summary" in content
        assert text in content
        assert not case.messages.exists()
        assert set(Attachment.objects.values_list("state", flat=True)) <= {AttachmentState.REMOVED}

    def test_a_visit_that_ends_while_writing_loses_no_word(self, client: Client, kind) -> None:
        case = CaseFactory()

        response = client.post(page(case), {"text": "Ma longue lettre"})
        assert response.status_code == 403
        assert "Ma longue lettre" in response.content.decode()

        response = client.post(
            "/fr/suivi/",
            {"code": case.code, "fact": "75004", "message": "Ma longue lettre"},
        )
        assert response.status_code == 200
        assert "Ma longue lettre</textarea>" in response.content.decode()
        assert client.post(page(case), {"text": "Ma longue lettre"}).status_code == 302

    def test_a_closed_case_has_no_form_and_refuses(self, client: Client, kind) -> None:
        case = CaseFactory()
        services.change_status(
            case=case, user=agent_for(case), status="closed", reason="", seen_lock=0
        )
        prove(client, case)

        assert "<textarea" not in client.get(page(case)).content.decode()
        assert client.post(page(case), {"text": "Encore"}).status_code == 422


class TestFiles:
    @pytest.fixture
    def case(self, kind) -> Case:
        kind.files = [attachments.receive(file=upload(jpeg(), "preuve.jpg"), max_megabytes=1)]
        return CaseFactory()

    def address(self, case: Case, kind, attachment: Attachment | None = None) -> str:
        return f"/files/case/{case.uuid}/{(attachment or kind.files[0]).uuid}/"

    def test_the_resident_reads_our_rebuilt_copy(self, client: Client, kind, case: Case) -> None:
        prove(client, case)

        response = client.get(self.address(case, kind))

        assert response.status_code == 200
        assert_private(response)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert len(b"".join(response.streaming_content)) == kind.files[0].rebuilt_size

    def test_nobody_else_does(self, client: Client, kind, case: Case) -> None:
        assert client.get(self.address(case, kind)).status_code == 403
        prove(client, CaseFactory())
        assert client.get(self.address(case, kind)).status_code == 403

    def test_a_file_of_another_case_is_not_found(self, client: Client, kind, case: Case) -> None:
        stray = attachments.receive(file=upload(jpeg()), max_megabytes=1)
        prove(client, case)

        assert client.get(self.address(case, kind, stray), follow=True).status_code == 404

    def test_an_agent_opens_after_opening_the_case_and_it_is_recorded(
        self, client: Client, kind, case: Case
    ) -> None:
        agent = agent_for(case)
        client.force_login(agent)
        assert client.get(self.address(case, kind)).status_code == 403

        services.record_opening(case=case, user=agent, reason="processing")
        assert client.get(self.address(case, kind)).status_code == 200

        event = case.events.latest("sequence")
        assert (event.kind, event.data["document"]) == ("document_read", str(kind.files[0].uuid))

    def test_an_unknown_case_is_refused_like_any(self, client: Client, kind) -> None:
        assert client.get(f"/files/case/{uuid4()}/{uuid4()}/", follow=True).status_code == 404
