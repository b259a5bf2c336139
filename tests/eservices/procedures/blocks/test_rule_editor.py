"""Building rules through the editor's form, and reading them back as sentences."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eservices.accounts.models import User
from eservices.procedures.definition.evaluator import evaluate
from eservices.procedures.definition.rules import Through
from eservices.procedures.models import Persona, Procedure, ProcedurePage
from tests.eservices.catalogue.site import civil_status, french_page
from tests.eservices.procedures.editor import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(request: pytest.FixtureRequest) -> ProcedurePage:
    return french_page(civil_status(request))


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


def added(prefix: str, kind: str, **value: Any) -> dict[str, Any]:
    """Return what the browser posts of one block more, the first of its list."""
    data: dict[str, Any] = {f"{prefix}-count": 1}
    at = f"{prefix}-0"
    data |= {f"{at}-deleted": "", f"{at}-order": 0, f"{at}-id": "", f"{at}-type": kind}
    return data | {f"{at}-value-{name}": text for name, text in value.items()}


def condition(prefix: str, field: str, operator: str, values: str = "") -> dict[str, Any]:
    return added(prefix, "condition", field=field, operator=operator, values=values, at="")


def edit(admin: Client, page: ProcedurePage, **changes: Any) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return admin.post(url, posted(page, **changes) | {"action-publish": "1"})


def last_step(page: ProcedurePage) -> str:
    return f"steps-{len(page.steps) - 1}-value"


@pytest.mark.bilingual
def test_a_rule_a_check_and_a_need_are_built_without_code(
    admin: Client, page: ProcedurePage
) -> None:
    Persona.objects.all().delete()  # the sample journeys answer neither, and would be refused
    step = last_step(page)
    names = [question.value["name"] for question in page.steps[-1].value["fields"]]
    email, phone = names.index("email"), names.index("phone")
    changes = condition(f"{step}-fields-{phone}-value-required_if", "act", "is", "death")
    changes |= added(f"{step}-checks", "at_least_one", fields="email, phone", message="")
    changes[f"{step}-fields-{phone}-value-required"] = "on"
    response = edit(admin, page, **changes)
    assert response.status_code == 302
    made = Procedure.objects.get(pages=page).current_version.compiled
    act, phone_id = made.steps[0].fields[0].id, made.steps[-1].fields[phone].id
    assert phone_id in evaluate(made, {act: "death"}).required
    assert phone_id not in evaluate(made, {act: "birth"}).required
    (check,) = made.steps[-1].checks
    assert check.field == made.steps[-1].fields[email].id
    assert check in evaluate(made, {act: "birth"}).failed_checks
    assert check.message.get("fr")[1] == "fr"
    assert check.message.get("en")[1] == "en"


def test_how_a_request_comes_is_ticked(admin: Client, page: ProcedurePage) -> None:
    where = f"{last_step(page)}-fields-1-value-shown_if"
    data = added(where, "through") | {f"{where}-0-value": ["counter", "paper"]}
    assert edit(admin, page, **data).status_code == 302
    made = Procedure.objects.get(pages=page).current_version.compiled
    assert made.steps[-1].fields[1].shown_if == Through(channels=("counter", "paper"))
    assert edit(admin, page, **added(where, "through")).status_code == 200, "none is ticked"


def test_what_cannot_be_is_said_beside_the_question(admin: Client, page: ProcedurePage) -> None:
    step = last_step(page)
    response = edit(
        admin, page, **condition(f"{step}-fields-1-value-shown_if", "act", "is", "wedding")
    )
    assert response.status_code == 200
    (error,) = response.context["form"].errors["steps"].as_data()
    (beside,) = error.block_errors[len(page.steps) - 1].block_errors["fields"].block_errors.items()
    assert beside[0] == 1
    assert "wedding" in str(beside[1])
    assert Procedure.objects.get(pages=page).current_version.number == 1


def test_what_cannot_be_of_a_step_is_said_at_its_head(admin: Client, page: ProcedurePage) -> None:
    response = edit(admin, page, **condition("steps-0-value-shown_if", "email", "answered"))
    assert response.status_code == 200
    (error,) = response.context["form"].errors["steps"].as_data()
    assert "email" in str(error.block_errors[0].non_block_errors)


def test_the_draft_and_each_version_are_read_as_sentences(
    admin: Client, page: ProcedurePage
) -> None:
    page.steps[0].value["title"] = "Un autre titre"
    page.save_revision()
    draft = admin.get(reverse("workshop:sentences", args=[page.pk])).content.decode()
    version = admin.get(reverse("workshop:version-sentences", args=[page.pk, 1])).content.decode()
    editor = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    shown = "Affichée si « Quel acte demandez-vous ? » est « Un acte de naissance »."
    for html in (draft, version, editor):
        assert shown in html.replace("\xa0", " ")
    assert "Un autre titre" in draft
    assert "Un autre titre" not in version
    assert admin.get(reverse("workshop:version-sentences", args=[page.pk, 2])).status_code == 404


def test_a_draft_that_is_half_made_is_read_as_far_as_it_goes(
    admin: Client, page: ProcedurePage
) -> None:
    page.steps[0].value["key"] = None
    page.save_revision(clean=False)
    response = admin.get(reverse("workshop:sentences", args=[page.pk]))
    assert response.status_code == 200
    assert response.context["said"] is None


def test_only_those_who_edit_the_page_read_its_rules(client: Client, page: ProcedurePage) -> None:
    client.force_login(User.objects.create_user(email="agent@example.invalid", is_staff=True))
    response = client.get(reverse("workshop:sentences", args=[page.pk]))
    assert response.status_code in (302, 403)
