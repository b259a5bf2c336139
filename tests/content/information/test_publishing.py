"""What a publication writes, on each of the ways that lead to one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from content.core.models import Delivery, Purge
from content.information.models import ArticlePage
from tests.content.information import factories

pytestmark = pytest.mark.django_db


def forget() -> None:
    Purge.objects.all().delete()
    Delivery.objects.all().delete()


def purged() -> set[str]:
    return set(Purge.objects.values_list("tag", flat=True))


def indexed() -> set[str]:
    return set(Delivery.objects.filter(kind="search.index").values_list("key", flat=True))


def test_publishing_an_edit_purges_the_page_its_parent_and_the_lists() -> None:
    page = factories.article()
    forget()

    page.title = "Autre nouvelle"
    page.save_revision().publish()

    assert {f"page:{page.pk}", f"page:{factories.home().pk}", "list:news"} <= purged()
    assert indexed() == {f"page:{page.pk}"}


def test_saving_a_draft_purges_nothing() -> None:
    page = factories.article()
    forget()

    page.title = "Brouillon"
    page.save_revision()

    assert purged() == set()
    assert indexed() == set()


def test_a_scheduled_publication_purges_when_it_comes() -> None:
    page = factories.article()
    page.title = "Demain"
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    forget()

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")

    assert f"page:{page.pk}" in purged()
    assert indexed() == {f"page:{page.pk}"}


def test_unpublishing_takes_the_page_out_of_lists_and_search() -> None:
    page = factories.article()
    forget()

    page.unpublish()

    assert {f"page:{page.pk}", "list:news"} <= purged()
    assert indexed() == {f"page:{page.pk}"}


def test_moving_a_section_purges_everything_below_it() -> None:
    parent = factories.section("Ancienne", slug="ancienne")
    target = factories.section("Nouvelle", slug="nouvelle")
    child = factories.article(parent=parent)
    forget()

    parent.move(target, pos="last-child")

    assert {f"page:{parent.pk}", f"page:{child.pk}"} <= purged()
    assert f"page:{child.pk}" in indexed()


def test_deleting_a_section_purges_everything_below_it() -> None:
    parent = factories.section()
    child = factories.article(parent=parent)
    forget()

    parent.delete()

    assert {f"page:{parent.pk}", f"page:{child.pk}"} <= purged()
    assert not ArticlePage.objects.filter(pk=child.pk).exists()


def test_what_raises_while_publishing_leaves_the_page_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = factories.article(title="Avant")

    def fail(self: ArticlePage) -> None:
        raise RuntimeError("nothing compiles")

    monkeypatch.setattr(ArticlePage, "on_live_change", fail)
    page.title = "Après"
    with pytest.raises(RuntimeError):
        page.save_revision().publish()

    assert ArticlePage.objects.get(pk=page.pk).title == "Avant"


def test_a_system_word_is_refused_as_a_slug_at_the_top() -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="adresses"):
        factories.section("Suivi", slug="suivi")


def test_the_section_of_procedures_owns_its_word() -> None:
    assert factories.section("Démarches", slug="demarches").slug == "demarches"
