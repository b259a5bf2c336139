"""What is published of each shipped procedure accepts what its sample journeys answer."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from eservices.catalogue import entries, services
from eservices.procedures.definition.evaluator import evaluate
from eservices.procedures.enums import End
from eservices.procedures.json_schema import answers_schema
from tests.eservices.catalogue.site import parents, service


@pytest.mark.django_db
@pytest.mark.parametrize("key", entries.all_keys())
def test_the_schema_accepts_the_samples(key: str) -> None:
    procedure = services.install(key=key, parent_pages_by_language=parents(), service=service())
    compiled = procedure.current_version.compiled
    schema = answers_schema(compiled, identity="https://example.invalid/1", number=1)
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    whole = [each for each in procedure.personas.all() if each.end == End.CHECK]
    assert whole, "at least one sample is sent"
    for persona in whole:
        asked = dict(evaluate(compiled, persona.answers, today=persona.walked_on).answers)
        said = [f"{persona.name}: {error.message[:200]}" for error in check.iter_errors(asked)]
        assert said == []
    assert not check.is_valid({}), "nothing is no complete set"
