"""A procedure through wagtail-localize's own views, as a translator works."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from eservices.accounts.models import User
from eservices.catalogue import services
from eservices.procedures.definition.schema import Field
from eservices.procedures.models import Procedure, ProcedurePage
from tests.eservices.catalogue.site import parents, service
from tests.eservices.procedures.editor import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure() -> Procedure:
    return services.install(
        key="civil_status_certificate", parent_pages_by_language=parents(), service=service()
    )


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


def page_in(procedure: Procedure, language: str) -> ProcedurePage:
    return ProcedurePage.objects.get(procedure=procedure, locale__language_code=language)


def move_last_question_to_first_step(page: ProcedurePage) -> str:
    """Return the identity of the question moved."""
    raw = list(page.steps.get_prep_value())
    moved = raw[-1]["value"]["fields"].pop()
    raw[0]["value"]["fields"].append(moved)
    page.steps = raw
    return str(moved["id"])


def asked(procedure: Procedure, identity: str) -> tuple[int, Field]:
    procedure.refresh_from_db()
    for position, step in enumerate(procedure.current_version.compiled.steps):
        for question in step.fields:
            if question.id == identity:
                return position, question
    raise LookupError(identity)


def test_a_question_moved_to_another_step_keeps_its_words(
    procedure: Procedure, admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    french = page_in(procedure, "fr")
    identity = move_last_question_to_first_step(french)
    _, before = asked(procedure, identity)
    assert set(before.label.values) == {"fr", "en"}

    edit = reverse("wagtailadmin_pages:edit", args=[french.pk])
    assert admin.post(edit, posted(french, **{"action-publish": "1"})).status_code == 302
    position, there = asked(procedure, identity)
    assert position == 0
    assert there.label == before.label, "words join by identity, also before translators look"

    source = TranslationSource.objects.get_for_instance(french)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert admin.post(update, {}).status_code == 302
    english = page_in(procedure, "en")
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(
            reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action": "publish"}
        )
    assert response.status_code == 302
    position, there = asked(procedure, identity)
    assert position == 0
    assert there.label == before.label
    translated = [q.value["label"] for q in page_in(procedure, "en").steps[0].value["fields"]]
    assert translated[-1] == before.label.values["en"], "the English page has it there too"


def test_a_new_question_is_translated_and_joins(
    procedure: Procedure, admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    french = page_in(procedure, "fr")
    first = french.steps[0].value["fields"][0]
    first.value["label"] = "Quel acte voulez-vous ?"
    edit = reverse("wagtailadmin_pages:edit", args=[french.pk])
    assert admin.post(edit, posted(french, **{"action-publish": "1"})).status_code == 302
    _, question = asked(procedure, first.id)
    assert question.label.get("en") == ("Quel acte voulez-vous ?", "fr"), "marked, never old words"

    source = TranslationSource.objects.get_for_instance(french)
    admin.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {})
    translation = Translation.objects.get(source=source)
    segment = source.stringsegment_set.get(string__data="Quel acte voulez-vous ?")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    response = admin.put(
        url, "value=Which+certificate%3F", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in (200, 201), response.content
    english = page_in(procedure, "en")
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action": "publish"})
    _, question = asked(procedure, first.id)
    assert question.label.get("en") == ("Which certificate?", "en")
