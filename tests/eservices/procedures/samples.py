"""A small procedure with every kind of turn, and a resident who walks it."""

from __future__ import annotations

import io
import time
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.cache import cache
from django.test import Client
from PIL import Image
from wagtail.models import Locale, Page

from content.core.models import Department, District, Sector, Service
from eservices.procedures.definition.schema import Definition
from eservices.procedures.models import Draft, Procedure, ProcedurePage, ProcedureVersion


def ident(number: int) -> str:
    return str(UUID(int=number))


ACT, NAME, BORN, LINK, PROOF, DISTRICT, EMAIL, ADDRESS, NOTE = map(ident, range(1, 10))


def text(french: str, english: str = "") -> dict[str, Any]:
    values = {"fr": french}
    if english:
        values["en"] = english
    return {"values": values}


def option(number: int, value: str, french: str, english: str = "") -> dict[str, Any]:
    return {"id": ident(100 + number), "value": value, "label": text(french, english)}


def is_(field: str, *values: str) -> dict[str, Any]:
    return {"op": "one_of", "field": field, "values": values}


def definition(**changes: Any) -> Definition:
    """A birth or a death certificate; proof when it is for a parent."""
    raw: dict[str, Any] = {
        "title": text("Demander un acte d’état civil", "Ask for a certificate"),
        "service": "civil-status",
        "what_it_is_not": text("Ce reçu n’est pas l’acte.", "This receipt is not the certificate."),
        "declaration": text("Je certifie que mes réponses sont exactes."),
        "channels": {
            "telephone": text("01 99 00 39 75"),
            "counter": text("Dans chaque mairie"),
            "paper": text("Par courrier"),
        },
        "workflow": {"promise_days": 5},
        "next_steps": text("La mairie prépare l’acte.\n\nElle l’envoie par la poste."),
        "confirmation_subject": text("Votre demande d’acte est reçue"),
        "confirmation_body": text("Merci."),
        "steps": [
            {
                "id": ident(21),
                "key": "acte",
                "title": text("L’acte", "The certificate"),
                "fields": [
                    {
                        "id": ACT,
                        "kind": "choice",
                        "label": text("Quel acte demandez-vous ?", "Which certificate?"),
                        "options": [
                            option(1, "birth", "Naissance", "Birth"),
                            option(2, "death", "Décès"),
                            option(3, "abroad", "Naissance à l’étranger"),
                        ],
                    }
                ],
                "exits": [
                    {
                        "id": ident(51),
                        "when": is_(ACT, "abroad"),
                        "title": text("Adressez-vous à Nantes"),
                        "body": text("Le service central d’état civil garde ces actes."),
                        "url": "https://example.invalid/nantes",
                        "link": text("Aller au service central"),
                    }
                ],
            },
            {
                "id": ident(22),
                "key": "personne",
                "title": text("La personne", "The person"),
                "fields": [
                    {
                        "id": NAME,
                        "kind": "person_name",
                        "label": text("Nom", "Name"),
                        "second_fact": True,
                    },
                    {
                        "id": BORN,
                        "kind": "date",
                        "label": text("Date de naissance", "Birth date"),
                        "second_fact": True,
                        "shown_if": is_(ACT, "birth", "abroad"),
                    },
                    {
                        "id": LINK,
                        "kind": "choice",
                        "label": text("Qui est cette personne pour vous ?"),
                        "shown_if": is_(ACT, "birth"),
                        "options": [
                            option(4, "self", "Moi"),
                            option(5, "parent", "Mon parent"),
                        ],
                    },
                ],
            },
            {
                "id": ident(23),
                "key": "preuve",
                "title": text("Votre lien de parenté"),
                "shown_if": {"op": "all", "rules": [is_(ACT, "birth"), is_(LINK, "parent")]},
                "fields": [
                    {
                        "id": PROOF,
                        "kind": "file",
                        "label": text("Livret de famille"),
                        "max_files": 2,
                        "max_megabytes": 1,
                    },
                ],
            },
            {
                "id": ident(24),
                "key": "lieu",
                "title": text("Le lieu"),
                "fields": [
                    {
                        "id": DISTRICT,
                        "kind": "district",
                        "label": text("Arrondissement"),
                        "routes": True,
                    },
                ],
            },
            {
                "id": ident(25),
                "key": "coordonnees",
                "title": text("Vos coordonnées"),
                "fields": [
                    {
                        "id": EMAIL,
                        "kind": "email",
                        "label": text("Adresse e-mail"),
                        "required": False,
                        "contact": True,
                        "second_fact": True,
                        "autocomplete": "email",
                    },
                    {
                        "id": ADDRESS,
                        "kind": "postal_address",
                        "label": text("Adresse postale"),
                        "second_fact": True,
                        "autocomplete": "street-address",
                    },
                    {
                        "id": NOTE,
                        "kind": "long_text",
                        "label": text("Précisions"),
                        "required": False,
                    },
                ],
            },
        ],
    }
    return Definition.model_validate(raw | changes)


def register() -> None:
    """The service and the districts that the sample routes to."""
    department, _ = Department.objects.get_or_create(key="citizens")
    Service.objects.get_or_create(key="civil-status", defaults={"department": department})
    for number, sector in ((2, 1), (11, 11)):
        place, _ = Sector.objects.get_or_create(
            number=sector, defaults={"key": f"s{sector}", "name": f"Mairie {sector}"}
        )
        District.objects.get_or_create(
            number=number, defaults={"postcode": f"750{number:02}", "sector": place}
        )


def publish(
    compiled: Definition | None = None, procedure: Procedure | None = None
) -> ProcedureVersion:
    """Store a version as the current one of a (new) procedure, which gets a live page."""
    register()
    cache.clear()  # the limits of the test before
    compiled = compiled or definition()
    procedure = procedure or new_procedure()
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=procedure.versions.count() + 1,
        definition=compiled.model_dump(mode="json", by_alias=True),
    )
    procedure.current_version = version
    procedure.save()
    return version


def new_procedure(slug: str = "acte") -> Procedure:
    """A procedure with a live page that was never compiled: versions come from samples."""
    procedure = Procedure.objects.create()
    Locale.objects.get_or_create(language_code="fr")
    root = Page.objects.get(depth=1)
    page = ProcedurePage(title="Acte", slug=slug, procedure=procedure, live=False)
    root.add_child(instance=page)
    ProcedurePage.objects.filter(pk=page.pk).update(live=True)
    return procedure


def picture(name: str = "livret.png") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


#: What a resident types, step by step, in the names of the form's controls.
TYPED: dict[str, dict[str, str]] = {
    "acte": {ACT: "birth"},
    "personne": {
        f"{NAME}-given": "Camille",
        f"{NAME}-family": "Démo",
        f"{BORN}-day": "2",
        f"{BORN}-month": "mai",
        f"{BORN}-year": "1980",
        LINK: "self",
    },
    "lieu": {DISTRICT: "2"},
    "coordonnees": {
        EMAIL: "camille@example.invalid",
        f"{ADDRESS}-street": "1 rue de la Démo",
        f"{ADDRESS}-postcode": "75002",
        f"{ADDRESS}-town": "Paris",
    },
}


class Resident:
    """Walks a journey with a browser that keeps cookies."""

    def __init__(self, client: Client, slug: str = "acte") -> None:
        self.client = client
        self.slug = slug
        self.draft: Draft

    def start(self) -> Resident:
        url = f"/fr/demarches/{self.slug}/commencer/"
        began = signing.dumps(time.time() - 60, salt="eservices.procedures.start")
        known = set(Draft.objects.values_list("pk", flat=True))
        response = self.client.post(url, {"began": began, "website": ""})
        assert response.status_code == 302, response.content.decode()
        self.draft = Draft.objects.exclude(pk__in=known).get()
        return self

    def url(self, rest: str = "") -> str:
        return f"/fr/demarches/{self.slug}/d/{self.draft.uuid}/{rest}"

    def step_url(self, step: str) -> str:
        return self.url(f"{step}/")

    def post(self, step: str, typed: dict[str, Any] | None = None, *, query: str = "", **more: Any):
        data = {f"{self.draft.uuid.hex}-current_step": step}
        data |= TYPED.get(step, {}) if typed is None else typed
        return self.client.post(self.step_url(step) + query, data | more)

    def get(self, rest: str = ""):
        return self.client.get(self.url(rest))

    def fill(self, *steps: str) -> Resident:
        for step in steps or TYPED:
            response = self.post(step)
            assert response.status_code == 302, response.content.decode()
        return self

    def send(self, **data: Any):
        self.draft.refresh_from_db()
        posted = {"seen": str(self.draft.lock), "declared": "on"} | data
        return self.client.post(self.url("verifier/"), posted)
