"""An agent keys a paper form: the mark leads to the version that was printed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.core.models import Service
from eservices.accounts.enums import Role
from eservices.accounts.models import User
from eservices.backoffice.services import ensure_groups
from eservices.cases.chain import verify
from eservices.cases.clocks.caches import clocks_of, differences
from eservices.cases.dates import add_working_days
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


def keyed(mark: str, on: date | None = None) -> dict[str, str]:
    return {"mark": mark, "received_on": (on or timezone.localdate()).isoformat()}


def test_the_form_is_keyed_on_the_version_that_was_printed(version):
    mark = mark_of(version, "fr")
    samples.publish(samples.definition(declaration=text("Nouvelle")), version.procedure)
    user = agent()
    client = desk(user)

    response = client.post(PAPER, keyed(mark.lower()))

    draft = Draft.objects.get()
    assert (draft.version, draft.channel, draft.agent) == (version, Channel.PAPER, user)
    assert response.url == f"/fr/demarches/acte/d/{draft.uuid}/"
    filled = Resident(client)
    filled.draft = draft
    filled.fill().send()
    sent = Submission.objects.get()
    assert sent.version == version
    assert sent.case.channel == Channel.PAPER


def test_the_words_are_those_of_the_form(version):
    client = desk(agent())
    response = client.post(PAPER, keyed(mark_of(version, "en")))
    assert response.url.startswith("/en/procedures/")
    assert client.get(response.url).status_code == 302
    assert Draft.objects.get().language == "en"


@pytest.mark.parametrize("mark", ["", "FR-2222-2222-23", "something"])
def test_what_is_no_mark_is_said_and_begins_nothing(version, mark):
    response = desk(agent()).post(PAPER, keyed(mark))
    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_an_agent_keys_for_the_services_they_work_only(version):
    Service.objects.create(key="other", department=Service.objects.get().department)
    response = desk(agent(service="other")).post(PAPER, keyed(mark_of(version, "fr")))
    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_the_desk_offers_it_to_those_who_work_requests(version):
    assert PAPER in desk(agent()).get("/admin/requests/").content.decode()
    auditor = desk(agent(Role.AUDITOR))
    assert PAPER not in auditor.get("/admin/requests/").content.decode()
    assert auditor.get(PAPER).status_code == 302


def test_the_delays_run_from_the_day_it_came(version):
    """Keyed ten days later: the promise and what everybody reads start at the arrival."""
    came = timezone.localdate() - timedelta(days=10)
    client = desk(agent())
    client.post(PAPER, keyed(mark_of(version, "fr"), came))
    filled = Resident(client)
    filled.draft = Draft.objects.get()

    filled.fill().send()

    case = Submission.objects.get().case
    assert timezone.localdate(case.received_at) == came
    assert case.promised_on == add_working_days(came, 5)
    assert clocks_of(case).received_on == came
    assert list(differences(case)) == []
    assert list(verify(case)) == []


@pytest.mark.parametrize("days", [1, -400], ids=["to come", "long ago"])
def test_a_day_that_cannot_be_is_said(version, days):
    on = timezone.localdate() + timedelta(days=days)
    response = desk(agent()).post(PAPER, keyed(mark_of(version, "fr"), on))
    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_only_paper_comes_before_it_is_filled_in(version):
    """The database keeps an online request from being dated back."""
    draft = Resident(Client()).start().draft
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(received_on=timezone.localdate())
