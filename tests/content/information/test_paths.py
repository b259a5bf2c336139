"""The ways of Wagtail that write a page without its own type, or without a form."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from content.core.models import Delivery, Purge
from eservices.accounts.models import User
from tests.content.information import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    return client


def forget() -> None:
    Purge.objects.all().delete()
    Delivery.objects.all().delete()


def purged() -> set[str]:
    return set(Purge.objects.values_list("tag", flat=True))


def indexed() -> set[str]:
    return set(Delivery.objects.filter(kind="search.index").values_list("key", flat=True))


def bulk(admin: Client, action: str, page: Page) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    response = admin.post(f"{url}?id={page.pk}&next=/admin/", {"include_descendants": ""})
    assert response.status_code == 302


def test_bulk_publication(admin: Client) -> None:
    page = factories.article()
    page.title = "En lot"
    page.save_revision()
    forget()

    bulk(admin, "publish", page)

    assert f"page:{page.pk}" in purged()
    assert indexed() == {f"page:{page.pk}"}


def test_bulk_unpublication_saves_a_plain_page_and_is_seen(admin: Client) -> None:
    page = factories.article()
    forget()

    bulk(admin, "unpublish", page)

    assert not Page.objects.get(pk=page.pk).live
    assert {f"page:{page.pk}", "list:news"} <= purged()
    assert indexed() == {f"page:{page.pk}"}


def test_expiry_saves_a_plain_page_and_is_seen() -> None:
    page = factories.article()
    page.expire_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    forget()

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")

    assert not Page.objects.get(pk=page.pk).live
    assert f"page:{page.pk}" in purged()
    assert indexed() == {f"page:{page.pk}"}


def test_bulk_deletion(admin: Client) -> None:
    page = factories.article()
    forget()

    bulk(admin, "delete", page)

    assert f"page:{page.pk}" in purged()
    assert indexed() == {f"page:{page.pk}"}


def test_workflow(admin: Client) -> None:
    page = factories.article()
    user = User.objects.get()
    task = GroupApprovalTask.objects.create(name="Relecture")
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    page.title = "Relu"
    page.save_revision()
    state = workflow.start(page, user)
    forget()

    state.current_task_state.approve(user=user)

    assert f"page:{page.pk}" in purged()
    assert Page.objects.get(pk=page.pk).title == "Relu"


def test_a_new_slug_purges_what_is_below_and_redirects(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    section = factories.section("Vivre", slug="vivre")
    child = factories.article(slug="nouvelle", parent=section)
    forget()

    section.slug = "habiter"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()

    assert {f"page:{section.pk}", f"page:{child.pk}"} <= purged()
    assert client.get("/fr/habiter/nouvelle/").status_code == 200
    assert client.get("/fr/vivre/")["Location"].endswith("/fr/habiter/")
    assert client.get("/fr/vivre/nouvelle/")["Location"].endswith("/fr/habiter/nouvelle/")


def test_a_new_title_purges_the_breadcrumbs_below() -> None:
    section = factories.section("Vivre", slug="vivre")
    child = factories.article(parent=section)
    forget()

    section.title = "Habiter"
    section.save_revision().publish()

    assert f"page:{child.pk}" in purged()


def test_a_move_purges_the_list_it_left() -> None:
    left = factories.section("Ancienne", slug="ancienne")
    target = factories.section("Nouvelle", slug="nouvelle")
    page = factories.article(parent=left)
    forget()

    page.move(Page.objects.get(pk=target.pk), pos="last-child")

    assert {f"page:{left.pk}", f"page:{target.pk}"} <= purged()


def test_another_order_purges_the_list_and_the_menu() -> None:
    first = factories.section("Un", slug="un", show_in_menus=True)
    second = factories.section("Deux", slug="deux", show_in_menus=True)
    forget()

    second.move(Page.objects.get(pk=first.pk), pos="left")

    assert {f"page:{factories.home().pk}", "chrome:fr"} <= purged()


@pytest.mark.parametrize("in_menu", [True, False])
def test_the_menu_is_made_anew_only_for_pages_that_stand_in_it(in_menu: bool) -> None:
    section = factories.section("Vivre", slug="vivre", show_in_menus=in_menu)
    forget()

    section.title = "Habiter"
    section.save_revision().publish()

    assert ("chrome:fr" in purged()) is in_menu


def test_a_system_word_is_free_below_the_top(admin: Client) -> None:
    parent = factories.section("Vivre", slug="vivre")
    assert factories.article("Suivi", slug="suivi", parent=parent).live
    data = {
        **{"title": "Aide", "slug": "aide", "date": "2026-11-23", "action-publish": "1"},
        **{"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"},
        **{"comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""},
    }
    names = ["content_information", "articlepage"]
    below = reverse("wagtailadmin_pages:add", args=[*names, parent.pk])
    top = reverse("wagtailadmin_pages:add", args=[*names, factories.home().pk])

    assert admin.post(below, data).status_code == 302
    response = admin.post(top, data)

    assert response.status_code == 200
    assert "slug" in response.context["form"].errors
