"""Versions stored by an older program are read for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eservices.procedures.definition.readers import Readers, UnknownSchema, read
from eservices.procedures.definition.schema import Definition
from eservices.procedures.models import ProcedureVersion
from eservices.procedures.models.procedures import digest
from tests.eservices.procedures import samples

#: A row as it was written before repeated steps, computed values and checks existed.
STORED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "stored_schema_1.json").read_text(encoding="utf-8")
)


def test_a_row_without_today_s_attributes_reads() -> None:
    definition = read(STORED["definition"])
    assert "repeat" not in STORED["definition"]["steps"][0]
    assert definition == samples.definition()


def test_it_hashes_as_it_did() -> None:
    assert digest(STORED["definition"]) == STORED["sha256"]


@pytest.mark.django_db
def test_a_stored_row_keeps_its_hash_through_the_database() -> None:
    procedure = samples.publish().procedure
    version = ProcedureVersion.objects.create(
        procedure=procedure, number=2, definition=STORED["definition"]
    )
    version = ProcedureVersion.objects.get(pk=version.pk)
    assert version.sha256 == STORED["sha256"] == digest(version.definition)
    assert version.compiled == samples.definition()


def renamed(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name != "name"} | {"title": raw["name"]}


def test_readers_are_chained() -> None:
    readers = Readers(newest=3)
    readers.register(1, renamed)
    readers.register(2, lambda raw: raw | {"service": "s"})
    old = {"schema": 1, "name": {"values": {"fr": "Acte"}}}
    raised = readers.raise_to_newest(old)
    assert raised == {"schema": 3, "title": {"values": {"fr": "Acte"}}, "service": "s"}
    assert old == {"schema": 1, "name": {"values": {"fr": "Acte"}}}
    assert Definition.model_validate(raised | {"schema": 1}).title.get("fr") == ("Acte", "fr")


@pytest.mark.parametrize("schema", [None, 0, 2, 4, "1"])
def test_an_unknown_schema_is_refused(schema: Any) -> None:
    readers = Readers(newest=3)
    with pytest.raises(UnknownSchema):
        readers.raise_to_newest({"schema": schema})


def test_a_reader_is_registered_once() -> None:
    readers = Readers(newest=2)
    readers.register(1, renamed)
    for schema in (0, 1, 2):
        with pytest.raises(ValueError, match="no reader is wanted"):
            readers.register(schema, renamed)
