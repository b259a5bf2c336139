"""The main job: start, fill in, check, send, receive."""

import pytest

from content.core.models import Delivery
from eservices.procedures.models import Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(client, settings) -> Resident:
    settings.PROCEDURES_START_SECONDS = 0
    samples.publish()
    return Resident(client)


def test_whole_journey(resident):
    resident.start().fill()
    page = resident.get("verifier/")
    assert page.status_code == 200
    response = resident.send()
    assert response.status_code == 302
    assert response.url == resident.url("recu/")
    submission = Submission.objects.get()
    case = submission.case
    assert case.sector.number == 1
    assert case.contact_email == "camille@example.invalid"
    receipt = resident.client.get(response.url)
    assert receipt.status_code == 200
    assert "Démo" in receipt.content.decode()
    pdf = resident.get("recu.pdf")
    assert pdf.content.startswith(b"%PDF")
    mail = Delivery.objects.get(kind="core.mail")
    assert mail.payload["to"] == "camille@example.invalid"
    assert case.code[:4] in mail.payload["text"]
