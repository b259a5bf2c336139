"""What editors schedule happens, each page for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from content.core import deliveries, scheduling
from content.core.mail import KIND
from content.core.models import Delivery
from content.core.models.deliveries import DeliveryState
from content.core.refusals import PublicationRefused
from content.information.models import ArticlePage
from tests.content.information import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def run(kind: str, after: timedelta) -> list[DeliveryState]:
    """Do what is due ``after`` so long, as the worker does."""
    with time_machine.travel(timezone.now() + after, tick=False):
        due = Delivery.objects.filter(kind=kind, due_at__lte=timezone.now())
        rows = list(due.filter(state=DeliveryState.WAITING).order_by("pk"))
        return [deliveries.perform(row) for row in rows]


def planned(title: str, slug: str) -> ArticlePage:
    page = factories.article(title, slug=slug)
    page.title = f"{title}, demain"
    page.go_live_at = timezone.now() + DAY
    page.save_revision().publish()
    return page


def title(page: Page) -> str:
    return str(Page.objects.get(pk=page.pk).title)


def test_a_page_goes_live_when_its_time_comes() -> None:
    page = planned("Marché", "marche")
    assert run(scheduling.PUBLISH, after=DAY / 2) == []
    assert title(page) == "Marché"
    run(scheduling.PUBLISH, after=2 * DAY)
    assert title(page) == "Marché, demain"


def test_one_that_refuses_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing, other = planned("Marché", "marche"), planned("Piscine", "piscine")
    follow = ArticlePage.on_live_change

    def refuse(self: ArticlePage) -> None:
        if self.pk == refusing.pk:
            raise PublicationRefused("Il manque un mot.")
        follow(self)

    monkeypatch.setattr(ArticlePage, "on_live_change", refuse)
    run(scheduling.PUBLISH, after=2 * DAY)
    assert (title(refusing), title(other)) == ("Marché", "Piscine, demain")


class TestRefused:
    """The editor is asleep when it happens, and reads why in the morning."""

    @pytest.fixture(autouse=True)
    def refusing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_page: ArticlePage) -> None:
            raise PublicationRefused("Il manque <un> mot.")

        monkeypatch.setattr(ArticlePage, "on_live_change", refuse)

    @pytest.fixture
    def people(self) -> list[Any]:
        make = get_user_model().objects.create_user
        return [make(email=f"{name}@example.invalid") for name in ("editor", "owner")]

    def scheduled(self, monkeypatch: pytest.MonkeyPatch, people: list[Any]) -> ArticlePage:
        with monkeypatch.context() as before:
            before.setattr(ArticlePage, "on_live_change", lambda page: None)
            page = factories.article("Marché", slug="marche")
        Page.objects.filter(pk=page.pk).update(owner=people[1])
        page.go_live_at = timezone.now() + DAY
        page.save_revision(user=people[0]).publish()
        return page

    def test_the_editor_is_told_why_once(
        self, monkeypatch: pytest.MonkeyPatch, people: list[Any]
    ) -> None:
        page = self.scheduled(monkeypatch, people)
        for _attempt in range(2):
            run(scheduling.PUBLISH, after=2 * DAY)
        mail = Delivery.objects.get(kind=KIND).payload
        assert (mail["to"], mail["language"]) == ("editor@example.invalid", "fr")
        assert mail["subject"] == "Non publiée : Marché"
        for written in (mail["text"], mail["html"]):
            assert f"/pages/{page.pk}/edit/" in written
        assert "- Il manque <un> mot." in mail["text"]
        assert "Il manque &lt;un&gt; mot." in mail["html"]

    def test_the_owner_when_the_editor_left(
        self, monkeypatch: pytest.MonkeyPatch, people: list[Any]
    ) -> None:
        self.scheduled(monkeypatch, people)
        get_user_model().objects.filter(pk=people[0].pk).update(is_active=False)
        UserProfile.objects.create(user=people[1], preferred_language="en")
        run(scheduling.PUBLISH, after=2 * DAY)
        mail = Delivery.objects.get(kind=KIND).payload
        assert (mail["to"], mail["subject"]) == ("owner@example.invalid", "Not published: Marché")


def test_what_was_called_off_does_not_happen() -> None:
    page = planned("Marché", "marche")
    page.revisions.update(approved_go_live_at=None)
    run(scheduling.PUBLISH, after=2 * DAY)
    assert title(page) == "Marché"


def test_a_page_comes_down_when_its_time_is_over() -> None:
    page = factories.article("Marché", slug="marche")
    page.expire_at = timezone.now() + DAY
    page.save_revision().publish()
    run(scheduling.EXPIRE, after=DAY / 2)
    assert Page.objects.get(pk=page.pk).live
    run(scheduling.EXPIRE, after=2 * DAY)
    seen: Any = Page.objects.get(pk=page.pk)
    assert (seen.live, seen.expired) == (False, True)


def test_more_time_was_given() -> None:
    page = factories.article("Marché", slug="marche")
    page.expire_at = timezone.now() + DAY
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + 9 * DAY)
    run(scheduling.EXPIRE, after=2 * DAY)
    assert Page.objects.get(pk=page.pk).live
