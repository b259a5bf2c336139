"""An agent keys a paper form: the mark leads to the version that was printed."""

from __future__ import annotations

import pytest
from django.test import Client

from content.core.models import Service
from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases.enums import Channel
from eservices.procedures.models import Draft, Submission
from eservices.procedures.paper.marks import mark_of
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory, UserFactory
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident, text

pytestmark = pytest.mark.django_db
PAPER = "/admin/requests/paper/"


@pytest.fixture
def version():
    return samples.publish()


def agent(role: Role = Role.AGENT, service: str = "civil-status") -> User:
    user = UserFactory()
    user.groups.add(ensure_groups())
    queue = QueueFactory(service=Service.objects.get(key=service))
    AssignmentFactory(user=user, role=role, queue=queue)
    return user


def desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_form_is_keyed_on_the_version_that_was_printed(version):
    mark = mark_of(version, "fr")
    samples.publish(samples.definition(declaration=text("Nouvelle")), version.procedure)
    user = agent()
    client = desk(user)

    response = client.post(PAPER, {"mark": mark.lower()})

    draft = Draft.objects.get()
    assert (draft.version, draft.channel, draft.agent) == (version, Channel.PAPER, user)
    assert response.url == f"/fr/demarches/acte/d/{draft.uuid}/"
    keyed = Resident(client)
    keyed.draft = draft
    keyed.fill().send()
    sent = Submission.objects.get()
    assert sent.version == version
    assert sent.case.channel == Channel.PAPER


def test_the_words_are_those_of_the_form(version):
    client = desk(agent())
    response = client.post(PAPER, {"mark": mark_of(version, "en")})
    assert response.url.startswith("/en/procedures/")
    assert client.get(response.url).status_code == 302
    assert Draft.objects.get().language == "en"


@pytest.mark.parametrize("mark", ["", "FR-2222-2222-23", "something"])
def test_what_is_no_mark_is_said_and_begins_nothing(version, mark):
    response = desk(agent()).post(PAPER, {"mark": mark})
    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_an_agent_keys_for_the_services_they_work_only(version):
    Service.objects.create(key="other", department=Service.objects.get().department)
    response = desk(agent(service="other")).post(PAPER, {"mark": mark_of(version, "fr")})
    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_the_desk_offers_it_to_those_who_work_requests(version):
    assert PAPER in desk(agent()).get("/admin/requests/").content.decode()
    auditor = desk(agent(Role.AUDITOR))
    assert PAPER not in auditor.get("/admin/requests/").content.decode()
    assert auditor.get(PAPER).status_code == 302
