"""An editor builds the civil-status procedure in the admin's own forms, and gets the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from eservices.catalogue import entries, services
from eservices.procedures.models import ProcedurePage
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.catalogue.site import parents, service
from tests.eservices.procedures.editor import posted

KEY = "civil_status_certificate"


def identities(node: Any) -> Iterator[str]:
    """Yield the identities of a definition in their order, which PostgreSQL's JSON changes."""
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            yield node["id"]
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from identities(inner)


def without_identities(definition: Any) -> Any:
    """Return a definition with each identity replaced by its place of appearance."""
    names = {identity: str(place) for place, identity in enumerate(identities(definition))}

    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: renamed(value) for key, value in node.items()}
        if isinstance(node, list):
            return [renamed(value) for value in node]
        return names.get(node, node) if isinstance(node, str) else node

    return renamed(definition)


@pytest.mark.django_db
def test_an_editor_builds_civil_status_in_the_forms_of_the_admin(client: Client) -> None:
    section = parents()["fr"]
    shipped = services.install(key=KEY, parent_pages_by_language={"fr": section}, service=service())
    model = ProcedurePage.objects.get(procedure=shipped)
    # The editor starts from an empty page: the browser gives each new block an identity.
    data = {
        name: str(uuid4()) if name.endswith("-id") else value
        for name, value in posted(model).items()
    }
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    response = client.post(
        f"/admin/pages/add/eservices_procedures/procedurepage/{section.pk}/",
        data | {"slug": "fait-a-la-main", "action-publish": "1", "loaded_revision_id": ""},
    )

    assert response.status_code == 302, response.context["form"].errors
    built = ProcedurePage.objects.get(slug="fait-a-la-main")
    assert built.live
    assert built.procedure != shipped
    mine, theirs = (page.procedure.current_version.definition for page in (built, model))
    assert {step["id"] for step in mine["steps"]} & {
        step["id"] for step in theirs["steps"]
    } == set()
    assert without_identities(mine) == without_identities(theirs)
    assert len(mine["steps"]) == len(entries.read(KEY).steps)
