"""Who a person is: names of every shape, birth places that are many, gone or unknown."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from eservices.procedures.form_factory.identity import NONE_OF_THESE, IdentityField
from eservices.procedures.gazetteer import communes_named, country_code, country_name
from eservices.procedures.models import StepState
from eservices.procedures.words.wording import identity
from tests.eservices.procedures import samples
from tests.eservices.procedures.kinds import BIRTH, NAMES, QUESTION, SAMPLES, STEP
from tests.eservices.procedures.samples import Resident

SAMPLE = next(sample for sample in SAMPLES if sample.kind == "identity")
EVERYTHING = frozenset({"used_name", "birth_date", "birth_place"})


def field(**changes: Any) -> IdentityField:
    arguments: dict[str, Any] = {"asks": EVERYTHING, "about_user": True, "label": "Vous"}
    return IdentityField(**arguments | changes)


def born(place: str, country: str = "", **more: str) -> dict[str, str]:
    return {**NAMES, **BIRTH, "birth_place": place, "birth_country": country, **more}


@pytest.mark.parametrize(
    ("place", "country", "kept", "words"),
    [
        ("lille", "", ("Lille", "59350", "FR"), "Lille (59)"),
        ("Paris 11", "France", ("Paris 11e Arrondissement", "75111", "FR"), "(75)"),
        ("Annecy-le-Vieux", "", ("Annecy-le-Vieux", "74011", "FR"), "aujourd’hui Annecy"),
        ("Leningrad", "URSS", ("Leningrad", None, "SUHH"), "Leningrad, URSS"),
        ("Sarajevo", "yougoslavie", ("Sarajevo", None, "YUCS"), "Sarajevo, Yougoslavie"),
        ("Kinshasa", "Zaire", ("Kinshasa", None, "ZRCD"), "Kinshasa, Zaïre"),
        ("Oran", "Algeria", ("Oran", None, "DZ"), "Oran, Algérie"),
        ("Trifouillis", "", ("Trifouillis", None, "FR"), "Trifouillis (écrit tel quel)"),
        ("Ys", "Atlantide", ("Ys", None, "Atlantide"), "Ys, Atlantide (écrit tel quel)"),
        # A commune of France's name, but abroad: never looked up here.
        ("Saint-Denis", "Canada", ("Saint-Denis", None, "CA"), "Saint-Denis, Canada"),
    ],
)
def test_every_birth_place_is_accepted(
    place: str, country: str, kept: tuple[str, str | None, str], words: str
) -> None:
    answer = field().clean(born(place, country))
    assert (answer["birth_place"], answer.get("birth_commune"), answer["birth_country"]) == kept
    with override("fr"):
        assert words in identity(answer)


@pytest.mark.django_db
def test_a_name_of_several_communes_asks_which(client: Client, settings: Any) -> None:
    settings.PROCEDURES_START_SECONDS = 0
    samples.publish(SAMPLE.definition())
    resident = Resident(client).start()
    response = resident.post(STEP, SAMPLE.typed(born("Saint Denis")))
    assert response.status_code == 422
    page = html.unescape(response.content.decode())
    assert "Saint-Denis, Seine-Saint-Denis (93)" in page
    assert "Saint-Denis, La Réunion (974)" in page
    assert f'href="#id_{QUESTION}-birth_commune"' in page
    assert f'id="id_{QUESTION}-birth_commune"' in page
    chosen = SAMPLE.typed(born("Saint Denis", birth_commune="97411"))
    assert resident.post(STEP, chosen).status_code == 302
    assert StepState.objects.get().cleaned[QUESTION]["birth_commune"] == "97411"
    # Open again: what was chosen is still chosen.
    assert 'value="97411" id=' in resident.get(f"{STEP}/").content.decode()


def test_none_of_the_namesakes_keeps_what_was_typed() -> None:
    answer = field().clean(born("Saint-Denis", birth_commune=NONE_OF_THESE))
    assert answer["birth_place"] == "Saint-Denis"
    assert "birth_commune" not in answer


@pytest.mark.parametrize("key", ["given", "family"])
def test_one_name_only_is_a_name(key: str) -> None:
    alone = field(asks=frozenset()).clean({key: "Suharto", "single": "yes"})
    assert alone["family"] == "Suharto"
    assert "given" not in alone
    with override("fr"):
        assert identity(alone) == "Suharto"


def test_a_birth_date_known_in_part() -> None:
    asks = frozenset({"birth_date"})
    answer = field(asks=asks, partial="month").clean({**NAMES, "birth_year": "1931"})
    assert answer["birth_date"] == "1931"


def test_known_answers_are_drawn_as_a_person_types_them() -> None:
    shown = field().prepare_value(field().clean(born("Oran", "Algérie")))
    assert (shown["birth_day"], shown["birth_month"], shown["birth_year"]) == ("2", "5", "1980")
    assert shown["birth_country"] == "Algérie"
    assert field().clean(shown)["birth_country"] == "DZ"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("st-étienne-du-rouvray", {"76575"}),
        ("LE HAVRE", {"76351"}),
        ("havre", {"76351"}),
        ("L’Haÿ les roses", {"94038"}),
        ("Saint-Denis (93)", {"93066"}),
        ("Saint-Denis 974", {"97411"}),
        ("Lyon 3e arrondissement", {"69383"}),
        ("", set()),
    ],
)
def test_communes_are_found_however_they_are_written(typed: str, codes: set[str]) -> None:
    assert {each.code for each in communes_named(typed)} == codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Côte d’Ivoire", "CI"),
        ("russie", "RU"),
        ("Les Pays-Bas", "NL"),
        ("Tchécoslovaquie", "CSHH"),
        ("Haute-Volta", "HVBF"),
        ("angleterre", "GB"),
        ("Corée", ""),  # there are two
    ],
)
def test_countries_are_found_by_what_people_call_them(typed: str, code: str) -> None:
    assert country_code(typed) == code


def test_countries_have_a_name_in_each_language() -> None:
    assert country_name("DE", "fr") == "Allemagne"
    assert country_name("DE", "en") == "Germany"
    assert country_name("SUHH", "fr") == "URSS"
    assert country_name("Atlantide", "fr") == "Atlantide"
