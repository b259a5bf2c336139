from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from eservices.catalogue import entries, services
from eservices.procedures.definition.schema import Definition, Field
from eservices.procedures.models import Procedure, ProcedurePage
from tests.eservices.catalogue.site import french_page, parents, service

KEY = "civil_status_certificate"


@pytest.fixture
def procedure(db: None) -> Procedure:
    return services.install(key=KEY, parent_pages_by_language=parents(), service=service())


def by_name(procedure: Procedure) -> dict[str, Field]:
    page = french_page(procedure)
    compiled = procedure.current_version.compiled.fields()
    return {
        question.value["name"]: compiled[question.id]
        for step in page.steps
        for question in step.value["fields"]
        if "name" in question.value
    }


def compiled(procedure: Procedure) -> Definition:
    return procedure.current_version.compiled


def test_one_version_holds_both_languages(procedure: Procedure) -> None:
    assert procedure.versions.count() == 1
    assert set(compiled(procedure).title.values) == {"fr", "en"}


def test_both_pages_are_live_and_share_block_identities(procedure: Procedure) -> None:
    french, english = (
        ProcedurePage.objects.live().get(procedure=procedure, locale__language_code=code)
        for code in ("fr", "en")
    )
    assert (french.slug, english.slug) == ("acte-etat-civil", "civil-status-certificate")
    assert french.translation_key == english.translation_key

    def identities(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["id"]] if "id" in node else []
            return own + [each for value in node.values() for each in identities(value)]
        if isinstance(node, list):
            return [each for value in node for each in identities(value)]
        return []

    raw = [list(page.steps.get_prep_value()) for page in (french, english)]
    assert identities(raw[0]) == identities(raw[1])
    assert len(set(identities(raw[0]))) == len(identities(raw[0])) > 50


def test_wagtail_localize_knows_what_is_translated(procedure: Procedure) -> None:
    translation = Translation.objects.get(target_locale__language_code="en")
    total, translated = translation.get_progress()
    assert total == translated > 60
    assert not StringTranslation.objects.filter(has_error=True).exists()
    title = StringTranslation.objects.get(context__path="title")
    assert title.translation_of.data == french_page(procedure).title
    assert title.data == ProcedurePage.objects.get(locale=title.locale).title != ""


def test_machine_names_are_kept_from_translators(procedure: Procedure) -> None:
    source = TranslationSource.objects.get()
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    named = by_name(procedure)
    machine = set(named) | {o.value for field in named.values() for o in field.options}
    machine |= {step.key for step in compiled(procedure).steps}
    assert strings & machine == set()


def test_the_district_of_the_event_routes_and_no_email_is_needed(procedure: Procedure) -> None:
    named = by_name(procedure)
    assert [name for name, field in named.items() if field.routes] == ["district"]
    assert [name for name, field in named.items() if field.contact] == ["email"]
    assert not named["email"].required
    assert named["delivery_address"].required
    assert named["delivery_address"].second_fact


def test_it_is_installed_once(procedure: Procedure) -> None:
    with pytest.raises(services.AlreadyInstalled):
        services.install(key=KEY, parent_pages_by_language={}, service=service())


def test_sample_journeys_come_with_it(procedure: Procedure) -> None:
    assert procedure.personas.count() == len(entries.read(KEY).personas)


@pytest.mark.django_db
def test_sample_journeys_come_when_a_draft_is_published_later() -> None:
    procedure = services.install(
        key=KEY, parent_pages_by_language=parents(), service=service(), publish=False
    )
    assert not procedure.personas.exists()
    ProcedurePage.objects.get(locale__language_code="fr").get_latest_revision().publish()
    assert procedure.personas.count() == len(entries.read(KEY).personas)


@pytest.mark.django_db
def test_unpublished_when_asked() -> None:
    procedure = services.install(
        key=KEY, parent_pages_by_language=parents(), service=service(), publish=False
    )
    assert procedure.current_version is None
    assert not ProcedurePage.objects.live().exists()


@pytest.mark.django_db
def test_nothing_is_left_when_it_cannot_be_published(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = entries.read(KEY)
    entry.page["paper"] = {"fr": " ", "en": " "}
    monkeypatch.setattr(entries, "read", lambda key: entry)
    with pytest.raises(Exception, match=r"paper|papier"):
        services.install(key=KEY, parent_pages_by_language=parents(), service=service())
    assert not ProcedurePage.objects.exists()
    assert not Procedure.objects.exists()


@pytest.mark.django_db
def test_command_installs_under_a_section_in_both_languages() -> None:
    parent = parents()["en"]
    out = StringIO()
    service()
    call_command(
        "install_procedure",
        KEY,
        "--service",
        "civil-status",
        "--parent",
        str(parent.pk),
        stdout=out,
    )
    assert str(Procedure.objects.get(catalogue_key=KEY).uuid) in out.getvalue()
    assert ProcedurePage.objects.live().count() == 2
    with pytest.raises(CommandError):
        call_command(
            "install_procedure", KEY, "--service", "civil-status", "--parent", str(parent.pk)
        )


@pytest.mark.django_db
def test_an_unknown_entry_is_said() -> None:
    with pytest.raises(entries.UnknownEntry):
        services.install(key="nothing", parent_pages_by_language=parents(), service=service())
