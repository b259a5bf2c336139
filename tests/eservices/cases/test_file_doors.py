"""States x people x views: nothing of a file is given before the check found it clean."""

from __future__ import annotations

import pytest
from django.test import Client

from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases import services
from eservices.cases.enums import AttachmentState
from eservices.cases.files import attachments, scanning
from eservices.cases.models import Attachment, Case
from tests.eservices.accounts.factories import AssignmentFactory
from tests.eservices.cases.factories import CaseFactory, jpeg, prove, upload

pytestmark = pytest.mark.django_db

ROLES = ("resident", "agent", "officer", "auditor", "superuser", "stranger")
#: An auditor reads the chain of events, never what the person sent.
OPENS = {"clean": {"resident", "agent", "officer"}}


def receive(name: str) -> Attachment:
    return attachments.receive(file=upload(jpeg(), name), max_megabytes=1)


class TestEveryDoor:
    @pytest.fixture
    def case(self, kind, settings) -> Case:
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        case = CaseFactory()
        kind.files = [receive("dossier.jpg")]
        services.post_message_by_resident(
            case=case, text="Voici", attachments=[receive("lettre.jpg")]
        )
        return case

    def put(self, state: str, kind) -> None:
        """Bring both files to ``state``, through the services where they lead there."""
        if state == "unscanned":
            Attachment.objects.update(state=state)
        for attachment in Attachment.objects.all():
            if state in ("scanning", "clean", "infected"):
                attachments.begin_scan(uuid=attachment.uuid)
            if state == "clean":
                attachments.accept(attachment=attachment, scanned_by="ClamAV")
            elif state == "infected":
                scanning.refuse(attachment=attachment, scanned_by="ClamAV", threat="Eicar")
            elif state == "removed":
                attachments.remove(attachment=attachment)
        kind.files = list(Attachment.objects.filter(name="dossier.jpg"))

    def somebody(self, role: str, case: Case) -> Client:
        client = Client()
        if role == "resident":
            prove(client, case)
        elif role == "superuser":
            client.force_login(User.objects.create_superuser("s@exemple.invalid", "x" * 20))
        elif role != "stranger":
            user = AssignmentFactory(queue=case.queue, role=Role(role)).user
            user.groups.add(ensure_groups())
            client.force_login(user)
            services.record_opening(case=case, user=user, reason="processing")
        return client

    def opened(self, case: Case) -> dict[str, set[str]]:
        """Return which files each role can have: by their address, and by links of pages."""
        had: dict[str, set[str]] = {}
        for role in ROLES:
            client = self.somebody(role, case)
            for attachment in Attachment.objects.all():
                address = f"/files/case/{case.uuid}/{attachment.uuid}/"
                pages = (f"/fr/suivi/{case.uuid}/", f"/admin/requests/{case.uuid}/")
                linked = any(address in client.get(page).content.decode() for page in pages)
                given = client.get(address).status_code == 200
                assert given == linked or role in ("stranger", "superuser")
                if given:
                    had.setdefault(role, set()).add(attachment.name)
        return had

    @pytest.mark.parametrize("state", AttachmentState.values)
    def test_only_a_clean_file_opens(self, case: Case, kind, state: str) -> None:
        self.put(state, kind)
        both = {"dossier.jpg", "lettre.jpg"}
        assert self.opened(case) == dict.fromkeys(OPENS.get(state, set()), both)

    def test_this_table_sees_a_missing_guard(self, case: Case, kind, monkeypatch) -> None:
        monkeypatch.setattr(Attachment, "is_readable", True)
        assert set(self.opened(case)) == OPENS["clean"]
