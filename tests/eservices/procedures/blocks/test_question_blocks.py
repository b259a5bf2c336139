"""From an editor's blocks to questions: every kind, with what bounds its answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from content.core.blocks import with_ids
from content.places.models import PlaceKind
from eservices.procedures.blocks import StepsBlock
from eservices.procedures.compiler import check_steps, compile_steps
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.models import ProcedurePage
from eservices.procedures.sources.slots import sources

pytestmark = pytest.mark.django_db

OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
RENTS = {"field": "yes_no", "operator": "is", "values": "yes"}
#: What an editor sets beside the words, by kind.
SET: dict[str, dict[str, Any]] = {
    "text": {"minimum": 2, "maximum": 10},
    "long_text": {},
    "number": {"minimum": "0.5", "maximum": 10, "decimals": 2, "unit": "m²"},
    "money": {"minimum": "10.50", "maximum": 900},
    "date": {"partial": "month", "earliest": "1900-01-01", "latest": "today"},
    "date_range": {"earliest": "today"},
    "choice": {"options": OPTIONS, "presentation": "list"},
    "choices": {"options": OPTIONS, "minimum": 1, "maximum": 2},
    "yes_no": {"purpose": "Pour savoir", "retention_class": "proofs"},
    "district": {"routes": True},
    "place": {"source": "kind:museum"},
    "poll": {},
    "person_name": {"required_if": [{"type": "condition", "value": RENTS}]},
    "identity": {"source": ["birth_date"], "partial": "day"},
    "postal_address": {"source": "france", "routes": False},
    "email": {"contact": True},
    "phone": {},
    "file": {"max_files": 2},
    "declaration": {},
    "consent": {},
    "computed": {"value": {"operation": "sum", "terms": ["money", "5"]}, "source": "money"},
    "information": {"help": "À savoir"},
}


def stream(chosen: dict[str, dict[str, Any]] = SET) -> Any:
    questions = [
        {"type": kind, "value": {"name": kind, "label": f"Question {kind}", "shown_if": []} | more}
        for kind, more in chosen.items()
    ]
    step = {"key": "tout", "title": "Tout", "shown_if": [], "fields": questions}
    block = StepsBlock()
    return block.to_python(with_ids([{"type": "step", "value": step}], block))


@pytest.fixture
def fields() -> dict[str, Field]:
    PlaceKind.objects.create(key="museum")
    steps = stream()
    assert not check_steps(StepsBlock().clean(steps))
    return {str(field.kind): field for field in compile_steps({"fr": steps}, "fr")[0].fields}


def test_every_kind_but_slots_has_a_block_and_compiles(fields: dict[str, Field]) -> None:
    assert set(fields) == set(FieldKind) - {FieldKind.SLOT}


def test_bounds_are_kept_as_answers_are(fields: dict[str, Field]) -> None:
    kept = {kind: (fields[kind].minimum, fields[kind].maximum) for kind in SET}
    assert kept["text"] == (2, 10)
    assert kept["number"] == ("0.5", 10)
    assert kept["money"] == (1050, 90000)
    assert kept["choices"] == (1, 2)
    assert fields["number"].unit.get("fr")[0] == "m²"
    assert fields["date"].partial == "month"
    assert fields["date"].earliest is not None
    assert fields["date_range"].latest is None


def test_sources_reasons_and_rules_are_kept(fields: dict[str, Field]) -> None:
    assert fields["identity"].source == "birth_date"
    assert fields["place"].source == "kind:museum"
    assert fields["postal_address"].source == "france"
    assert fields["choice"].presentation == "list"
    assert fields["yes_no"].purpose.get("fr")[0] == "Pour savoir"
    assert fields["yes_no"].retention_class == "proofs"
    assert fields["person_name"].required_if.op == "one_of"
    assert not fields["consent"].required
    assert fields["computed"].value is not None


def test_only_words_are_offered_to_translators(fields: dict[str, Field]) -> None:
    page_field = ProcedurePage._meta.get_field("steps")
    steps = page_field.to_python(stream().get_prep_value())
    segments = StreamFieldSegmentExtractor(page_field).handle_stream_block(steps)
    offered = {each.string.data for each in segments if isinstance(each, StringSegmentValue)}
    assert {"m²", "Pour savoir", "Question money"} <= offered
    assert not offered & {"today", "1900-01-01", "kind:museum", "birth_date", "money", "month", "5"}


def test_a_least_above_the_most_is_refused_in_the_editor() -> None:
    block = StepsBlock()
    with pytest.raises(ValidationError):
        block.clean(stream({"number": {"minimum": 5, "maximum": 1}}))


def test_slots_that_nobody_gives_are_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = stream({"slot": {"source": "visits"}})
    assert any("Question slot" in problem.message for problem in check_steps(steps))
    monkeypatch.setattr(sources, "_sources", {"visits": object()})
    assert not check_steps(steps)
