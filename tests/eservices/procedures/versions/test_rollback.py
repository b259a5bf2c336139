"""An older version comes back whole, in every language, and editors see it."""

from __future__ import annotations

import pytest
from wagtail_localize.models import TranslationSource

from eservices.catalogue import services
from eservices.procedures.models import Procedure, ProcedurePage, ProcedureVersion
from eservices.procedures.versions.personas import add_persona
from eservices.procedures.versions.publishing import CompileError
from eservices.procedures.versions.rollback import NotRestorable, restore
from tests.eservices.catalogue.site import parents, service
from tests.eservices.procedures import samples
from tests.eservices.procedures.editor import nothing_needed

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure() -> Procedure:
    return services.install(
        key="civil_status_certificate", parent_pages_by_language=parents(), service=service()
    )


def page_of(procedure: Procedure, language: str = "fr") -> ProcedurePage:
    return ProcedurePage.objects.get(procedure=procedure, locale__language_code=language)


def change(procedure: Procedure) -> ProcedureVersion:
    """A question less, another title, another delay, another cost."""
    page = page_of(procedure)
    raw = list(page.steps.get_prep_value())
    raw[-1]["value"]["fields"].pop()
    raw[0]["value"]["title"] = "Quel acte ?"
    page.steps = raw
    page.promise_days, page.cost = 9, "1 euro"
    page.save_revision().publish()
    procedure.refresh_from_db()
    version = procedure.current_version
    assert version.number == 2
    return version


def test_the_version_comes_back_equal(procedure: Procedure) -> None:
    first = procedure.current_version
    change(procedure)
    back = restore(version=first, user=None)
    procedure.refresh_from_db()
    assert procedure.current_version == back
    assert (back.number, back.sha256) == (3, first.sha256)
    assert back.compiled == first.compiled, "no text is taken for one behind its source"
    assert "1" in back.change_note


def test_editors_see_it_in_the_page_and_its_latest_draft(procedure: Procedure) -> None:
    title = page_of(procedure).steps[0].value["title"]
    asked = len(page_of(procedure).steps[-1].value["fields"])
    first = procedure.current_version
    change(procedure)
    draft = page_of(procedure)
    draft.steps[0].value["title"] = "Brouillon"
    draft.save_revision()
    restore(version=first, user=None)
    page = page_of(procedure)
    latest = page.get_latest_revision_as_object()
    for seen in (page, latest):
        assert seen.steps[0].value["title"] == title
        assert len(seen.steps[-1].value["fields"]) == asked
    assert latest.promise_days == 5
    assert latest.cost == "1 euro", "what no version is made from stays"
    source = TranslationSource.objects.get_for_instance(page)
    assert source.stringsegment_set.filter(string__data=title).exists()


def test_one_version_though_two_languages_go_live(procedure: Procedure) -> None:
    first = procedure.current_version
    change(procedure)
    english = page_of(procedure, "en")
    english.steps[0].value["title"] = "Other words"
    english.save_revision().publish()
    assert procedure.versions.count() == 3
    restore(version=first, user=None)
    assert procedure.versions.count() == 4
    assert page_of(procedure, "en").steps[0].value["title"] != "Other words"


def test_the_current_version_is_no_change(procedure: Procedure) -> None:
    restore(version=procedure.current_version, user=None)
    assert procedure.versions.count() == 1


def test_a_sample_journey_is_in_the_way(procedure: Procedure) -> None:
    first = procedure.current_version
    page = page_of(procedure)
    nothing_needed(page)
    page.save_revision().publish()
    procedure.refresh_from_db()
    add_persona(procedure=procedure, name="Camille", answers={})
    revision = page_of(procedure).latest_revision_id
    with pytest.raises(CompileError):
        restore(version=first, user=None)
    assert page_of(procedure).latest_revision_id == revision
    assert procedure.versions.count() == 2


def test_what_no_page_remembers_cannot_come_back() -> None:
    first = samples.publish()
    with pytest.raises(NotRestorable):
        restore(version=first, user=None)


def test_an_unpublished_page_stays_unpublished(procedure: Procedure) -> None:
    first = procedure.current_version
    change(procedure)
    page_of(procedure).unpublish()
    with pytest.raises(NotRestorable):
        restore(version=first, user=None)
    assert not page_of(procedure).live
