"""What editors schedule happens, each page for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from content.core import deliveries, scheduling
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
