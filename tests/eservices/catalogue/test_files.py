"""The short form of the files: shared pieces, languages, French spaces."""

import pytest

from eservices.catalogue import entries
from eservices.catalogue.stream import raw_step


def test_a_piece_is_included_and_what_stands_beside_it_replaces_a_part():
    pieces = {
        "step": {"key": "contact", "fields": [{"include": "email"}]},
        "email": {"kind": "email", "required": False},
    }
    node = [{"include": "step", "intro": "Bonjour"}, {"include": "email", "required": True}]
    assert entries.included(node, pieces) == [
        {"key": "contact", "fields": [{"kind": "email", "required": False}], "intro": "Bonjour"},
        {"kind": "email", "required": True},
    ]


def test_a_missing_language_is_said_in_french():
    assert entries.in_language({"fr": "Bonjour"}, "en") == "Bonjour"
    assert entries.in_language({"fr": "Bonjour", "en": "Hello"}, "en") == "Hello"


def test_french_signs_stay_on_the_line_of_their_word():
    assert entries.in_language({"fr": "Qui ? « Moi »", "en": "Who ?"}, "fr") == (
        "Qui\xa0? «\xa0Moi\xa0»"
    )
    assert entries.in_language({"fr": "Qui ?", "en": "Who ?"}, "en") == "Who ?"
    assert entries.in_language({"fr": "à 18 h, par heure"}, "fr") == "à 18\xa0h, par heure"


def test_a_condition_may_be_how_the_request_comes():
    step = raw_step({"key": "a", "title": "A", "shown_if": [{"through": ["paper"]}], "fields": []})
    assert step["value"]["shown_if"] == [{"type": "through", "value": ["paper"]}]


def test_conditions_may_be_grouped():
    one, other = {"field": "act", "values": "birth"}, {"field": "age", "values": 18}
    step = raw_step(
        {
            "key": "a",
            "title": "A",
            "shown_if": [{"any_of": [one, {"all_of": [one, other]}]}],
            "fields": [],
        }
    )
    (group,) = step["value"]["shown_if"]
    assert group["type"] == "any_of"
    assert [child["type"] for child in group["value"]] == ["condition", "all_of"]
    assert group["value"][1]["value"][1] == {
        "type": "condition",
        "value": {"operator": "is", "field": "age", "values": "18"},
    }


#: What the law makes of silence, where a text can be named; nothing is invented elsewhere.
LEGAL = {
    "association_grant": ("refusal", 2, "months", "L231-4, 3°"),
    "association_room": ("refusal", 2, "months", "2015-1459"),
    "civil_status_certificate": None,  # a material act
    "electoral_roll": ("special", 5, "days", "L18"),
    "generic_request": ("refusal", 2, "months", "L231-4, 2°"),
    "home_help": None,  # each aid asked for afterwards has its own
    "nursery_place": ("refusal", 4, "months", "2016-625"),
    "school_registration": None,  # two regimes on one form
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", entries.all_keys())
def test_the_legal_period_is_that_of_a_named_text_or_none(key: str, language: str) -> None:
    page = entries.read(key).page_fields(language)
    if LEGAL[key] is None:
        assert not page.get("silence")
        return
    silence, amount, unit, source = LEGAL[key]
    assert (page["silence"], page["silence_amount"], page["silence_unit"]) == (
        silence,
        amount,
        unit,
    )
    assert source in page["silence_text"]
    assert bool(page.get("silence_special")) is (silence == "special")
