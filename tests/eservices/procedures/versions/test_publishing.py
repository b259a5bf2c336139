"""Every way a page goes live, changes or leaves, and what each does to versions."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import Translation, TranslationSource

from content.core.models import Delivery, Purge
from eservices.accounts.models import User
from eservices.procedures.blocks.conditions import ConditionsBlock
from eservices.procedures.compiler import CompileError
from eservices.procedures.drafts.services import start_draft
from eservices.procedures.models import (
    Draft,
    Procedure,
    ProcedurePage,
    ProcedureVersion,
    VersionsExist,
)
from eservices.procedures.versions import publishing
from eservices.procedures.versions.personas import add_persona
from tests.eservices.catalogue.site import civil_status, french_page
from tests.eservices.procedures.editor import nothing_needed

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure(request: pytest.FixtureRequest) -> Procedure:
    return civil_status(request)


@pytest.fixture
def page(procedure: Procedure) -> ProcedurePage:
    return french_page(procedure)


@pytest.fixture
def admin(client: Client) -> Client:
    user = User.objects.create_superuser(email="admin@example.invalid", password="x")
    client.force_login(user)
    return client


def relabelled(page: ProcedurePage, words: str) -> ProcedurePage:
    page.steps[0].value["title"] = words
    return page


def broken(page: ProcedurePage) -> ProcedurePage:
    """A condition that looks at a later question."""
    condition = {"field": later(page), "operator": "answered", "values": ""}
    question = page.steps[0].value["fields"][0]
    question.value["shown_if"] = ConditionsBlock().to_python([condition])
    return page


def later(page: ProcedurePage) -> str:
    """Return the name of a question of the last step."""
    asked = page.steps[-1].value["fields"]
    return next(each.value["name"] for each in asked if "name" in each.value)


def title_of_first_step(procedure: Procedure) -> str:
    procedure.refresh_from_db()
    return procedure.current_version.compiled.steps[0].title.get("fr")[0]


def number(procedure: Procedure) -> int:
    procedure.refresh_from_db()
    return procedure.current_version.number


def test_edit_publish_makes_a_version(procedure: Procedure, page: ProcedurePage) -> None:
    page.change_note = "Titre plus simple"
    relabelled(page, "Quel acte ?").save_revision().publish()
    assert number(procedure) == 2
    assert title_of_first_step(procedure) == "Quel acte ?"
    assert procedure.current_version.change_note == "Titre plus simple"
    assert Purge.objects.filter(tag=f"page:{page.pk}").exists()
    assert Purge.objects.filter(tag=procedure.cache_tag).exists()
    assert Delivery.objects.filter(key=f"procedure:{procedure.uuid}").exists()


def test_a_note_is_of_one_version(procedure: Procedure, page: ProcedurePage) -> None:
    page.change_note = "Titre plus simple"
    relabelled(page, "Quel acte ?").save_revision().publish()
    relabelled(page, "Quel acte, au juste ?").save_revision().publish()
    notes = procedure.versions.order_by("number").values_list("change_note", flat=True)
    assert list(notes)[1:] == ["Titre plus simple", ""]


def test_a_draft_changes_nothing(procedure: Procedure, page: ProcedurePage) -> None:
    before = title_of_first_step(procedure)
    relabelled(page, "Brouillon").save_revision()
    assert number(procedure) == 1
    assert title_of_first_step(procedure) == before


def test_an_equal_definition_makes_no_version(procedure: Procedure, page: ProcedurePage) -> None:
    page.summary = "Autre résumé"
    page.save_revision().publish()
    assert number(procedure) == 1
    page.refresh_from_db()
    assert page.summary == "Autre résumé"


@pytest.mark.bilingual
def test_texts_behind_the_source_are_marked(procedure: Procedure, page: ProcedurePage) -> None:
    relabelled(page, "Quel acte ?").save_revision().publish()
    procedure.refresh_from_db()
    title = procedure.current_version.compiled.steps[0].title
    assert title.outdated == ("en",)
    assert title.get("en") == ("Quel acte ?", "fr")


def test_a_cut_over_is_published_once(procedure: Procedure, page: ProcedurePage) -> None:
    page.cut_over_on, page.cut_over_days = datetime.date(2026, 9, 1), 20
    relabelled(page, "Nouvelle loi").save_revision().publish()
    relabelled(page, "Nouvelle loi, sans faute").save_revision().publish()
    cut_over = procedure.cut_overs.get()
    assert (number(procedure), cut_over.version.number) == (3, 2)
    assert cut_over.until - cut_over.version.created_at > datetime.timedelta(days=19)


def test_a_sample_journey_that_goes_elsewhere_is_in_the_way(
    procedure: Procedure, page: ProcedurePage
) -> None:
    add_persona(procedure=procedure, name="Camille", answers={})
    nothing_needed(page)
    before = ProcedurePage.objects.get(pk=page.pk).live_revision_id
    with pytest.raises(CompileError) as caught:
        page.save_revision(clean=False).publish()
    assert "Camille" in str(caught.value)
    assert ProcedurePage.objects.get(pk=page.pk).live_revision_id == before
    assert number(procedure) == 1


def test_bulk_publish(procedure: Procedure, page: ProcedurePage, admin: Client) -> None:
    relabelled(page, "En lot").save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{url}?id={page.pk}&next=/admin/", {"include_descendants": ""})
    assert response.status_code == 302
    assert title_of_first_step(procedure) == "En lot"


def test_workflow(procedure: Procedure, page: ProcedurePage, admin: Client) -> None:
    user = User.objects.get()
    task = GroupApprovalTask.objects.create(name="Relecture")
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    relabelled(page, "Relu").save_revision()
    state = workflow.start(page, user)
    assert number(procedure) == 1
    state.current_task_state.approve(user=user)
    assert title_of_first_step(procedure) == "Relu"


def test_schedule(procedure: Procedure, page: ProcedurePage) -> None:
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    revision = relabelled(page, "Demain").save_revision()
    revision.publish()
    assert number(procedure) == 1
    revision.refresh_from_db()
    past = timezone.now() - datetime.timedelta(hours=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert title_of_first_step(procedure) == "Demain"


@pytest.mark.bilingual
def test_translation_publish_joins_the_texts(
    procedure: Procedure, page: ProcedurePage, django_capture_on_commit_callbacks: Any
) -> None:
    relabelled(page, "Quel acte ?").save_revision().publish()
    source, _ = TranslationSource.update_or_create_from_instance(
        ProcedurePage.objects.get(pk=page.pk)
    )
    translation = Translation.objects.get(source=source)
    segment = source.stringsegment_set.get(string__data="Quel acte ?")
    segment.string.translations.create(
        locale=translation.target_locale,
        context=segment.context,
        data="Which certificate?",
        translation_type="manual",
    )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    procedure.refresh_from_db()
    title = procedure.current_version.compiled.steps[0].title
    assert title.get("en") == ("Which certificate?", "en")
    assert title.outdated == ()
    assert procedure.pages.count() == 2


def test_unpublish_stops_nothing_that_was_begun(procedure: Procedure, page: ProcedurePage) -> None:
    Purge.objects.all().delete()
    page.unpublish()
    assert number(procedure) == 1
    assert ProcedureVersion.objects.count() == 1
    assert Purge.objects.filter(tag=f"page:{page.pk}").exists()


def test_move_purges_and_makes_no_version(procedure: Procedure, page: ProcedurePage) -> None:
    Purge.objects.all().delete()
    target = Page(title="Ailleurs", slug="ailleurs", locale=page.locale)
    page.get_parent().add_sibling("last-sibling", instance=target)
    page.move(Page.objects.get(pk=target.pk), pos="last-child")
    assert number(procedure) == 1
    assert ProcedurePage.objects.get(pk=page.pk).get_parent().pk == target.pk


@pytest.mark.bilingual
def test_copy_has_a_procedure_and_identities_of_its_own(
    procedure: Procedure, page: ProcedurePage
) -> None:
    copy = page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    copy = ProcedurePage.objects.get(pk=copy.pk)
    assert copy.procedure_id != procedure.pk
    assert copy.procedure.versions.count() == 0
    for _again in range(2):  # as the editor does: from the latest revision, copied too
        copy = ProcedurePage.objects.get(pk=copy.pk).get_latest_revision_as_object()
        copy.save_revision().publish()
    copied = Procedure.objects.get(pk=copy.procedure_id)
    mine = set(procedure.current_version.compiled.fields())
    assert copied.versions.count() == 1
    assert not mine & set(copied.current_version.compiled.fields())
    assert procedure.pages.count() == 2
    assert Procedure.objects.count() == 2


@pytest.mark.parametrize("bulk", [False, True])
def test_delete_is_answered_and_refused(
    procedure: Procedure, page: ProcedurePage, admin: Client, bulk: bool
) -> None:
    parent = page.get_parent()
    if bulk:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        response = admin.post(f"{url}?id={parent.pk}&next=/admin/", follow=True)
    else:
        url = reverse("wagtailadmin_pages:delete", args=[page.pk])
        response = admin.post(url, follow=True)
    assert page.title in response.content.decode()
    assert ProcedurePage.objects.filter(pk=page.pk).exists()
    with pytest.raises(VersionsExist):
        page.delete()


def test_a_page_that_does_not_compile_does_not_go_live(
    procedure: Procedure, page: ProcedurePage
) -> None:
    before = ProcedurePage.objects.get(pk=page.pk)
    revision = broken(page).save_revision(clean=False)
    with pytest.raises(CompileError) as caught:
        revision.publish()
    assert later(page) in str(caught.value)
    after = ProcedurePage.objects.get(pk=page.pk)
    assert after.live_revision_id == before.live_revision_id
    assert after.steps.get_prep_value() == before.steps.get_prep_value()
    assert number(procedure) == 1


def test_a_first_page_that_does_not_compile_stays_a_draft(procedure: Procedure) -> None:
    page = french_page(procedure)
    copy = page.copy(update_attrs={"slug": "neuf"}, keep_live=False)
    copy = ProcedurePage.objects.get(pk=copy.pk)
    with pytest.raises(CompileError):
        broken(copy).save_revision(clean=False).publish()
    assert not ProcedurePage.objects.get(pk=copy.pk).live


def test_without_the_compiler_that_page_would_be_live(
    procedure: Procedure, page: ProcedurePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that the two tests above can fail."""
    monkeypatch.setattr(publishing, "publish", lambda *, page: None)
    revision = broken(page).save_revision(clean=False)
    revision.publish()
    assert ProcedurePage.objects.get(pk=page.pk).live_revision_id == revision.pk


@pytest.mark.parametrize("channel", ["telephone", "counter", "paper"])
def test_an_empty_channel_is_refused(page: ProcedurePage, channel: str) -> None:
    setattr(page, channel, " ")
    with pytest.raises(CompileError):
        page.save_revision(clean=False).publish()


def test_without_a_legal_basis_nothing_is_published(page: ProcedurePage) -> None:
    page.legal_basis = " "
    with pytest.raises(CompileError):
        page.save_revision(clean=False).publish()


def test_what_is_told_of_the_data_is_in_the_version(
    procedure: Procedure, page: ProcedurePage
) -> None:
    page.data_purpose = "Trouver l’acte"
    page.save_revision().publish()
    procedure.refresh_from_db()
    privacy = procedure.current_version.compiled.privacy
    assert privacy.purpose.get("fr") == ("Trouver l’acte", "fr")
    assert "101-1" in privacy.legal_basis.get("en")[0]


def test_a_version_never_changes(procedure: Procedure) -> None:
    for act in (
        lambda: ProcedureVersion.objects.update(number=7),
        lambda: ProcedureVersion.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert ProcedureVersion.objects.get().number == 1


def test_the_editor_sees_the_step_named(page: ProcedurePage) -> None:
    with pytest.raises(ValidationError) as caught:
        block = page.steps.stream_block
        block.clean(broken(page).steps)
    assert list(caught.value.block_errors) == [0]


class TestSeveralThings:
    @pytest.fixture
    def repeated(self, page: ProcedurePage) -> ProcedurePage:
        """The second step, filled in for several; later conditions on it are left out."""
        page.procedure.personas.all().delete()
        page.steps = [page.steps.get_prep_value()[0], page.steps.get_prep_value()[-1]]
        for step in page.steps:
            step.value["shown_if"] = []
            for question in step.value["fields"]:
                question.value["shown_if"] = []
                for mark in ("routes", "contact"):
                    if mark in question.value:
                        question.value[mark] = False
        self.repeat(page, singular="un enfant", plural="enfants", minimum=0, maximum=4)
        return page

    @staticmethod
    def repeat(page: ProcedurePage, **settings: Any) -> None:
        page.steps[0].value["repeat"].update(settings)

    def test_settings_of_the_block_are_compiled(self, repeated, procedure):
        repeated.save_revision().publish()
        procedure.refresh_from_db()
        repeat = procedure.current_version.compiled.steps[0].repeat
        assert (repeat.minimum, repeat.maximum) == (0, 4)
        assert repeat.singular.get("fr") == ("un enfant", "fr")
        assert procedure.current_version.compiled.steps[1].repeat is None

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"plural": ""}, "how several are called"),
            ({"minimum": 5}, "at least more than at most"),
        ],
    )
    def test_what_cannot_be_is_refused(self, repeated, settings, said):
        self.repeat(repeated, **settings)
        with translation.override("en"), pytest.raises(CompileError, match=said):
            repeated.save_revision().publish()

    def test_one_answer_among_several_is_read_by_nobody_else(self, repeated):
        name = repeated.steps[0].value["fields"][0].value["name"]
        condition = {"field": name, "operator": "answered", "values": ""}
        repeated.steps[1].value["shown_if"] = ConditionsBlock().to_python([condition])
        with translation.override("en"), pytest.raises(CompileError, match=name):
            repeated.save_revision().publish()


def test_publishing_does_nothing_for_each_open_draft(
    procedure: Procedure, page: ProcedurePage
) -> None:
    """Drafts move when they are opened: ten thousand of them cost a publication nothing."""
    for _ in range(3):
        start_draft(version=procedure.current_version, language="fr")
    with CaptureQueriesContext(connection) as written:
        relabelled(page, "Quel acte ?").save_revision().publish()
    assert number(procedure) == 2
    drafts = Draft._meta.db_table
    assert [query["sql"] for query in written if f'"{drafts}"' in query["sql"]] == []
