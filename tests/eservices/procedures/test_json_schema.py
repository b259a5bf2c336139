"""The schema of answers says what the evaluator says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from jsonschema import Draft202012Validator
from wagtail.models import PageViewRestriction

from eservices.procedures.definition.evaluator import evaluate
from eservices.procedures.definition.replay import replay
from eservices.procedures.definition.schema import Definition
from eservices.procedures.enums import End
from eservices.procedures.json_schema import answers_schema
from eservices.procedures.models import ProcedurePage
from tests.eservices.procedures import samples, strategies
from tests.eservices.procedures.definition.test_carry_over import changed, find
from tests.eservices.procedures.samples import ACT, LINK, PROOF, ident, text
from tests.eservices.procedures.versions.test_personas import ANSWERS

URL = "/api/v1/procedures/acte/versions/1"


def schema_of(definition: Definition) -> dict[str, Any]:
    schema = answers_schema(definition, identity="https://example.invalid/1", number=1)
    Draft202012Validator.check_schema(schema)
    return schema


def accepts(definition: Definition, answers: dict[str, Any]) -> bool:
    return bool(Draft202012Validator(schema_of(definition)).is_valid(answers))


@given(strategies.definitions(), strategies.answers())
def test_it_accepts_exactly_what_reaches_the_end(
    definition: Definition, answers: dict[str, Any]
) -> None:
    fields = definition.fields()
    fit = {
        name: value[: fields[name].max_files] if isinstance(value, list) else value
        for name, value in strategies.fitting(answers, definition).items()
    }
    asked = dict(evaluate(definition, fit).answers)
    whole = replay(definition, asked, insists=True).end is End.CHECK
    assert accepts(definition, asked) == whole
    if asked != fit:
        assert not accepts(definition, fit), "an answer that is not asked"


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({}, True),
        ({ACT: "wedding"}, False),
        ({LINK: "parent"}, False),
        ({LINK: "parent", PROOF: ["a", "b"]}, True),
        ({LINK: "parent", PROOF: ["a", "b", "c"]}, False),
        ({ident(99): "?"}, False),
    ],
)
def test_sample(changes: dict[str, Any], accepted: bool) -> None:
    assert accepts(samples.definition(), ANSWERS | changes) is accepted


@pytest.mark.parametrize("answers", [ANSWERS, {k: v for k, v in ANSWERS.items() if k != LINK}])
def test_how_a_request_comes_is_no_answer_and_leaves_its_question_free(
    answers: dict[str, Any],
) -> None:
    at_a_counter = {"op": "through", "channels": ["counter"]}
    definition = changed(lambda raw: find(raw, LINK).update(shown_if=at_a_counter))
    assert accepts(definition, answers)
    assert "cannot say" in schema_of(definition)["properties"][LINK]["$comment"]


AGE, HOW_MANY, CHILD, BORN = map(ident, (81, 82, 83, 84))


def field(identity: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "kind": kind, "label": text("?"), **more}


def compare(field_id: str, comparison: str, value: int) -> dict[str, Any]:
    return {
        "op": "compare",
        "left": {"op": "answer", "field": field_id},
        "comparison": comparison,
        "right": {"op": "constant", "value": value},
    }


def family() -> Definition:
    steps = [
        {
            "id": ident(90),
            "key": "vous",
            "title": text("Vous"),
            "fields": [
                field(BORN, "date", partial="month"),
                field(HOW_MANY, "number", minimum=0, maximum=9),
                field(AGE, "yes_no", shown_if=compare(HOW_MANY, "more", 0)),
            ],
        },
        {
            "id": ident(91),
            "key": "enfants",
            "title": text("Enfants"),
            "shown_if": compare(HOW_MANY, "more", 0),
            "repeat": {"singular": text("enfant"), "minimum": 1, "maximum": 3},
            "fields": [field(CHILD, "text"), field(ident(85), "text", required=False)],
        },
    ]
    return samples.definition(steps=steps)


@pytest.mark.parametrize(
    ("answers", "accepted"),
    [
        ({BORN: "1980", HOW_MANY: 0}, True),
        ({BORN: "1980-05-02", HOW_MANY: 10}, False),
        ({BORN: "mai 1980", HOW_MANY: 0}, False),
        ({BORN: "1980-05", HOW_MANY: 1, AGE: "yes"}, False),
        ({BORN: "1980-05", HOW_MANY: 1, AGE: "yes", ident(91): [{CHILD: "Alix"}]}, True),
        ({BORN: "1980-05", HOW_MANY: 1, AGE: "yes", ident(91): [{}]}, False),
        ({BORN: "1980-05", HOW_MANY: 1, AGE: "yes", ident(91): []}, False),
        ({BORN: "1980", HOW_MANY: 0, ident(91): [{CHILD: "Alix"}]}, False),
    ],
)
def test_numbers_partial_dates_and_rows(answers: dict[str, Any], accepted: bool) -> None:
    assert accepts(family(), answers) is accepted


def test_what_cannot_be_said_leaves_the_question_free() -> None:
    years = {"op": "years", "since": {"op": "answer", "field": samples.BORN}}
    rule = compare("", "at_least", 18) | {"left": years}
    raw = samples.definition().model_dump(by_alias=True)
    steps = [*raw["steps"], {**raw["steps"][3], "id": ident(92), "key": "plus", "shown_if": rule}]
    steps[-1]["fields"] = [field(ident(93), "text")]
    definition = samples.definition(steps=steps)
    assert accepts(definition, ANSWERS)
    assert accepts(definition, ANSWERS | {ident(93): "Oui"})
    assert "$comment" in schema_of(definition)["properties"][ident(93)]


@pytest.mark.django_db
class TestAddress:
    def test_public_cached_and_hashed(self, client: Client) -> None:
        version = samples.publish()
        response = client.get(URL)
        assert response.headers["Content-Type"] == "application/schema+json"
        assert version.procedure.cache_tag in response.headers["Cache-Tag"].split()
        assert response.headers["Cache-Control"].startswith("public")
        assert version.sha256 in response.headers["ETag"]
        schema = response.json()
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"http://testserver{URL}"
        assert Draft202012Validator(schema).is_valid(ANSWERS)
        again = client.get(URL, headers={"if-none-match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_older_versions_stay(self, client: Client) -> None:
        samples.publish(procedure=samples.publish().procedure)
        assert client.get(URL).status_code == 200
        assert client.get(URL[:-1] + "2").status_code == 200

    def test_what_is_not_public_is_not_found(self, client: Client) -> None:
        samples.publish()
        assert client.get(URL[:-1] + "2").status_code == 404
        assert client.get("/api/v1/procedures/autre/versions/1").status_code == 404
        page = ProcedurePage.objects.get()
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert client.get(URL).status_code == 404
        restriction.delete()
        ProcedurePage.objects.update(live=False)
        assert client.get(URL).status_code == 404

    def test_costs_two_statements(self, client: Client, django_assert_max_num_queries: Any) -> None:
        samples.publish()
        client.get(URL)
        with django_assert_max_num_queries(3):
            client.get(URL)
