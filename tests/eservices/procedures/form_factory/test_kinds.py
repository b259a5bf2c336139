"""Every kind of question in a journey: empty, wrong, right, checked and frozen."""

from __future__ import annotations

import datetime
import html
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from content.core.models import District, Sector
from content.places.models import Place, PlaceKind
from eservices.cases.facts import matches
from eservices.procedures.json_schema.answers import answer_schema
from eservices.procedures.models import ProcedurePage, StepState, Submission
from eservices.procedures.sources.slots import SlotGone, SlotOption, sources
from tests.eservices.procedures import samples
from tests.eservices.procedures.kinds import QUESTION, SAMPLES, STEP, Sample
from tests.eservices.procedures.samples import Resident, definition, ident, option, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(settings: Any) -> None:
    settings.PROCEDURES_START_SECONDS = 0
    samples.register()
    west = Sector.objects.create(number=16, key="s16", name="Mairie 16")
    District.objects.create(number=16, postcode="75016", other_postcodes="75116", sector=west)


def begin(client: Client, sample: Sample, **changes: Any) -> Resident:
    samples.publish(sample.definition(**changes))
    return Resident(client).start()


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_empty_is_refused_by_name_and_wrong_says_how_to_mend_it(
    client: Client, sample: Sample
) -> None:
    resident = begin(client, sample)
    empty = resident.post(STEP, {})
    assert empty.status_code == 422
    page = html.unescape(empty.content.decode())
    summary = page.split("<h1")[0]
    assert "La question" in summary or "Prénoms" in summary
    if sample.wrong is None:
        return
    wrong = resident.post(STEP, sample.typed(sample.wrong))
    assert wrong.status_code == 422
    page = html.unescape(wrong.content.decode()).replace("\u00a0", " ")
    summary = page.split("<h1")[0]
    assert sample.error in summary
    assert page.count(sample.error) > 1  # beside the field too
    target = f"id_{QUESTION}-{sample.focus}" if sample.focus else f"id_{QUESTION}"
    assert f'href="#{target}' in summary
    assert f'id="{target}' in page


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("text", "écrivez une réponse, par exemple : Le banc"),
        ("money", "écrivez un montant, par exemple 12,50."),
        ("number", "écrivez un nombre en chiffres, par exemple 3."),
        ("choices", "cochez au moins une réponse."),
        ("email", "écrivez une adresse e-mail comme nom@exemple.fr."),
        ("postal_address", "écrivez le numéro et la rue, le code postal et la ville."),
        ("person_name", "écrivez les prénoms et le nom de naissance."),
    ],
)
def test_an_empty_answer_says_what_to_write(client: Client, kind: str, how: str) -> None:
    sample = next(one for one in SAMPLES if one.kind == kind)
    example = {"example": text("Le banc", "The bench")} if kind == "text" else {}
    resident = begin(client, sample, **example)
    page = html.unescape(resident.post(STEP, {}).content.decode()).replace("\u00a0", " ")
    assert page.count(f"« La question » : {how}") == 2  # in the summary and beside


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_right_is_kept_shown_and_frozen(client: Client, sample: Sample) -> None:
    resident = begin(client, sample)
    response = resident.post(STEP, sample.typed(sample.right))
    assert response.status_code == 302, response.content.decode()
    assert StepState.objects.get().cleaned == {QUESTION: sample.value}
    again = resident.get(f"{STEP}/")
    assert "error-summary" not in again.content.decode()
    page = html.unescape(resident.get("verifier/").content.decode())
    for line in sample.french.split("\n"):
        assert line in page
    assert resident.send().url == resident.url("recu/")
    row = Submission.objects.get().answers[0]["rows"][0]
    assert row["value"] == sample.value
    assert row["shown"]["fr"][0] == sample.french
    assert row["shown"]["en"][0] == sample.english
    assert resident.get("recu.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_what_is_kept_is_what_the_published_schema_says(sample: Sample) -> None:
    question = sample.definition().steps[0].fields[0]
    Draft202012Validator(answer_schema(question, "fr")).validate(sample.value)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_question_that_is_not_needed_may_stay_empty(client: Client, sample: Sample) -> None:
    resident = begin(client, sample, required=False)
    assert resident.post(STEP, {}).status_code == 302
    assert StepState.objects.get().cleaned == {}
    assert resident.send().url == resident.url("recu/")
    assert Submission.objects.get().answers == []


class Visits:
    """Slots of a museum, as the app that books them would give them."""

    key = "visits"

    def __init__(self) -> None:
        self.gone = False
        self.booked: list[tuple[Any, str]] = []

    def name(self, language: str) -> str:
        return "Visites"

    def offered(self, *, draft: Any, language: str) -> list[SlotOption]:
        day = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)
        return [SlotOption("s1", "10 h", day), SlotOption("s2", "11 h", day)]

    def shown(self, value: str, language: str) -> str:
        return f"1er décembre, {value}"

    def hold(self, *, draft: Any, value: str) -> None:
        if self.gone:
            raise SlotGone

    def book(self, *, draft: Any, value: str, case: Any) -> None:
        if self.gone:
            raise SlotGone
        self.booked.append((case.code, value))


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Visits:
    source = Visits()
    monkeypatch.setattr(sources, "_sources", {"visits": source})
    return source


SLOT = Sample("slot", {"": "s1"}, "s1", "1er décembre, s1", "", attributes={"source": "visits"})


def test_a_slot_is_booked_with_the_request(client: Client, visits: Visits) -> None:
    resident = begin(client, SLOT)
    assert "10 h" in resident.get(f"{STEP}/").content.decode()
    assert resident.post(STEP, {QUESTION: "s1"}).status_code == 302
    assert "1er décembre, s1" in resident.get("verifier/").content.decode()
    resident.send()
    assert visits.booked == [(Submission.objects.get().case.code, "s1")]


def test_a_slot_that_is_gone_is_asked_again_and_nothing_is_sent(
    client: Client, visits: Visits
) -> None:
    resident = begin(client, SLOT)
    resident.post(STEP, {QUESTION: "s1"})
    visits.gone = True
    assert resident.send().url == resident.step_url(STEP)
    assert not Submission.objects.exists()
    response = resident.post(STEP, {QUESTION: "s1"})
    assert response.status_code == 422
    assert "vient d’être pris" in html.unescape(response.content.decode())


def test_places_are_filtered_and_route_to_their_town_hall(client: Client) -> None:
    here = make_place("musee", number=16)
    make_place("ecole", kind="school", number=16)
    sample = Sample("place", {}, None, "", "", attributes={"source": "kind:museum", "routes": True})
    resident = begin(client, sample)
    page = resident.get(f"{STEP}/").content.decode()
    assert "Lieu musee" in page
    assert "Lieu ecole" not in page
    assert resident.post(STEP, {QUESTION: str(uuid4())}).status_code == 422
    assert resident.post(STEP, {QUESTION: str(here.uuid)}).status_code == 302
    resident.send()
    submission = Submission.objects.get()
    assert "Lieu musee" in submission.answers[0]["rows"][0]["shown"]["fr"][0]
    assert submission.case.sector is not None
    assert submission.case.sector.number == 16


def test_many_places_are_listed_by_district(client: Client) -> None:
    for number in range(9):
        make_place(f"b{number}", number=16)
        make_place(f"a{number}", number=2)
    nowhere = make_place("dehors", number=2)
    Place.objects.filter(pk=nowhere.pk).update(district=None)
    resident = begin(client, Sample("place", {}, None, "", "", attributes={"source": ""}))
    page = html.unescape(resident.get(f"{STEP}/").content.decode())
    order = ['label="2e arrondissement"', "Lieu a0", "Lieu a8", 'label="16e arrondissement"']
    order += ["Lieu b0", "Lieu b8", 'label="Ailleurs"', "Lieu dehors"]
    assert sorted(order, key=page.index) == order
    assert 'type="radio"' not in page
    assert resident.post(STEP, {QUESTION: str(nowhere.uuid)}).status_code == 302


def make_place(key: str, *, kind: str = "museum", number: int) -> Place:
    family, _made = PlaceKind.objects.get_or_create(key=kind)
    district = District.objects.get(number=number)
    place = Place.objects.create(key=key, kind=family, street="1 rue Démo", district=district)
    place.texts.create(language="fr", name=f"Lieu {key}", slug=key)
    return place


def test_an_address_of_the_city_routes_and_one_elsewhere_does_not(client: Client) -> None:
    sample = next(each for each in SAMPLES if each.kind == "postal_address")
    for postcode, sector in (("75116", 16), ("69003", None)):
        resident = begin(client, sample, routes=True)
        resident.post(STEP, sample.typed(sample.right | {"postcode": postcode}))
        resident.send()
        case = Submission.objects.latest("pk").case
        assert (case.sector.number if case.sector else None) == sector
        ProcedurePage.objects.all().update(slug=f"fini-{postcode}")


def test_an_address_may_have_to_be_in_the_city(client: Client) -> None:
    sample = next(each for each in SAMPLES if each.kind == "postal_address")
    resident = begin(client, sample, source="city")
    response = resident.post(STEP, sample.typed(sample.right | {"postcode": "69003"}))
    assert response.status_code == 422
    assert "69003 n’est pas un code postal de la ville" in html.unescape(response.content.decode())


def test_an_identity_proves_by_name_and_by_birth_date(client: Client) -> None:
    sample = next(each for each in SAMPLES if each.kind == "identity")
    resident = begin(client, sample, second_fact=True)
    resident.post(STEP, sample.typed(sample.right))
    resident.send()
    facts = Submission.objects.get().case.facts.all()
    assert matches("Démo", facts)
    assert matches("2 mai 1980", facts)
    assert not matches("Lille", facts)


def test_a_consent_may_always_be_left_unticked(client: Client) -> None:
    sample = Sample("consent", {"": "on"}, "yes", "Oui", "Yes")
    resident = begin(client, sample, required=True)
    assert resident.post(STEP, {}).status_code == 302
    assert "<dd>Non</dd>" in resident.get("verifier/").content.decode()
    assert resident.post(STEP, {QUESTION: "on"}).status_code == 302
    assert StepState.objects.get().cleaned == {QUESTION: "yes"}


def test_a_likely_typo_is_asked_about_and_never_refused(client: Client) -> None:
    sample = next(each for each in SAMPLES if each.kind == "email")
    resident = begin(client, sample)
    assert resident.post(STEP, {QUESTION: "camille@gmial.com"}).status_code == 302
    assert "camille@gmail.com" in resident.get("verifier/").content.decode()
    assert resident.send().url == resident.url("recu/")


def test_many_options_make_a_list_that_opens(client: Client) -> None:
    sample = next(each for each in SAMPLES if each.kind == "choice")
    options = [option(number, f"v{number}", f"Choix {number}") for number in range(16)]
    page = begin(client, sample, options=options).get(f"{STEP}/").content.decode()
    assert "<select" in page
    assert 'type="radio"' not in page


def test_a_computed_value_is_shown_and_frozen_and_cannot_be_changed(client: Client) -> None:
    adult, total = ident(62), ident(63)
    step = SAMPLES[2].definition().steps[0].model_dump(mode="json")
    step["fields"] = [
        {"id": QUESTION, "kind": "money", "label": text("Loyer")},
        {"id": adult, "kind": "money", "label": text("Charges")},
        {
            "id": total,
            "kind": "computed",
            "label": text("Total par mois"),
            "source": "money",
            "value": {
                "op": "sum",
                "values": [
                    {"op": "answer", "field": each, "measure": "money"}
                    for each in (QUESTION, adult)
                ],
            },
        },
    ]
    samples.publish(definition(steps=[step]))
    resident = Resident(client).start()
    assert "Total par mois" not in resident.get(f"{STEP}/").content.decode()
    resident.post(STEP, {QUESTION: "500", adult: "80,50"})
    assert "580,50\u00a0€" in html.unescape(resident.get(f"{STEP}/").content.decode())
    page = resident.get("verifier/").content.decode()
    assert page.count("?modifier=1") == 2
    resident.send()
    row = Submission.objects.get().answers[0]["rows"][2]
    assert row["shown"]["en"][0] == "€580.50"
