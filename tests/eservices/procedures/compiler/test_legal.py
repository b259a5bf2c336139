"""The legal period from the editor's page to the case."""

import pytest
from django.core.exceptions import ValidationError

from eservices.catalogue import services
from eservices.procedures.compiler import CompileError
from eservices.procedures.models import ProcedurePage
from eservices.procedures.versions import publishing
from tests.eservices.catalogue.site import french_page, parents, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> ProcedurePage:
    procedure = services.install(
        key="generic_request", parent_pages_by_language=parents(), service=service()
    )
    return french_page(procedure)


def test_it_is_compiled_in_every_language(page: ProcedurePage) -> None:
    legal = page.procedure.current_version.compiled.legal

    assert (legal.silence, legal.amount, legal.unit) == ("refusal", 2, "months")
    assert legal.text.get("en")[0].startswith("French code")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"silence_amount": None}, "silence_amount"),
        ({"silence_text": ""}, "silence_text"),
        ({"silence": "special", "silence_incomplete": "restarts"}, "silence_special"),
        ({"silence": "special", "silence_special": "Rien."}, "silence_incomplete"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_is_not_published(
    page: ProcedurePage, changes: dict[str, object], field: str
) -> None:
    for name, value in changes.items():
        setattr(page, name, value)

    with pytest.raises(ValidationError) as refusal:
        page.clean()
    assert set(refusal.value.message_dict) == {field}
    with pytest.raises(CompileError):
        publishing.rehearse(page)


def test_a_procedure_that_decides_nothing_has_none(page: ProcedurePage) -> None:
    page.silence = ""
    page.save_revision().publish()

    page.procedure.refresh_from_db()
    assert page.procedure.current_version.compiled.legal.silence == ""
