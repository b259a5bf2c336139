"""What a resident does, step by step, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, Response, expect


@dataclass(frozen=True)
class Words:
    """What stands on the buttons and links that are clicked."""

    language: str
    search: str
    query: str
    procedure: str
    begin: str
    start: str
    next: str
    change: str
    send: str
    receipt: str
    download: str
    follow: str
    see: str
    say: str
    end: str
    error: str
    sent: str
    extract: str


FRENCH = Words(
    language="fr",
    search="Rechercher",
    query="acte de naissance",
    procedure="Demander un acte de naissance, de mariage ou de décès",
    begin="Commencer la demande",
    start="Commencer ma demande",
    next="Continuer",
    change="Modifier",
    send="Envoyer ma demande",
    receipt="Votre demande est envoyée",
    download="Télécharger le reçu (PDF)",
    follow="Suivre ma demande",
    see="Voir ma demande",
    say="Envoyer mon message",
    end="Terminer cette visite",
    error="Erreur",
    sent="Votre message est envoyé",
    extract="Extrait avec filiation",
)
ENGLISH = Words(
    language="en",
    search="Search",
    query="birth certificate",
    procedure="Ask for a birth, marriage or death certificate",
    begin="Start the request",
    start="Start my request",
    next="Continue",
    change="Change",
    send="Send my request",
    receipt="Your request has been sent",
    download="Download the receipt (PDF)",
    follow="Follow my request",
    see="See my request",
    say="Send my message",
    end="End this visit",
    error="Error",
    sent="Your message has been sent",
    extract="Extract with filiation",
)

POSTCODE = "75011"
#: Seconds that a person takes at least to read the start page; faster is a robot.
READING = 3.2


def photo() -> dict[str, str | bytes]:
    """Return a photo as a telephone makes it, for a file field."""
    written = BytesIO()
    Image.new("RGB", (640, 480), "white").save(written, "JPEG")
    return {"name": "livret.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def press(page: Page, name: str) -> Response:
    """Press a button and return the answer that the browser then shows."""
    with page.expect_navigation() as answer:
        page.get_by_role("button", name=name, exact=True).click()
    response = answer.value
    assert response is not None
    return response


def begin(page: Page, words: Words) -> None:
    """Go from the procedure's page to its first question."""
    page.get_by_role("link", name=words.begin, exact=True).click()
    page.wait_for_timeout(READING * 1000)
    press(page, words.start)


def _person(page: Page, given: str, family: str, group: int = 0) -> None:
    page.locator("input[name$='-given']").nth(group).fill(given)
    page.locator("input[name$='-family']").nth(group).fill(family)


def act(page: Page, words: Words) -> None:
    page.locator("input[value=birth]").check()
    press(page, words.next)
    page.locator("input[value=full_copy]").check()


def place(page: Page, words: Words) -> None:
    page.locator("input[value=paris]").check()
    press(page, words.next)
    page.locator("main select").select_option(index=9)


def person(page: Page, words: Words) -> None:
    _person(page, "Renée", "Démo")
    page.locator("input[name$='-day']").fill("3")
    page.locator("input[name$='-month']").fill("5")
    page.locator("input[name$='-year']").fill("1972")


def need(page: Page, words: Words) -> None:
    page.locator("input[value=wedding]").check()


def link(page: Page, words: Words) -> None:
    page.locator("input[value=ascendant]").check()


def parents(page: Page, words: Words) -> None:
    _person(page, "Jeanne", "Démo")


def proof(page: Page, words: Words) -> None:
    page.locator("input[type=file]").set_input_files([photo()])  # type: ignore[list-item]


def address(page: Page, words: Words) -> None:
    _person(page, "Camille", "Démo")
    for part, value in {
        "street": "12 rue de la Démo",
        "postcode": POSTCODE,
        "town": "Paris",
    }.items():
        page.locator(f"input[name$='-{part}'], textarea[name$='-{part}']").first.fill(value)


def contact(page: Page, words: Words) -> None:
    page.locator("input[type=email]").fill("camille.demo@courrier.invalid")


#: The birth branch for a parent, each part filling in the page before it is sent.
BIRTH: dict[str, Callable[[Page, Words], None]] = {
    "acte": act,
    "besoin": need,
    "lieu": place,
    "personne": person,
    "lien": link,
    "parents": parents,
    "justificatif": proof,
    "envoi": address,
    "contact": contact,
}


#: Steps that may stay without an answer, so that sending them empty goes on.
OPTIONAL = frozenset({"besoin", "parents"})


def walk(page: Page, words: Words) -> Iterator[str]:
    """Go through the steps; the caller sees each page empty, by its key, before it is filled."""
    for key, fill in BIRTH.items():
        assert f"/{key}/" in page.url, page.locator("main").inner_text()
        yield key
        fill(page, words)
        response = press(page, words.next)
        assert response.status == 200, page.locator("main").inner_text()


def send(page: Page, words: Words) -> str:
    """Declare, send, and return the tracking code on the receipt."""
    page.get_by_role("checkbox").check()
    assert press(page, words.send).status == 200
    expect(page.locator("h1")).to_have_text(words.receipt)
    return page.locator(".code-plate .code").inner_text().strip()


def follow(page: Page, words: Words, code: str) -> None:
    """Go from the receipt to the request, by its code and the second fact."""
    page.get_by_role("link", name=words.follow, exact=True).last.click()
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=fact]").fill(POSTCODE)
    assert press(page, words.see).status == 200
    expect(page.locator(".code-plate .code")).to_have_text(code)
