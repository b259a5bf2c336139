"""Every procedure of the catalogue: complete, in both languages, its every way walked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from eservices.catalogue import entries, services
from eservices.procedures.definition.schema import Definition
from eservices.procedures.definition.texts import Text
from eservices.procedures.enums import End
from eservices.procedures.models import Procedure, Submission
from eservices.procedures.paper.sheet import Sheet
from tests.eservices.catalogue.site import french_page, parents, service
from tests.eservices.catalogue.typed import walk
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident

pytestmark = pytest.mark.django_db
KEYS = entries.all_keys()
#: Words that are the same in French and in English.
SAME = {"Second parent", "Signature"}


@pytest.fixture(params=KEYS)
def procedure(request: pytest.FixtureRequest) -> Procedure:
    """Installing walks every sample journey and refuses one that goes another way."""
    samples.register()
    return services.install(
        key=request.param, parent_pages_by_language=parents(), service=service()
    )


def texts(node: Any) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from texts(item)
    elif hasattr(type(node), "model_fields"):
        for name in type(node).model_fields:
            yield from texts(getattr(node, name))


def compiled(procedure: Procedure) -> Definition:
    return procedure.current_version.compiled


def test_it_is_whole_in_both_languages_and_every_way_is_walked(
    procedure: Procedure, client: Client
) -> None:
    definition = compiled(procedure)
    _check_texts(definition)
    _check_promises(definition)
    _check_ways(procedure, definition)
    _check_journey(procedure, client)
    for language in ("fr", "en"):
        assert Sheet(procedure.current_version, language, "https://ville.invalid/").pdf()


def _check_texts(definition: Definition) -> None:
    said = [text for text in texts(definition) if text]
    assert [text.values for text in said if set(text.values) != {"fr", "en"}] == []
    same = {text.values["fr"] for text in said if text.values["fr"] == text.values["en"]}
    examples = {field.example.values.get("fr") for field in definition.fields().values()}
    options = {
        option.label.values["fr"]
        for field in definition.fields().values()
        for option in field.options
    }
    assert same - examples - options <= SAME


def _check_promises(definition: Definition) -> None:
    """Why each question is asked is said; nothing is paid; each channel is there."""
    asked = [field for field in definition.fields().values() if field.kind not in ("computed",)]
    assert [field.label.values["fr"] for field in asked if not field.purpose] == []
    assert definition.workflow.promise_days
    assert definition.retention.administrative_months
    assert definition.what_it_is_not
    channels = definition.channels
    assert all([channels.telephone, channels.counter, channels.paper])


def _check_ways(procedure: Procedure, definition: Definition) -> None:
    personas = list(procedure.personas.all())
    exits = {advice.id: advice.title.values["fr"] for s in definition.steps for advice in s.exits}
    reached = {persona.exit for persona in personas}
    assert [title for identity, title in exits.items() if identity not in reached] == []
    checks = {check.id for step in definition.steps for check in step.checks}
    assert checks <= {identity for persona in personas for identity in persona.refused}
    walked = {identity for persona in personas for identity in persona.steps}
    assert [step.key for step in definition.steps if step.id not in walked] == []


def _check_journey(procedure: Procedure, client: Client) -> None:
    """The first sample journey goes through the real pages to a request received."""
    persona = procedure.personas.filter(end=End.CHECK).order_by("pk").first()
    assert persona is not None
    slug = french_page(procedure).slug
    morning = datetime.combine(persona.walked_on, time(10), tzinfo=ZoneInfo("Europe/Paris"))
    with time_machine.travel(morning):
        resident = Resident(client, slug).start()
        walk(resident, persona)
        assert resident.send().url.endswith("/recu/")
    sent = Submission.objects.get()
    assert sent.version == procedure.current_version
    assert {row["field"] for section in sent.answers for row in section["rows"]} >= {
        identity
        for identity, field in compiled(procedure).fields().items()
        if persona.answers.get(identity) and field.kind != "file"
    }
