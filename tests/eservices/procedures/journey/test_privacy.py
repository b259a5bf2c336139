"""What a person is told of personal data before anything is asked."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from content.navigation.models import DataProtection
from eservices.procedures.journey.privacy import privacy_notice
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import definition, ident, text

pytestmark = pytest.mark.django_db
START = "/fr/demarches/acte/commencer/"


def start_page(client: Client) -> str:
    return html.unescape(client.get(START).content.decode()).replace("\u00a0", " ")


def told(**privacy: object) -> dict[str, object]:
    return {"privacy": {name: text(str(words)) for name, words in privacy.items()}}


def test_the_start_page_says_what_editors_wrote(client: Client) -> None:
    DataProtection.objects.create(name="Déléguée", email="donnees@ville.invalid")
    samples.publish(
        definition(
            **told(
                purpose="Établir l’acte.",
                legal_basis="Code civil, article 101-1",
                recipients="Les officiers de l’état civil",
                rights="Pas d’effacement : la loi impose de garder l’acte.",
            ),
            retention={"administrative_months": 6, "final_fate": "sample"},
        )
    )
    page = start_page(client)
    for words in (
        "Établir l’acte.",
        "Code civil, article 101-1",
        "Les officiers de l’état civil",
        "Pas d’effacement",
        "Votre demande est conservée 6 mois.",
        "archives publiques",
        "mailto:donnees@ville.invalid",
    ):
        assert words in page


def test_the_officer_is_named_in_the_language_that_the_name_is_in(client: Client) -> None:
    DataProtection.objects.create(name="Déléguée aux données", email="donnees@ville.invalid")
    samples.publish()
    assert "<p>Déléguée aux données</p>" in start_page(client)
    english = client.get("/en/procedures/acte/start/").content.decode()
    assert '<p lang="fr">Déléguée aux données</p>' in english


def test_what_editors_left_empty_is_said_for_them(client: Client) -> None:
    samples.publish()
    page = start_page(client)
    assert "Traiter votre demande" in page
    assert "civil-status" in page  # the service that reads it
    assert "CNIL" in page
    assert "mailto:" not in page.split("<footer")[0]


def test_reasons_are_told_and_a_consent_may_be_refused() -> None:
    fields = [
        {
            "id": ident(61),
            "kind": "text",
            "label": text("Le nom"),
            "purpose": text("Trouver l’acte."),
        },
        {"id": ident(62), "kind": "text", "label": text("Sans raison")},
        {"id": ident(63), "kind": "consent", "label": text("Me prévenir d’autres services")},
    ]
    step = {"id": ident(60), "key": "un", "title": text("Un"), "fields": fields}
    notice = privacy_notice(definition(steps=[step]), "fr")
    assert [(str(r.question), str(r.purpose), r.free) for r in notice.reasons] == [
        ("Le nom", "Trouver l’acte.", False),
        ("Me prévenir d’autres services", "", True),
    ]


def test_a_get_writes_no_officer(client: Client) -> None:
    samples.publish()
    start_page(client)
    assert not DataProtection.objects.exists()
