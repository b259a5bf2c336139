"""Who may do what at the desk: every role at every address, in one table."""

import logging

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from content.core.models import Delivery
from eservices.accounts.enums import Role
from eservices.backoffice import urls
from eservices.cases import acknowledging, services
from eservices.cases.files import attachments
from eservices.cases.models import Attachment, Case
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import (
    AGENT,
    AUDITOR,
    NONE,
    OFFICER,
    OTHERS,
    desk,
    opened,
    staff,
    standing,
)
from tests.eservices.cases.factories import CaseFactory, TestKind, jpeg, sent_letter, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]

WHO = (AGENT, OFFICER, OTHERS, AUDITOR, NONE)
#: Address, method, what is sent, and who is let in; all others are refused.
TABLE: list[tuple[str, str, dict[str, object], set[str]]] = [
    ("index", "get", {}, {AGENT, OFFICER, OTHERS, AUDITOR}),
    ("index_results", "get", {}, {AGENT, OFFICER, OTHERS, AUDITOR}),
    ("export", "get", {}, {AGENT, OFFICER, OTHERS, AUDITOR}),
    ("export_answers", "get", {}, {OFFICER}),
    ("next", "post", {}, {AGENT, OFFICER, OTHERS}),
    ("absences", "get", {}, {AGENT, OFFICER, OTHERS}),
    ("notices", "get", {}, {AGENT, OFFICER, OTHERS}),
    ("paper", "get", {}, {AGENT, OFFICER, OTHERS}),
    ("prepare_batch", "post", {"act": "take", "scope": "all"}, {AGENT, OFFICER, OTHERS}),
    ("case", "get", {}, {AGENT, OFFICER, AUDITOR}),
    ("open", "post", {"reason": "processing"}, {AGENT, OFFICER, AUDITOR}),
    ("assign", "post", {"seen": 0, "take": 1}, {AGENT, OFFICER}),
    ("forward", "post", {"seen": 0}, {AGENT, OFFICER}),
    ("message", "post", {"seen": 0, "text": "Bonjour"}, {AGENT, OFFICER}),
    ("status", "post", {"seen": 0, "status": "search"}, {AGENT, OFFICER}),
    ("correction", "get", {}, {AGENT, OFFICER}),
    ("received", "post", {"seen": 0}, {AGENT, OFFICER}),
    ("proof", "post", {}, {OFFICER, AUDITOR}),
]
OF_A_CASE = {
    *("case", "open", "assign", "forward", "message", "status", "correction", "received"),
    "proof",
}


#: Officers elsewhere have them too, for requests of their own: see `test_answers_export`.
OF_ANY_OFFICER = {"export_answers"}


@pytest.fixture
def case() -> Case:
    return CaseFactory()


def asked(client: Client, name: str, method: str, data: dict[str, object], case: Case):
    of_case = name in OF_A_CASE
    address = reverse(f"desk:{name}", args=[case.uuid] if of_case else [])
    return getattr(client, method)(address, data)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("name", "method", "data", "allowed"), TABLE, ids=[name for name, *_rest in TABLE]
)
def test_each_role_at_each_address(
    case: Case,
    who: str,
    name: str,
    method: str,
    data: dict[str, object],
    allowed: set[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    led = who == OTHERS and name not in OF_ANY_OFFICER
    elsewhere = [staff(Role.OFFICER, queue=QueueFactory())] if led else []
    for user in standing(who, case) + elsewhere:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "eservices.backoffice.refusals"):
            response = asked(desk(user), name, method, data, case)
        # Wagtail leads who is refused to the admin's front door.
        refused = response.status_code == 403 or response.headers.get("Location") == "/admin/"
        assert refused is (who not in allowed), (who, name, response.status_code)
        logged = [record.fields for record in caplog.records if hasattr(record, "fields")]
        assert bool(logged) is refused
        assert all(fields["user"] == user.pk for fields in logged)
    if who not in allowed:
        case.refresh_from_db()
        assert (case.lock, case.assignee) == (0, None)


def test_every_address_of_the_desk_is_in_the_table() -> None:
    named = {pattern.name for pattern in urls.urlpatterns if getattr(pattern, "name", None)}
    # A batch and an absence are asked for by their own: see their tests.
    assert named - {"batch", "end_absence"} == {name for name, *_rest in TABLE}


@pytest.mark.parametrize("name", [name for name, method, *_rest in TABLE if method == "get"])
def test_without_a_second_factor_nobody_enters(case: Case, name: str) -> None:
    client = desk(staff(queue=case.queue))

    with override_settings(STAFF_MFA_REQUIRED=True):
        response = asked(client, name, "get", {}, case)

    assert response.status_code == 302
    assert "2fa" in response.url or "mfa" in response.url or "totp" in response.url


def test_nobody_is_asked_to_sign_in(case: Case) -> None:
    for name, method, data, _allowed in TABLE:
        response = asked(Client(), name, method, data, case)
        assert response.status_code == 302
        assert "login" in response.url


class TestWhatIsRead:
    """Of one case that was opened with a reason: what each role reads, by page and by address."""

    SAID = "Vulgate-Jonquille"
    ANSWER = "Exemple"
    REASON = "Motif-Kierkegaard"
    #: Who reads what the person said and sent; the chain and the clocks are for auditors too.
    PROCESSING = (AGENT, OFFICER)

    @pytest.fixture
    def lived(self, case: Case, kind: TestKind) -> Case:
        agent = staff(queue=case.queue)
        sent = attachments.receive(file=upload(jpeg(), "dossier.jpg"), max_megabytes=1)
        kind.files = [sent]
        services.post_message_by_resident(case=case, text=self.SAID)
        case.refresh_from_db()
        sent_letter(case, agent)
        case.refresh_from_db()
        services.change_status(
            case=case, user=agent, status="search", reason=self.REASON, seen_lock=case.lock
        )
        case.refresh_from_db()
        return case

    @pytest.mark.parametrize("who", [AGENT, OFFICER, AUDITOR])
    def test_on_the_page(self, lived: Case, who: str) -> None:
        (user,) = standing(who, lived)
        client = desk(user)
        opened(client, lived)

        page = client.get(reverse("desk:case", args=[lived.uuid])).content.decode()

        reads = who in self.PROCESSING
        for word in (self.SAID, self.ANSWER, self.REASON, "dossier.jpg", "Votre demande"):
            assert (word in page) is reads, word
        assert "Status changed: Recherche" in page
        assert "Promise of the city" in page
        assert (str(user) in page) or reads, "an auditor reads who acted"

    @pytest.mark.parametrize("who", [AGENT, OFFICER, AUDITOR])
    def test_by_its_address(self, lived: Case, kind: TestKind, who: str) -> None:
        (sent,) = Attachment.objects.all()
        attachments.begin_scan(uuid=sent.uuid)
        attachments.accept(attachment=sent, scanned_by="ClamAV")
        kind.files = list(Attachment.objects.all())
        acknowledged = self.acknowledged(lived)
        (user,) = standing(who, lived)
        client = desk(user)
        opened(client, lived)
        addresses = [
            reverse("case_files:file", args=[lived.uuid, kind.files[0].uuid]),
            reverse("case_files:letter", args=[lived.uuid, lived.letters.get().uuid]),
            reverse("cases:statement", args=[lived.uuid, acknowledged]),
            reverse("cases:statement-pdf", args=[lived.uuid, acknowledged]),
        ]
        for each in addresses:
            response = client.get(each)
            if response.streaming:
                b"".join(response.streaming_content)
            assert (response.status_code == 200) is (who in self.PROCESSING), each
        copy = client.post(reverse("records:copy", args=[lived.uuid]))
        if copy.streaming:
            b"".join(copy.streaming_content)
        assert (copy.status_code == 200) is (who in self.PROCESSING)

    def acknowledged(self, case: Case) -> int:
        """Let the acknowledgement be made, and return the number of its event."""
        row = Delivery.objects.get(kind=acknowledging.KIND)
        acknowledging.acknowledge(row)
        return case.statements.get().event.sequence


def test_the_services_refuse_what_the_desk_refuses(case: Case) -> None:
    """Without any view: an auditor or another queue's agent acts on nothing."""
    for user in [*standing(AUDITOR, case), *standing(OTHERS, case), *standing(NONE, case)]:
        for act in (
            lambda user=user: services.take(case=case, user=user, seen_lock=0),
            lambda user=user: services.change_status(
                case=case, user=user, status="search", reason="", seen_lock=0
            ),
            lambda user=user: services.post_message_by_agent(
                case=case, user=user, text="Bonjour", seen_lock=0
            ),
        ):
            with pytest.raises(services.NotAllowed):
                act()
