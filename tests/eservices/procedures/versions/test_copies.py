"""What shares a procedure, and what has one of its own."""

from __future__ import annotations

import pytest
from wagtail.actions.convert_alias import ConvertAliasPageAction

from eservices.procedures.models import Procedure, ProcedurePage
from tests.eservices.catalogue.site import civil_status, french_page

pytestmark = pytest.mark.django_db


def test_an_alias_follows_until_it_is_a_page_of_its_own(request: pytest.FixtureRequest) -> None:
    procedure = civil_status(request)
    page = french_page(procedure)
    alias = ProcedurePage.objects.get(pk=page.create_alias(update_slug="aussi-la").pk)
    assert alias.procedure_id == procedure.pk
    ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
    own = ProcedurePage.objects.get(pk=alias.pk).get_latest_revision_as_object()
    own.steps[0].value["title"] = "Autre chose"
    own.save_revision().publish()
    procedure.refresh_from_db()
    assert (procedure.current_version.number, own.procedure_id == procedure.pk) == (1, False)
    made = Procedure.objects.get(pk=own.procedure_id).current_version.compiled
    assert made.steps[0].title.get("fr")[0] == "Autre chose"
    assert not {*made.fields()} & {*procedure.current_version.compiled.fields()}
