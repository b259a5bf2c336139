"""What an editor reads when a procedure cannot be published, on each way of publishing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import Translation, TranslationSource

from eservices.accounts.models import User
from eservices.procedures.models import Procedure, ProcedurePage
from eservices.procedures.versions.personas import add_persona
from tests.eservices.catalogue.site import civil_status, french_page
from tests.eservices.procedures.editor import nothing_needed, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(request: pytest.FixtureRequest) -> ProcedurePage:
    return french_page(civil_status(request))


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


def edit(admin: Client, page: ProcedurePage, **changes: Any) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return admin.post(url, posted(page, **changes))


def number(page: ProcedurePage) -> int:
    return Procedure.objects.get(pages=page).current_version.number


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def without_counter(page: ProcedurePage) -> ProcedurePage:
    page.counter = ""
    page.save_revision(clean=False)
    return page


def test_the_form_publishes_what_is_whole(admin: Client, page: ProcedurePage) -> None:
    response = edit(admin, page, declaration="Je certifie.", **{"action-publish": "1"})
    assert response.status_code == 302
    assert number(page) == 2


def test_what_the_browser_does_to_line_ends_is_no_change(
    admin: Client, page: ProcedurePage
) -> None:
    assert "\n" in page.next_steps
    assert edit(admin, page, **{"action-publish": "1"}).status_code == 302
    assert number(page) == 1


@pytest.mark.parametrize("channel", ["telephone", "counter", "paper"])
@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_an_empty_path_is_said_beside_its_field(
    admin: Client, page: ProcedurePage, channel: str, action: str
) -> None:
    assert edit(admin, page, **{channel: " "}).status_code == 302, "a draft may be unfinished"
    add_workflow(page)
    response = edit(admin, page, **{channel: " ", action: "1"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [channel]
    assert number(page) == 1


def without_ids(page: ProcedurePage, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts that knows no identity of any step, question or option."""
    data = posted(page, **changes) | {"action-publish": "1"}
    return {name: value for name, value in data.items() if not name.endswith("-id")}


def test_steps_posted_without_identities_are_given_some(admin: Client, page: ProcedurePage) -> None:
    page.procedure.personas.all().delete()  # their answers are to the identities of before
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = admin.post(url, without_ids(page))
    assert response.status_code == 302, response.context["form"].errors
    assert number(page) == 2
    published = Procedure.objects.get(pages=page).current_version.compiled
    page.refresh_from_db()
    assert [step.id for step in published.steps] == [step.id for step in page.steps]


def test_what_is_wrong_in_them_is_said(admin: Client, page: ProcedurePage) -> None:
    add_persona(procedure=page.procedure, name="Camille", answers={})
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = admin.post(url, without_ids(page))
    assert response.status_code == 200
    assert "steps" in response.context["form"].errors


def test_a_broken_sample_is_said_beside_the_step(admin: Client, page: ProcedurePage) -> None:
    add_persona(procedure=page.procedure, name="Camille", answers={})
    nothing_needed(page)
    response = edit(admin, page, **{"action-publish": "1"})
    assert response.status_code == 200
    (error,) = response.context["form"].errors["steps"].as_data()
    assert list(error.block_errors), "beside a step, not above them all"
    assert "Camille" in response.content.decode()
    assert number(page) == 1


def test_in_bulk(admin: Client, page: ProcedurePage) -> None:
    without_counter(page)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{url}?id={page.pk}&next=/admin/", {"include_descendants": ""})
    assert response.url == "/admin/"
    assert "guichet" in said(response)
    assert number(page) == 1


def add_workflow(page: ProcedurePage) -> Workflow:
    task = GroupApprovalTask.objects.create(name="Relecture")
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    return workflow


def test_approval_of_what_broke_meanwhile(admin: Client, page: ProcedurePage) -> None:
    without_counter(page)
    state = add_workflow(page).start(page, User.objects.get())
    task = state.current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    response = admin.post(url, headers={"referer": "http://testserver/admin/reports/"})
    assert response.url == "http://testserver/admin/reports/"
    assert "guichet" in said(response)
    task.refresh_from_db()
    assert task.status == task.STATUS_IN_PROGRESS, "it waits for a better draft"
    assert number(page) == 1


@pytest.mark.bilingual
def test_a_translation_whose_source_broke(
    admin: Client, page: ProcedurePage, django_capture_on_commit_callbacks: Any
) -> None:
    """The source is live with a path emptied behind the back of every check."""
    ProcedurePage.objects.filter(pk=page.pk).update(counter="")
    source = TranslationSource.objects.get_for_instance(page)
    target = Translation.objects.get(source=source).get_target_instance()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        admin.post(url, {"action": "publish"})
    for callback in callbacks:
        with pytest.raises(Exception, match="guichet"):
            callback()
    assert number(page) == 1


def test_elsewhere_it_stays_an_error(page: ProcedurePage, client: Client) -> None:
    """Only the admin answers with messages; nothing else hides a refusal."""
    from django.test import RequestFactory

    from content.core.refusals import ExplainRefusedPublication, PublicationRefused

    answer = ExplainRefusedPublication(lambda request: None)
    error = PublicationRefused("Non.")
    assert answer.process_exception(RequestFactory().post("/fr/"), error) is None
    assert answer.process_exception(RequestFactory().post("/admin/"), ValueError()) is None
