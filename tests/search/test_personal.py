"""What residents wrote is never public, and what is public is never found as theirs."""

import dataclasses

import pytest

from content.core.models import Delivery
from eservices.accounts.names import folded
from eservices.cases import finding, services
from eservices.cases.models import Case, CaseTerm
from search.sources import sources
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client) -> Case:
    samples.publish()
    Resident(client).start().fill().send()
    sent = Case.objects.get()
    services.post_message_by_resident(case=sent, text="Je joins mon attestation d’hébergement")
    return sent


def test_agents_find_what_was_sent_and_no_public_document_holds_it(case: Case) -> None:
    public = {
        word
        for document in sources.all_documents()
        for word in folded(str(dataclasses.asdict(document)))
    }

    for typed in ("camille", "hébergement"):
        assert list(finding.find(Case.objects.all(), typed)) == [case], typed
        assert folded(typed)[0] not in public, typed
    assert "acte" in public


def test_the_public_pages_are_nothing_to_the_agents_search(case: Case) -> None:
    held = set(CaseTerm.objects.values_list("word", flat=True))

    assert "acte" not in held
    assert not finding.find(Case.objects.all(), "acte").exists()


def test_nothing_that_waits_for_the_public_index_names_the_person(case: Case) -> None:
    waiting = Delivery.objects.exclude(kind="core.mail").values_list("key", "payload")
    assert "camille" not in str(list(waiting)).lower()
