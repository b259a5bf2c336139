"""Cases opened as a procedure opens them, and files as residents send them."""

import uuid
from io import BytesIO
from typing import Any

import factory
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from eservices.accounts.models import Queue, User
from eservices.cases import services
from eservices.cases.codes import new_code
from eservices.cases.kinds import Addressee, AnswerRow, AnswerSection
from eservices.cases.letters import services as letters
from eservices.cases.models import (
    Attachment,
    Case,
    Letter,
    LetterDraft,
    LetterTemplate,
    LetterTemplateText,
)
from scripts.services import EICAR
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory

WORKFLOW = {
    "statuses": [
        {"key": "received", "state": "received", "label": {"values": {"fr": "Reçue"}}},
        {"key": "search", "state": "in_progress", "label": {"values": {"fr": "Recherche"}}},
        {"key": "posted", "state": "decided", "label": {"fr": "Envoyé", "en": "Posted"}},
    ],
    "promise_days": 5,
}
FACTS = {"date": "1980-05-03", "postcode": "75004", "name": "Exemple"}


class CaseFactory(factory.Factory):
    """A case in the queue given (or a new one)."""

    class Meta:
        model = Case

    kind = "test"
    subject = factory.LazyFunction(uuid.uuid4)
    code = factory.LazyFunction(new_code)
    title = {"fr": "Demander un acte de naissance", "en": "Ask for a birth certificate"}
    person = None
    contact_email = "camille@exemple.invalid"
    language = "fr"
    channel = "online"
    workflow = WORKFLOW
    second_facts = FACTS
    queue = factory.LazyFunction(QueueFactory)

    @classmethod
    def _create(cls, _model: type[Case], queue: Queue, **fields: object) -> Case:
        with transaction.atomic():
            return services.open_case(service=queue.service, sector=queue.sector, **fields)


def agent_for(case: Case, **fields: object) -> User:
    return AssignmentFactory(queue=case.queue, **fields).user


def prove(client: Client, case: Case, fact: str = "75004", language: str = "fr") -> HttpResponse:
    """Begin the visit of the resident whose case it is."""
    word = {"fr": "suivi", "en": "tracking"}[language]
    return client.post(f"/{language}/{word}/", {"code": case.grouped_code, "fact": fact})


class TestKind:
    """A kind of case for tests: two answers and the documents put in `files`."""

    __test__ = False
    key = "test"

    def __init__(self) -> None:
        self.files: list[Attachment] = []

    def summary(self, case: Case, language: str) -> str:
        return "Copie intégrale"

    def answers(self, case: Case, language: str) -> list[AnswerSection]:
        rows = [AnswerRow("Nom de famille", "Exemple", "fr"), AnswerRow("Ville", "Paris", "fr")]
        return [AnswerSection("Votre naissance", rows)]

    def names(self, case: Case) -> list[str]:
        return []

    def documents(self, case: Case) -> list[Attachment]:
        return self.files

    def addressee(self, case: Case) -> Addressee:
        return Addressee("Camille Exemple", ("1 rue de la Démo", "75004 PARIS"))


def jpeg(size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG", **options)
    return out.getvalue()


def pdf() -> bytes:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def infected() -> bytes:
    """A photograph that carries the antivirus makers' test file in its comment."""
    return jpeg(comment=EICAR.encode())


def letter_template(**fields: Any) -> LetterTemplate:
    """A letter in both languages; ``kind`` and ``appeal`` make it a decision."""
    words = {"appeal": fields.pop("appeal", ""), "body": fields.pop("body", "Bonjour {name},")}
    template = LetterTemplate.objects.create(**{"key": f"t-{uuid.uuid4().hex[:8]}"} | fields)
    for language, title in (("fr", "Votre demande {code}"), ("en", "Your request {code}")):
        LetterTemplateText.objects.create(subject=template, language=language, title=title, **words)
    return template


def written(draft: LetterDraft, **changes: Any) -> LetterDraft:
    """A draft that lacks nothing, by an author who has a first name and a name."""
    fields = {name: getattr(draft, name) for name in letters.WRITTEN}
    usual = {"place": "Paris", "capacity": "Officier d’état civil"}
    return letters.save(draft=draft, written=fields | usual | changes)


def sent_letter(case: Case, user: User, **changes: Any) -> Letter:
    draft = letters.begin(case=case, user=user, template=letter_template())
    written(draft, **changes)
    case.refresh_from_db()
    return letters.send(draft=draft, seen_draft=letters.mark(draft), seen_lock=case.lock)
