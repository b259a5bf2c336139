"""The editors' pages about versions: the effect, the history, what comes back, samples."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from eservices.accounts.models import User
from eservices.procedures.models import Draft, Procedure, ProcedurePage
from eservices.procedures.versions import personas
from tests.eservices.catalogue.site import civil_status, french_page
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.editor import nothing_needed
from tests.eservices.procedures.versions.test_personas import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure(request: pytest.FixtureRequest) -> Procedure:
    return civil_status(request)


@pytest.fixture
def page(procedure: Procedure) -> ProcedurePage:
    return french_page(procedure)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


def url(name: str, page: ProcedurePage, *more: Any) -> str:
    return reverse(f"workshop:{name}", args=[page.pk, *more])


def html(client: Client, name: str, page: ProcedurePage, query: str = "") -> str:
    response = client.get(url(name, page) + query)
    assert response.status_code == 200
    return response.content.decode()


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def drop_last_question(page: ProcedurePage) -> str:
    """Save a draft of the page without its last question; return the question's words."""
    raw = list(page.steps.get_prep_value())
    gone = raw[-1]["value"]["fields"].pop()
    page.steps = raw
    page.save_revision()
    return str(gone["value"]["label"])


class TestForesight:
    def test_of_the_latest_draft(self, admin: Client, page: ProcedurePage) -> None:
        gone = drop_last_question(page)
        shown = html(admin, "foresight", page)
        assert gone in shown
        assert "n’est plus posée" in shown

    def test_of_what_is_published_already(self, admin: Client, page: ProcedurePage) -> None:
        assert "aucune nouvelle version" in html(admin, "foresight", page)

    def test_of_what_does_not_compile(self, admin: Client, page: ProcedurePage) -> None:
        page.counter = ""
        page.save_revision(clean=False)
        assert "au guichet" in html(admin, "foresight", page)

    @pytest.mark.bilingual
    def test_of_a_translation(self, admin: Client, procedure: Procedure) -> None:
        english = ProcedurePage.objects.get(procedure=procedure, locale__language_code="en")
        english.steps[0].value["title"] = "Which one?"
        english.save_revision()
        shown = html(admin, "foresight", english)
        assert "Seuls des mots changent" in shown
        assert "Which one?" in shown

    def test_of_a_copy_not_published_yet(self, admin: Client, page: ProcedurePage) -> None:
        copy = page.copy(update_attrs={"slug": "copie"}, keep_live=False)
        assert "Rien n’est encore publié" in html(admin, "foresight", copy)

    def test_is_near_at_hand(self, admin: Client, page: ProcedurePage) -> None:
        address = url("foresight", page)
        for place in ("wagtailadmin_pages:edit", "wagtailadmin_explore"):
            shown = admin.get(reverse(place, args=[page.pk])).content.decode()
            assert address in shown, place


class TestHistory:
    @pytest.fixture(autouse=True)
    def second(self, page: ProcedurePage) -> str:
        gone = drop_last_question(page)
        ProcedurePage.objects.get(pk=page.pk).get_latest_revision().publish()
        return gone

    def test_lists_versions(self, admin: Client, page: ProcedurePage) -> None:
        shown = html(admin, "history", page)
        assert url("restore", page, 1) in shown
        assert url("restore", page, 2) not in shown, "it is the current one"

    @pytest.mark.parametrize("query", ["?old=1&new=2", "?old=2&new=1"])
    def test_compares_any_two(
        self, admin: Client, page: ProcedurePage, query: str, second: str
    ) -> None:
        shown = html(admin, "history", page, query)
        assert "De la version 1 à la version 2" in shown
        assert second in shown

    def test_asked_for_no_version(self, admin: Client, page: ProcedurePage) -> None:
        assert "De la version" not in html(admin, "history", page, "?old=1&new=9")
        assert admin.get(url("restore", page, 9)).status_code == 404

    def test_restores(self, admin: Client, page: ProcedurePage, procedure: Procedure) -> None:
        first = procedure.current_version.sha256
        assert admin.get(url("restore", page, 1)).status_code == 200
        procedure.refresh_from_db()
        assert procedure.current_version.number == 2, "looking changes nothing"
        response = admin.post(url("restore", page, 1))
        assert response.url == url("history", page)
        procedure.refresh_from_db()
        assert (procedure.current_version.number, procedure.current_version.sha256) == (3, first)
        assert procedure.current_version.author_name == "admin@example.invalid"

    def test_says_why_not(self, admin: Client, page: ProcedurePage, procedure: Procedure) -> None:
        first = procedure.versions.get(number=1)
        first.working_copies.all().delete()
        response = admin.post(url("restore", page, 1))
        assert "ne se souvient" in said(response)
        procedure.refresh_from_db()
        assert procedure.current_version.number == 2


class TestSamples:
    @pytest.fixture
    def page(self, db: None) -> ProcedurePage:
        samples.publish()
        return ProcedurePage.objects.get()

    def test_from_a_test_to_a_sample(self, admin: Client, page: ProcedurePage) -> None:
        response = admin.post(url("try", page), {"channel": "counter"})
        draft = Draft.objects.get()
        assert (draft.is_test, draft.channel) == (True, "counter")
        resident = samples.Resident(admin)
        resident.draft = draft
        assert response.url == resident.url()
        resident.fill()
        posted = {"draft": str(draft.uuid), "name": "Camille", "insists": ""}
        assert admin.post(url("samples", page), posted).url == url("samples", page)
        persona = page.procedure.personas.get()
        assert (persona.end, persona.channel) == ("check", "counter")
        shown = html(admin, "samples", page)
        assert "Au guichet." in shown
        assert "Camille" in shown
        assert "2 mai 1980" in shown

    def test_no_test_begins_before_it_is_said_how_it_comes(
        self, admin: Client, page: ProcedurePage
    ) -> None:
        assert admin.post(url("try", page), {"channel": "pigeon"}).url == url("samples", page)
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("name", ["", "x" * 101])
    def test_a_name_is_needed(self, admin: Client, page: ProcedurePage, name: str) -> None:
        admin.post(url("try", page), {"channel": "counter"})
        posted = {"draft": str(Draft.objects.get().uuid), "name": name}
        assert admin.post(url("samples", page), posted).status_code == 422
        assert not page.procedure.personas.exists()

    def test_a_resident_s_draft_is_never_kept(self, admin: Client, page: ProcedurePage) -> None:
        draft = samples.Resident(Client()).start().fill().draft
        posted = {"draft": str(draft.uuid), "name": "Camille"}
        assert admin.post(url("samples", page), posted).status_code == 422
        assert not page.procedure.personas.exists()

    def test_answers_about_several_things_are_numbered(self, admin: Client, db: None) -> None:
        procedure = families.publish().procedure
        row = {families.CHILD: {"given": "Alix", "family": "Démo"}, families.SCHOOL: "no"}
        personas.add_persona(
            procedure=procedure, name="Camille", answers={families.CHILDREN: [row, row]}
        )
        seen = html(admin, "samples", ProcedurePage.objects.get(procedure=procedure))
        assert "Nom de l’enfant (1)" in seen
        assert "Nom de l’enfant (2)" in seen

    def test_removed(self, admin: Client, page: ProcedurePage) -> None:
        persona = personas.add_persona(procedure=page.procedure, name="C", answers=ANSWERS)
        admin.post(url("sample", page, persona.pk), {"remove": "1"})
        assert not page.procedure.personas.exists()

    def test_of_another_procedure(self, admin: Client, page: ProcedurePage) -> None:
        other = samples.publish(procedure=samples.new_procedure("autre")).procedure
        persona = personas.add_persona(procedure=other, name="C", answers=ANSWERS)
        response = admin.post(url("sample", page, persona.pk), {"remove": "1"})
        assert response.status_code == 404
        assert other.personas.exists()


def test_a_new_way_is_accepted(admin: Client, page: ProcedurePage) -> None:
    persona = personas.add_persona(procedure=page.procedure, name="Camille", answers={})
    nothing_needed(page)
    revision = page.save_revision()
    shown = html(admin, "samples", page)
    assert "Accepter le nouveau chemin" in shown
    admin.post(url("sample", page, persona.pk), {"accept": "1"})
    assert "Accepter le nouveau chemin" not in html(admin, "samples", page)
    revision.publish()


class TestRights:
    def person(self, page: ProcedurePage, *rights: str) -> Client:
        user = User.objects.create_user(email="e@example.invalid", password="x")
        group = Group.objects.create(name="Rédaction")
        group.permissions.add(*admin_access())
        for right in rights:
            GroupPagePermission.objects.create(
                group=group, page=page.get_parent(), permission=permission(right)
            )
        user.groups.add(group)
        client = Client()
        client.force_login(user)
        return client

    def test_nobody_else_sees_them(self, page: ProcedurePage) -> None:
        stranger = self.person(page)
        for name in ("foresight", "history", "samples", "fill"):
            assert stranger.get(url(name, page)).status_code in (302, 403)

    def test_restoring_needs_the_right_to_publish(self, page: ProcedurePage) -> None:
        editor = self.person(page, "change_page")
        assert editor.get(url("history", page)).status_code == 200
        assert editor.post(url("restore", page, 1)).status_code in (302, 403)


def admin_access() -> Any:
    return Permission.objects.filter(codename="access_admin")


def permission(codename: str) -> Any:
    return Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
