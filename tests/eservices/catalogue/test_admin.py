"""The catalogue in the admin: seen, installed in one click, and told when it is newer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from eservices.catalogue import entries, services
from eservices.catalogue.models import Installation
from eservices.procedures.models import Procedure, ProcedurePage
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.catalogue.site import parents, service

pytestmark = pytest.mark.django_db
KEY = "civil_status_certificate"
INDEX = "/admin/procedure-catalogue/"
ENTRY = f"{INDEX}{KEY}/"


def editor(page: Page, *rights: str) -> Any:
    """A user with the given rights on the pages below ``page``."""
    group = Group.objects.create(name=f"Editors of {page.pk} {rights}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in rights:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{right}_page"
        )
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.fixture
def section() -> dict[str, Page]:
    return parents()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def chosen(section: dict[str, Page], language: str = "fr", state: str = "draft") -> dict[str, Any]:
    return {"service": service().pk, "parent": section[language].pk, "state": state}


class TestSeen:
    def test_each_entry_is_listed_with_its_state(self, admin, section):
        page = admin.get(INDEX).content.decode()
        assert page.count("Not installed") + page.count("Pas installée") == len(entries.all_keys())
        services.install(key=KEY, parent_pages_by_language=section, service=service())
        page = admin.get(INDEX).content.decode()
        assert page.count("Installed, published") + page.count("Installée, publiée") == 1

    def test_the_steps_can_be_read_before(self, admin):
        page = admin.get(ENTRY).content.decode()
        for step in entries.read(KEY).steps:
            assert step["title"]["en"] in page or step["title"]["fr"] in page

    def test_an_unknown_entry_is_not_found(self, admin):
        assert admin.get(f"{INDEX}nothing/").status_code == 404

    def test_it_is_for_those_who_create_pages(self, client, section):
        user = editor(section["fr"], "lock")
        client.force_login(user)
        assert "procedure-catalogue" not in client.get("/admin/").content.decode()
        assert client.get(INDEX).status_code == 302
        assert client.post(ENTRY, chosen(section)).status_code == 302
        assert not Procedure.objects.exists()


class TestInstall:
    def test_one_click_makes_drafts_in_each_language(self, admin, section):
        response = admin.post(ENTRY, chosen(section))
        page = ProcedurePage.objects.get(locale__language_code="fr")
        assert response.url == f"/admin/pages/{page.pk}/edit/"
        assert ProcedurePage.objects.count() == 2
        assert not ProcedurePage.objects.live().exists()
        assert admin.get(response.url).status_code == 200

    def test_it_can_be_published_at_once_from_a_section_in_any_language(self, admin, section):
        admin.post(ENTRY, chosen(section, "en", "live"))
        assert ProcedurePage.objects.live().count() == 2
        installation = Installation.objects.get()
        assert installation.procedure.current_version.number == 1
        assert installation.installed_by is not None

    def test_an_installed_one_is_said_and_not_installed_twice(self, admin, section):
        admin.post(ENTRY, chosen(section))
        page = admin.get(ENTRY)
        assert 'name="state"' not in page.content.decode()
        assert admin.post(ENTRY, chosen(section)).status_code == 200
        assert Procedure.objects.count() == 1

    def test_a_draft_thrown_away_can_be_installed_again(self, admin, section):
        admin.post(ENTRY, chosen(section))
        for page in ProcedurePage.objects.order_by("-pk"):
            page.delete()
        assert 'name="state"' in admin.get(ENTRY).content.decode()
        admin.post(ENTRY, chosen(section, state="live"))
        assert ProcedurePage.objects.live().count() == 2

    def test_a_taken_address_is_said_in_the_form(self, admin, section):
        section["fr"].add_child(instance=Page(title="X", slug="acte-etat-civil"))
        response = admin.post(ENTRY, chosen(section))
        assert response.status_code == 422
        assert not ProcedurePage.objects.exists()

    @pytest.mark.parametrize(
        ("rights", "state", "status"),
        [
            (("add",), "draft", 302),
            (("add",), "live", 422),
            (("add", "publish"), "live", 302),
        ],
    )
    def test_rights_are_those_of_the_section(self, client, section, rights, state, status):
        client.force_login(editor(Page.objects.get(depth=1), *rights))
        assert client.post(ENTRY, chosen(section, state=state)).status_code == status

    def test_every_language_of_the_section_must_be_open(self, client, section):
        client.force_login(editor(section["fr"], "add"))
        assert client.post(ENTRY, chosen(section)).status_code == 422


class TestNews:
    @pytest.fixture
    def changed(self, section, monkeypatch):
        """The procedure is installed; then a newer file is shipped."""
        services.install(key=KEY, parent_pages_by_language=section, service=service())
        entry = entries.read(KEY)
        entry.steps[0]["title"]["fr"] = "Un titre plus clair"
        monkeypatch.setattr(entries, "read", lambda key: entry)

    def test_nothing_is_said_while_nothing_changed(self, admin, section):
        services.install(key=KEY, parent_pages_by_language=section, service=service())
        assert 'id="panel-news' not in admin.get(ENTRY).content.decode()

    def test_a_newer_shipped_text_is_shown_and_touches_no_page(self, admin, changed):
        before = list(ProcedurePage.objects.values_list("latest_revision_id", flat=True))
        page = admin.get(ENTRY).content.decode()
        assert "Un titre plus clair" in page
        assert f"{ENTRY}seen/" in page
        after = list(ProcedurePage.objects.values_list("latest_revision_id", flat=True))
        assert before == after
        assert ProcedurePage.objects.get(locale__language_code="fr").steps[0].value["title"] != (
            "Un titre plus clair"
        )

    def test_it_can_be_put_away(self, admin, changed):
        admin.post(f"{ENTRY}seen/")
        assert f"{ENTRY}seen/" not in admin.get(ENTRY).content.decode()
