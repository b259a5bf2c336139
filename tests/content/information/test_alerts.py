"""Alerts stand where they concern somebody, from their first second to their last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.core import deliveries
from content.core.fragments import fragments
from content.core.models import Delivery, District, Purge, Sector
from content.core.models.deliveries import Lane
from content.information.alerts import concerning
from content.information.models import Alert, AlertText
from content.information.models.alerts import TURN
from eservices.accounts.models import User
from tests.content.information import factories

pytestmark = pytest.mark.django_db


def alert(title: str = "Crue", **fields: Any) -> Alert:
    made: Alert = Alert.objects.create(level=fields.pop("level", "warning"), **fields)
    AlertText.objects.create(subject=made, language="fr", title=title)
    fragments.forget()
    return made


def test_an_alert_without_target_concerns_everybody() -> None:
    made = alert()
    assert concerning(None) == [made]
    assert concerning(factories.article()) == [made]


def test_an_alert_of_a_service_stands_on_its_pages_only(client: Client) -> None:
    page = factories.service_page(slug="etat-civil")
    factories.article(slug="nouvelle")
    alert("Guichet fermé", service=page.service)

    assert "Guichet fermé" in client.get("/fr/etat-civil/").content.decode()
    assert "Guichet fermé" not in client.get("/fr/nouvelle/").content.decode()
    assert "Guichet fermé" not in client.get("/fr/aide/").content.decode()


def test_an_alert_of_a_section_covers_what_is_below_in_every_language() -> None:
    section = factories.section("Vivre", slug="vivre")
    child = factories.article(parent=section)
    english = factories.section(
        "Living",
        slug="living",
        parent=factories.home("en"),
        translation_key=section.translation_key,
    )
    elsewhere = factories.article("Ailleurs", slug="ailleurs")
    made = alert(section=section)

    assert [concerning(p) for p in (section, child, english)] == [[made]] * 3
    assert concerning(elsewhere) == []


def test_an_alert_of_a_district_stands_on_the_pages_for_it() -> None:
    sector = Sector.objects.create(number=12, key="12", name="12e")
    district = District.objects.create(number=12, postcode="75012", sector=sector)
    page = factories.article()
    page.audience.add(district)
    page.save()
    made = alert(district=district)

    assert concerning(page) == [made]
    assert concerning(factories.article("Pour tous", slug="tous")) == []


def test_targets_add_up_and_the_gravest_comes_first() -> None:
    page = factories.service_page()
    calm = alert("Fête", level="information")
    grave = alert("Crue", level="danger", service=page.service)
    assert concerning(page) == [grave, calm]


def test_an_alert_that_begins_or_ends_by_itself_purges_every_page_at_that_moment() -> None:
    now = timezone.now()
    alert(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert Delivery.objects.filter(kind=TURN).count() == 2
    Purge.objects.all().delete()

    for hours in (1, 2):
        with time_machine.travel(now + timedelta(hours=hours, minutes=1)):
            while row := deliveries.take(Lane.QUICK):
                deliveries.perform(row)
        assert {"chrome:fr", "chrome:en"} <= set(Purge.objects.values_list("tag", flat=True))
        Purge.objects.all().delete()


def test_an_alert_outside_its_period_is_silent() -> None:
    now = timezone.now()
    alert("Demain", starts_at=now + timedelta(days=1))
    alert("Hier", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    assert concerning(None) == []


def test_the_duty_officer_writes_every_language_in_one_form(client: Client) -> None:
    client.force_login(User.objects.create_superuser("duty@example.invalid", "secret"))
    words = {"title_fr": "Crue", "text_fr": "", "title_en": "Flood", "text_en": ""}
    data = {"level": "danger", "starts_at": "2020-01-01 09:00", **words}

    answer = client.post(reverse("wagtailsnippets_content_information_alert:add"), data)

    assert answer.status_code == 302
    assert "Crue" in client.get("/fr/aide/").content.decode()
    assert "Flood" in client.get("/en/help/").content.decode()
