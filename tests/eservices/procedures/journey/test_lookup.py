"""An address found in a list: from the step, through the list, back with its parts filled in."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.test import Client

from content.core import address_lookup
from content.core.address_lookup import AddressService, LookupAway, Match, StreetRegister
from content.core.models import Street
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ADDRESS, TYPED, Resident

pytestmark = pytest.mark.django_db

LIST = f"coordonnees/chercher-adresse/{ADDRESS}/"


@pytest.fixture(autouse=True)
def streets(settings) -> None:
    settings.ADDRESS_LOOKUP = "streets"
    for name, postcode in (
        ("Rue de l’Église", "75015"),
        ("Rue de la Démo", "75011"),
        ("Rue de la Démo", "75012"),
        ("Passage de la Démo", "75011"),
    ):
        Street.objects.create(name=name, postcode=postcode, town="Paris")


@pytest.fixture
def resident(client: Client) -> Resident:
    samples.publish()
    return Resident(client).start().fill("acte", "personne", "lieu")


def ask(resident: Resident, street: str, postcode: str = "") -> str:
    """Press the button of the step; return the page with the addresses found."""
    typed = TYPED["coordonnees"] | {f"{ADDRESS}-street": street, f"{ADDRESS}-postcode": postcode}
    key = f"{resident.draft.uuid.hex}-current_step"
    answer = resident.client.post(resident.url(LIST), typed | {key: "coordonnees"})
    assert answer.status_code == 302
    assert answer.url == resident.url(LIST)
    return str(resident.client.get(answer.url).content.decode())


def test_one_is_picked_and_fills_the_question(resident: Resident) -> None:
    assert f'formaction="{resident.url(LIST)}"' in resident.get("coordonnees/").content.decode()
    page = ask(resident, "12 bis, rue demo")
    assert page.count('type="radio"') == 2
    wrong = resident.client.post(resident.url(LIST), {"pick": "1"})
    assert wrong.status_code == 422
    picked = "12 bis Rue de la Démo, 75012 Paris"
    answer = resident.client.post(resident.url(LIST), {"pick": "1", "address": picked})
    assert answer.url == resident.url("coordonnees/")
    step = resident.get("coordonnees/").content.decode()
    for value in ("12 bis Rue de la Démo", "75012", TYPED["coordonnees"][samples.EMAIL]):
        assert f'value="{value}"' in step, "everything else as it was typed"
    assert "Il y a un problème" not in step
    form = resident.get("coordonnees/").context["form"]
    resident.post("coordonnees", {name: values[0] for name, values in form.data.lists()})
    assert resident.get("verifier/").status_code == 200


def test_what_is_found_is_said_and_hand_typing_stays(resident: Resident, settings) -> None:
    back = f'href="{resident.url("coordonnees/")}"'
    for street, postcode, words in (
        ("rue de nulle part", "", "Aucune adresse ne correspond"),
        ("", "", "Écrivez la rue"),
        ("", "75011", "Passage de la Démo, 75011 Paris"),
        ("eglise", "", "Rue de l’Église, 75015 Paris"),
    ):
        page = ask(resident, street, postcode)
        assert words in page.replace("\u00a0", " "), street
        assert back in page
    settings.ADDRESS_LOOKUP = "https://127.0.0.1:1"
    assert "ne répond pas" in ask(resident, "12 rue de la Démo")
    for number in range(20):
        Street.objects.create(name=f"Rue Longue {number}", postcode="75001", town="Paris")
    settings.ADDRESS_LOOKUP = "streets"
    page = ask(resident, "rue longue")
    assert page.count('type="radio"') == address_lookup.MOST
    assert "D’autres adresses" in page


def test_where_it_is_off_nothing_is_offered(resident: Resident, settings) -> None:
    settings.ADDRESS_LOOKUP = ""
    assert "chercher-adresse" not in resident.get("coordonnees/").content.decode()
    assert resident.get(LIST).url == resident.url("coordonnees/")
    assert resident.get("coordonnees/chercher-adresse/other/").status_code == 302


def test_the_register_finds_however_it_is_written() -> None:
    find = StreetRegister().find
    assert find(street="7 RUE DE L EGLISE", postcode="") == [
        Match("7 Rue de l’Église", "75015", "Paris")
    ]


GEOJSON = (
    '{"features": [{"properties": {"name": "8 Boulevard du Port", "postcode": "80000",'
    ' "city": "Amiens", "type": "housenumber"}}]}'
)


@pytest.mark.parametrize(
    ("body", "status", "found"),
    [
        (GEOJSON, 200, [Match("8 Boulevard du Port", "80000", "Amiens")]),
        ('{"features": []}', 200, []),
        ("not JSON", 200, None),
        ('{"features": [{}]}', 200, None),
        (GEOJSON, 503, None),
    ],
)
def test_a_service_is_asked_by_the_server(
    body: str, status: int, found: list[Match] | None
) -> None:
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.handle_request, daemon=True).start()
        service = AddressService(f"http://127.0.0.1:{server.server_port}/geocodage/")
        if found is None:
            with pytest.raises(LookupAway):
                service.find(street="8 bd du port", postcode="80000")
        else:
            assert service.find(street="8 bd du port", postcode="80000") == found
    assert asked == [
        "/geocodage/search/?q=8+bd+du+port+80000&limit=16&autocomplete=1&postcode=80000"
    ]
