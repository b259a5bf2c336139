"""A new procedure begun from one that is there: a draft of its own, sharing nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from eservices.accounts.models import User
from eservices.catalogue import entries, services
from eservices.procedures.models import Procedure, ProcedurePage
from eservices.procedures.versions.copies import identities
from eservices.procedures.versions.starters import StarterRegistry, UnknownStarter, begin, starters
from tests.eservices.catalogue.site import french_page, parents, service

pytestmark = pytest.mark.django_db
KEY = "civil_status_certificate"


@pytest.fixture
def sections() -> dict[str, Page]:
    return parents()


@pytest.fixture
def page(sections: dict[str, Page]) -> ProcedurePage:
    procedure = services.install(key=KEY, parent_pages_by_language=sections, service=service())
    return french_page(procedure)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


def chooser(parent: Page) -> str:
    return reverse("workshop:begin", args=[parent.pk])


def add(parent: Page) -> str:
    return reverse(
        "wagtailadmin_pages:add", args=["eservices_procedures", "procedurepage", parent.pk]
    )


def test_the_editor_is_offered_what_is_there(
    admin: Client, page: ProcedurePage, sections: dict[str, Page]
) -> None:
    response = admin.get(add(sections["fr"]))
    assert response.url == chooser(sections["fr"])
    shown = admin.get(response.url).content.decode()
    assert f"own:{page.pk}" in shown
    assert f"catalogue:{KEY}" not in shown  # it is the site's own now
    assert "catalogue:electoral_roll" in shown
    assert admin.get(add(sections["fr"]) + "?empty=1").status_code == 200


def test_from_the_catalogue(admin: Client, sections: dict[str, Page]) -> None:
    posted = {"title": "Acte de mariage", "starter": f"catalogue:{KEY}"}
    admin.post(chooser(sections["fr"]), posted)
    made = ProcedurePage.objects.get(slug="acte-de-mariage")
    shipped = [step["value"]["key"] for step in entries.read(KEY).raw_steps("fr")]
    assert [step.value["key"] for step in made.steps] == shipped
    assert made.procedure.catalogue_key == ""  # it can still be installed as shipped


def test_a_draft_of_its_own(admin: Client, page: ProcedurePage, sections: dict[str, Page]) -> None:
    posted = {"title": "Acte de mariage", "starter": f"own:{page.pk}"}
    response = admin.post(chooser(sections["fr"]), posted)
    made = ProcedurePage.objects.get(slug="acte-de-mariage")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert (made.title, made.live, made.has_unpublished_changes) == ("Acte de mariage", False, True)
    assert made.procedure_id != page.procedure_id
    assert [step.value["key"] for step in made.steps] == [step.value["key"] for step in page.steps]
    shared = identities(list(made.steps.get_prep_value())) & identities(
        list(page.steps.get_prep_value())
    )
    assert shared == set()
    assert made.declaration == page.declaration
    assert made.owner == User.objects.get()


def test_it_can_be_published(page: ProcedurePage, sections: dict[str, Page]) -> None:
    made = begin(parent=sections["fr"], source="own", key=str(page.pk), title=page.title, user=None)
    assert made.slug != page.slug
    ProcedurePage.objects.get(pk=made.pk).get_latest_revision().publish()
    copied = Procedure.objects.get(pages=made)
    assert copied.current_version.number == 1
    mine = set(page.procedure.current_version.compiled.fields())
    assert not mine & set(copied.current_version.compiled.fields())
    assert Procedure.objects.get(pk=page.procedure_id).versions.count() == 1


@pytest.mark.parametrize(
    "posted",
    [{"title": "", "starter": "catalogue:electoral_roll"}, {"title": "T", "starter": "own:0"}],
)
def test_an_error_is_said_beside_its_field(
    admin: Client, page: ProcedurePage, sections: dict[str, Page], posted: dict[str, str]
) -> None:
    response = admin.post(chooser(sections["fr"]), posted)
    assert response.status_code == 422
    assert len(response.context["form"].errors) == 1
    assert ProcedurePage.objects.count() == 2


@pytest.mark.parametrize(("source", "key"), [("own", "x"), ("catalogue", "x"), ("other", "x")])
def test_what_is_not_offered(sections: dict[str, Page], source: str, key: str) -> None:
    with pytest.raises(UnknownStarter):
        begin(parent=sections["fr"], source=source, key=key, title="T", user=None)


def test_a_source_is_registered_once() -> None:
    registry = StarterRegistry()
    source: Any = starters["own"]
    registry.register(source)
    with pytest.raises(ValueError, match="registered already"):
        registry.register(source)


def test_a_stranger_may_not(client: Client, page: ProcedurePage, sections: dict[str, Page]) -> None:
    assert client.get(chooser(sections["fr"])).status_code in (302, 403)


def test_a_page_made_by_code_needs_no_language_to_have_a_procedure(
    sections: dict[str, Page],
) -> None:
    made = ProcedurePage(
        title="À la main",
        slug="a-la-main",
        live=False,
        service=service(),
        department=service().department,
    )

    sections["fr"].add_child(instance=made)

    assert Procedure.objects.get() == made.procedure
    assert made.locale == sections["fr"].locale


def test_wagtail_s_own_copy(admin: Client, page: ProcedurePage) -> None:
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    posted = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": page.get_parent().pk,
        "publish_copies": "on",
    }
    assert admin.post(url, posted).status_code == 302
    copy = ProcedurePage.objects.get(slug="copie")
    assert copy.live
    assert copy.procedure_id != page.procedure_id
    fields = set(Procedure.objects.get(pages=copy).current_version.compiled.fields())
    assert fields
    assert not fields & set(page.procedure.current_version.compiled.fields())
